"""Sending in: what is missing, who may change what when, codes, limits."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.proposals.rules.calls import CallDates
from conference.proposals.rules.sending import (
    CodeFacts,
    CodeRefused,
    LimitReached,
    Written,
    check_code,
    check_limit,
    may_change,
    missing,
)
from conference.proposals.rules.states import ProposalState

OPENS = datetime(2024, 4, 8, 8, 0, tzinfo=UTC)
CLOSES = datetime(2024, 6, 3, 22, 59, tzinfo=UTC)
GRACE = timedelta(minutes=15)
DATES = CallDates(is_shown=True, opens_at=OPENS, closes_at=CLOSES, grace=GRACE)
OVER = CLOSES + GRACE
SECOND = timedelta(seconds=1)
WHOLE = Written(
    title="Kind", audience="All", outcome="Speak", abstract="a b", has_format=True, has_track=True
)
NOTHING = Written(title="", audience="", outcome="", abstract="", has_format=False, has_track=False)


def test_what_is_missing_has_a_sentence_for_each_field() -> None:
    assert missing(WHOLE, abstract_words=2) == {}
    assert missing(WHOLE, abstract_words=1) == {
        "abstract": "Your abstract has 2 words. The limit is 1"
    }
    assert sorted(missing(NOTHING, abstract_words=300)) == [
        *("abstract", "audience", "format", "outcome", "title", "track"),
    ]


@pytest.mark.parametrize(
    ("state", "now", "extended_to", "expected"),
    [
        (ProposalState.DRAFT, OVER + GRACE, None, True),
        (ProposalState.SUBMITTED, OVER - SECOND, None, True),
        (ProposalState.SUBMITTED, OVER, None, False),
        (ProposalState.SUBMITTED, OVER, OVER + SECOND, True),
        (ProposalState.SUBMITTED, OVER, OVER, False),
        (ProposalState.DECLINED, OPENS, None, False),
        (ProposalState.ACCEPTED, OPENS, None, False),
        (ProposalState.WITHDRAWN, OPENS, None, False),
    ],
)
def test_what_may_still_be_changed(
    state: ProposalState, now: datetime, extended_to: datetime | None, expected: bool
) -> None:
    found = may_change(state, DATES, now=now, format_id=None, extended_to=extended_to)
    assert found is expected


@pytest.mark.parametrize(
    ("used", "closes_at", "ended_at", "is_good"),
    [
        (0, OVER, None, True),
        (1, OVER, None, True),
        (2, OVER, None, False),
        (0, CLOSES, None, False),
        (0, OVER, OPENS, False),
    ],
)
def test_a_code_counts_until_it_is_used_up_or_over(
    used: int, closes_at: datetime, ended_at: datetime | None, is_good: bool
) -> None:
    code = CodeFacts(uses=2, used=used, closes_at=closes_at, ended_at=ended_at)
    if is_good:
        check_code(code, now=CLOSES)
    else:
        with pytest.raises(CodeRefused):
            check_code(code, now=CLOSES)


def test_a_limit_is_reached_at_its_number() -> None:
    check_limit(5, None)
    check_limit(1, 2)
    with pytest.raises(LimitReached, match="2 proposals"):
        check_limit(2, 2)
    with pytest.raises(LimitReached, match="one proposal, and"):
        check_limit(1, 1)
