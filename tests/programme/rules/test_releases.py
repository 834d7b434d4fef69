"""What a release shows of a session, given the draft and the release before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conference.programme.rules.releases import (
    DraftEntry,
    Placement,
    PublicEntry,
    Words,
    next_entry,
)
from conference.programme.rules.states import (
    EntryState,
    RecordingChoice,
    SessionKind,
    SessionLevel,
)

JULY = datetime(2024, 7, 1, tzinfo=UTC)
AUGUST = datetime(2024, 8, 1, tzinfo=UTC)
MORNING = Placement(
    starts_at=datetime(2024, 9, 25, 8, 55, tzinfo=UTC),
    ends_at=datetime(2024, 9, 25, 9, 35, tzinfo=UTC),
    room_id=1,
)
WORDS = Words(
    code="S02",
    kind=SessionKind.SESSION,
    title="The chart that changed my mind",
    summary="Twelve dots on a line.",
    abstract="A year of data.",
    content_note="",
    track_id=1,
    format_id=1,
    language="",
    level=SessionLevel.ANY,
    recording=RecordingChoice.UNDECIDED,
    places=None,
    is_sensitive=False,
)
DRAFT = DraftEntry(session_id=7, words=WORDS, placement=MORNING, is_cancelled=False)
PUBLIC = PublicEntry(
    session_id=7,
    words=WORDS,
    placement=MORNING,
    state=EntryState.CONFIRMED,
    sequence=3,
    changed_at=JULY,
)
OFF = replace(PUBLIC, state=EntryState.CANCELLED, sequence=4, changed_at=AUGUST)
BREAK = replace(WORDS, kind=SessionKind.BREAK)


def test_a_session_that_is_placed_for_the_first_time_begins_at_sequence_0() -> None:
    assert next_entry(None, DRAFT, now=AUGUST) == replace(PUBLIC, sequence=0, changed_at=AUGUST)


@pytest.mark.parametrize(
    "draft",
    [
        replace(DRAFT, placement=None),
        replace(DRAFT, is_cancelled=True),
        replace(DRAFT, placement=None, is_cancelled=True),
    ],
)
def test_a_session_that_was_never_public_is_not_announced_as_cancelled(draft: DraftEntry) -> None:
    assert next_entry(None, draft, now=AUGUST) is None


def test_nothing_changed_carries_sequence_and_moment_over() -> None:
    assert next_entry(PUBLIC, DRAFT, now=AUGUST) == PUBLIC


LATER = replace(MORNING, ends_at=MORNING.ends_at + timedelta(minutes=5))
EARLIER = replace(MORNING, starts_at=MORNING.starts_at - timedelta(minutes=5))
OTHER_ROOM = replace(MORNING, room_id=2)
NO_ROOM = replace(MORNING, room_id=None)


@pytest.mark.parametrize("placement", [LATER, EARLIER, OTHER_ROOM, NO_ROOM])
def test_another_time_or_room_raises_the_sequence(placement: Placement) -> None:
    moved = next_entry(PUBLIC, replace(DRAFT, placement=placement), now=AUGUST)
    assert moved == replace(PUBLIC, placement=placement, sequence=4, changed_at=AUGUST)


@pytest.mark.parametrize(
    "words",
    [
        replace(WORDS, code="S2B"),
        replace(WORDS, kind=SessionKind.BREAK),
        replace(WORDS, title="Another title"),
        replace(WORDS, summary="Another line."),
        replace(WORDS, abstract="Another text."),
        replace(WORDS, content_note="Talks about loss."),
        replace(WORDS, track_id=None),
        replace(WORDS, format_id=2),
        replace(WORDS, places=20),
        replace(WORDS, is_sensitive=True),
    ],
)
def test_other_words_move_the_moment_and_leave_the_sequence(words: Words) -> None:
    changed = next_entry(PUBLIC, replace(DRAFT, words=words), now=AUGUST)
    assert changed == replace(PUBLIC, words=words, changed_at=AUGUST)


@pytest.mark.parametrize(
    "draft",
    [
        None,
        replace(DRAFT, placement=None),
        replace(DRAFT, is_cancelled=True),
        replace(DRAFT, is_cancelled=True, placement=LATER),
    ],
)
def test_a_public_session_that_runs_no_more_stays_cancelled_where_it_was(
    draft: DraftEntry | None,
) -> None:
    assert next_entry(PUBLIC, draft, now=AUGUST) == OFF


def test_a_cancelled_session_may_be_worded_anew() -> None:
    words = replace(WORDS, summary="It will be back next year.")
    assert next_entry(OFF, replace(DRAFT, words=words, placement=None), now=JULY) == replace(
        OFF, words=words, changed_at=JULY
    )


@pytest.mark.parametrize("draft", [None, replace(DRAFT, is_cancelled=True)])
def test_a_cancelled_session_stays_as_it_is(draft: DraftEntry | None) -> None:
    assert next_entry(OFF, draft, now=AUGUST + timedelta(days=1)) == OFF


def test_a_session_that_comes_back_counts_on() -> None:
    back = next_entry(OFF, DRAFT, now=AUGUST + timedelta(days=1))
    assert back == replace(PUBLIC, sequence=5, changed_at=AUGUST + timedelta(days=1))


@pytest.mark.parametrize(
    "draft", [None, replace(DRAFT, words=BREAK, placement=None), replace(DRAFT, is_cancelled=True)]
)
def test_a_break_just_goes(draft: DraftEntry | None) -> None:
    assert next_entry(replace(PUBLIC, words=BREAK), draft, now=AUGUST) is None


def test_a_break_that_stays_is_carried_over() -> None:
    draft = replace(DRAFT, words=BREAK, placement=NO_ROOM)
    public = replace(PUBLIC, words=BREAK, placement=NO_ROOM)
    assert next_entry(public, draft, now=AUGUST) == public
