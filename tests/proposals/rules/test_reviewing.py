"""What reviewers may do when."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.proposals.rules.reviewing import (
    DiscussionClosed,
    NoLongerNeeded,
    PhaseFacts,
    ReviewingClosed,
    Rights,
    Taking,
    check_may_discuss,
    check_may_review,
    is_blind_yet,
    rights,
)
from conference.proposals.rules.states import ProposalState, SightOfOthers

NOON = datetime(2024, 6, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SEEN, HIDDEN = SightOfOthers.AFTER_OWN, SightOfOthers.NEVER


def phase(  # noqa: PLR0913
    begin: float,
    end: float,
    *,
    name: str = "",
    is_blind: bool = True,
    may_review: bool = True,
    may_discuss: bool = False,
    sight: SightOfOthers = SEEN,
) -> PhaseFacts:
    """Return a phase from so many days after noon to so many."""
    return PhaseFacts(
        name=name,
        opens_at=NOON + begin * DAY,
        closes_at=NOON + end * DAY,
        is_blind=is_blind,
        may_review=may_review,
        may_discuss=may_discuss,
        sight=sight,
    )


def test_without_a_phase_nothing_is_allowed_and_all_is_blind() -> None:
    assert rights([], now=NOON) == Rights()


def test_a_phase_that_goes_on_says_what_is_allowed() -> None:
    now = phase(-1, 1, name="First reading", may_discuss=True)
    assert rights([now, phase(2, 3, name="Second")], now=NOON) == Rights(
        phase="First reading",
        closes_at=NOON + DAY,
        reviews_from=NOON + 2 * DAY,
        is_blind=True,
        may_review=True,
        may_yet_review=True,
        may_discuss=True,
        sight=SEEN,
    )


def test_the_beginning_counts_and_the_end_does_not() -> None:
    assert [
        rights([found], now=NOON).may_review for found in (phase(0, 1), phase(-1, 0), phase(1, 2))
    ] == [True, False, False]


def test_of_two_phases_the_stricter_one_hides() -> None:
    both = [phase(-2, 2, sight=HIDDEN, may_review=False), phase(-1, 1, is_blind=False)]
    found = rights(both, now=NOON)
    assert (found.is_blind, found.sight, found.may_review) == (True, HIDDEN, True)


@pytest.mark.parametrize(
    ("phases", "is_blind"),
    [
        ([phase(-1, 1)], True),
        ([phase(-2, -1)], True),
        ([phase(-1, 1, is_blind=False)], False),
        ([phase(-2, -1, is_blind=False)], False),
        ([phase(1, 2, is_blind=False)], True),
        ([phase(-3, -2), phase(-1, 1, is_blind=False)], False),
        ([phase(-3, -2), phase(-2, -1, is_blind=False)], False),
        ([phase(-2, -1, is_blind=False), phase(1, 2)], True),
        ([phase(-2, -1), phase(1, 2, is_blind=False)], True),
    ],
)
def test_names_show_only_when_no_blind_phase_is_left(
    phases: list[PhaseFacts], *, is_blind: bool
) -> None:
    assert rights(phases, now=NOON).is_blind is is_blind


def test_until_when_review_is_blind_and_takes_reviews() -> None:
    later = [phase(1, 2), phase(2, 3, is_blind=False, may_review=False, may_discuss=True)]
    found = [
        (
            is_blind_yet(later, now=NOON + days * DAY),
            rights(later, now=NOON + days * DAY).may_yet_review,
        )
        for days in (0, 1, 2)
    ]
    assert found == [(True, True), (True, True), (False, False)]


def test_after_the_last_phase_others_are_read_as_it_said() -> None:
    last = [
        rights([phase(-3, -2), phase(-2, -1, sight=sight)], now=NOON) for sight in (SEEN, HIDDEN)
    ]
    assert [(found.sight, found.may_review) for found in last] == [(SEEN, False), (HIDDEN, False)]


def test_reviews_are_awaited_until_the_last_phase_that_takes_them_ends() -> None:
    discussed = phase(2, 3, may_review=False, may_discuss=True)
    found = [
        rights(phases, now=NOON).may_yet_review
        for phases in ([], [phase(-1, 0), discussed], [phase(-1, 1)], [phase(-2, -1), phase(1, 2)])
    ]
    assert found == [False, False, True, True]


def test_nobody_reads_or_discusses_before_giving_an_opinion() -> None:
    found = rights([phase(-1, 1, may_discuss=True)], now=NOON)
    assert [
        (found.sees_others(has_own=own), found.joins(has_own=own)) for own in (False, True)
    ] == [(False, False), (True, True)]


def test_one_rule_says_whether_opinions_are_taken() -> None:
    discussed = phase(1, 2, may_review=False, may_discuss=True)
    found = [rights(phases, now=NOON) for phases in ([phase(-1, 1)], [phase(1, 2)], [discussed])]
    assert [(one.reviews, one.taking(ProposalState.SUBMITTED)) for one in found] == [
        (Taking.NOW, Taking.NOW),
        (Taking.LATER, Taking.LATER),
        (Taking.OVER, Taking.OVER),
    ]
    assert [one.taking(ProposalState.RESERVE) for one in found] == [Taking.NEEDLESS] * 3
    assert [one.reviews_from for one in found] == [None, NOON + DAY, None]


def test_what_is_closed_is_refused() -> None:
    opened = rights([phase(-1, 1, may_discuss=True)], now=NOON)
    check_may_review(opened, ProposalState.SUBMITTED)
    check_may_discuss(opened, has_own=True)
    with pytest.raises(ReviewingClosed):
        check_may_review(Rights(), ProposalState.SUBMITTED)
    with pytest.raises(NoLongerNeeded):
        check_may_review(opened, ProposalState.DECLINED)
    with pytest.raises(DiscussionClosed):
        check_may_discuss(opened, has_own=False)
    with pytest.raises(DiscussionClosed):
        check_may_discuss(Rights(), has_own=True)
