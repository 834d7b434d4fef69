"""What an old version does to the draft, and which release the public saw before another."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conference.programme.rules.releases import DraftEntry, Placement, PublicEntry, Stage, Words
from conference.programme.rules.states import (
    EntryState,
    RecordingChoice,
    SessionKind,
    SessionLevel,
    StageRole,
)
from conference.programme.rules.versions import (
    Fixed,
    LockedInTheWay,
    Taken,
    TakenKind,
    Unseen,
    changed_words,
    is_unseen,
    kept_places,
    news_from,
    outside_of,
    seen,
    seen_at,
    seen_before,
    taken,
)

MORNING = Placement(
    starts_at=datetime(2024, 9, 25, 8, 55, tzinfo=UTC),
    ends_at=datetime(2024, 9, 25, 9, 35, tzinfo=UTC),
    room_id=1,
)
NOON = replace(
    MORNING,
    starts_at=datetime(2024, 9, 25, 11, 0, tzinfo=UTC),
    ends_at=datetime(2024, 9, 25, 11, 40, tzinfo=UTC),
)
WORDS = Words(
    code="S02",
    kind=SessionKind.SESSION,
    title="The chart that changed my mind",
    summary="",
    abstract="",
    content_note="",
    track_id=1,
    format_id=1,
    language="",
    level=SessionLevel.ANY,
    recording=RecordingChoice.UNDECIDED,
    places=None,
    is_sensitive=False,
)
WILK: Stage = ((3, StageRole.SPEAKER),)
DRAFT = DraftEntry(session_id=7, words=WORDS, placement=MORNING, stage=WILK, is_cancelled=False)
VERSION = PublicEntry(
    session_id=7,
    words=WORDS,
    placement=MORNING,
    stage=WILK,
    state=EntryState.CONFIRMED,
    sequence=3,
    changed_at=datetime(2024, 7, 1, tzinfo=UTC),
)
OFF = replace(VERSION, state=EntryState.CANCELLED)
RETITLED = replace(WORDS, title="Another chart")


def only(version: PublicEntry | None, draft: DraftEntry, fixed: Fixed | None = None) -> list[Taken]:
    return list(
        taken(
            {} if version is None else {7: version},
            {7: draft},
            {} if fixed is None else {7: fixed},
        )
    )


def test_what_is_as_it_was_is_left_alone() -> None:
    assert only(VERSION, DRAFT) == []
    assert only(None, replace(DRAFT, placement=None)) == []


@pytest.mark.parametrize(
    ("version", "draft", "kind", "after"),
    [
        (VERSION, replace(DRAFT, placement=NOON), TakenKind.MOVED, DRAFT),
        (VERSION, replace(DRAFT, placement=None), TakenKind.BACK, DRAFT),
        (VERSION, replace(DRAFT, is_cancelled=True), TakenKind.BACK, DRAFT),
        (OFF, DRAFT, TakenKind.CALLED_OFF, replace(DRAFT, is_cancelled=True)),
        (None, DRAFT, TakenKind.UNPLACED, replace(DRAFT, placement=None)),
        (VERSION, replace(DRAFT, words=RETITLED), TakenKind.REWORDED, DRAFT),
        (VERSION, replace(DRAFT, stage=()), TakenKind.REWORDED, DRAFT),
    ],
)
def test_what_a_version_does_to_a_session(
    version: PublicEntry | None, draft: DraftEntry, kind: TakenKind, after: DraftEntry
) -> None:
    assert only(version, draft) == [Taken(kind=kind, before=draft, after=after)]


def test_what_changes_is_told_by_time_and_unplaced_sessions_where_they_were() -> None:
    late = replace(DRAFT, session_id=5, placement=NOON)
    found = taken({7: VERSION}, {5: late, 7: replace(DRAFT, placement=None)}, {})
    assert [(one.session_id, one.kind) for one in found] == [
        (7, TakenKind.BACK),
        (5, TakenKind.UNPLACED),
    ]


def test_what_is_outside_the_days_of_the_edition_loses_its_time() -> None:
    """Days are those at the venue: half past midnight there is still the day before in UTC."""
    zone = ZoneInfo("Europe/London")
    night = datetime(2024, 9, 24, 23, 30, tzinfo=UTC)
    version = {7: replace(VERSION, placement=replace(MORNING, starts_at=night))}
    days = [date(2024, 9, day) for day in (24, 25, 26)]
    assert [outside_of(version, (day, day), zone) for day in days] == [{7}, frozenset(), {7}]
    assert taken(version, {7: DRAFT}, {}, {7}) == (
        Taken(kind=TakenKind.UNPLACED, before=DRAFT, after=replace(DRAFT, placement=None)),
    )


def test_what_a_release_has_fixed_stays() -> None:
    """Bookings count on the places, and a session has a page that calendars name."""
    fixed = Fixed(is_session=True, places=32)
    draft = replace(DRAFT, words=replace(WORDS, places=32))
    version = replace(VERSION, words=replace(WORDS, kind=SessionKind.BREAK, places=10))
    assert only(version, draft, fixed) == []
    assert kept_places({7: version}, {7: draft}, {7: fixed}) == {7}
    assert (
        kept_places({7: replace(version, words=draft.words)}, {7: draft}, {7: fixed}) == frozenset()
    )
    free = Fixed(is_session=False, places=None)
    assert kept_places({7: version}, {7: draft}, {7: free}) == frozenset()
    assert only(version, draft, free)[0].after.words == version.words


def test_a_code_is_never_taken_from_a_version() -> None:
    assert only(replace(VERSION, words=replace(WORDS, code="OLD")), DRAFT) == []


def test_words_that_differ_have_names() -> None:
    other = replace(WORDS, title="Another", is_sensitive=True)
    assert changed_words((WORDS, WILK), (other, ())) == (
        "title",
        "whether it is sensitive",
        "who is on stage",
    )
    assert changed_words((WORDS, WILK), (WORDS, WILK)) == ()


def test_locked_sessions_are_named() -> None:
    assert str(LockedInTheWay(["Kind and clear", "Late"])) == (
        "Locked to another time or room: “Kind and clear”, “Late”. Unlock them first, or tick that "
        "they may move too. Nothing was changed."
    )


AUTUMN = datetime(2024, 9, 1, 12, tzinfo=UTC)


def dark(after: int, until: int | None = None, *, since: int = 0, to: int = 1) -> Unseen:
    """Return a time without a programme: between releases, and from and to an hour after noon."""
    return Unseen(
        after=after,
        until=until,
        began_at=hour(since),
        ended_at=None if until is None else hour(to),
    )


def hour(number: int) -> datetime:
    return AUTUMN + timedelta(hours=number)


@pytest.mark.parametrize(
    ("number", "times", "before"),
    [
        (1, (), 0),
        (4, (), 3),
        (3, (dark(3, 6),), 2),
        (4, (dark(3, 6),), None),
        (6, (dark(3, 6),), 3),
        (7, (dark(3, 6),), 6),
        (3, (dark(3, 3),), 2),
        (3, (dark(3),), 2),
        (4, (dark(3),), None),
        (2, (dark(0, 2),), 0),
    ],
)
def test_which_release_the_public_saw_before(
    number: int, times: tuple[Unseen, ...], before: int | None
) -> None:
    assert seen_before(number, times) == before


def test_releases_that_nobody_saw_are_left_out() -> None:
    times = (dark(1, 3), dark(4))
    assert list(seen([5, 4, 3, 2, 1], times)) == [(4, 3), (3, 1), (1, 0)]


def test_a_release_made_since_the_switch_is_unseen() -> None:
    assert is_unseen(4, (dark(3),))
    assert not is_unseen(3, (dark(3),))
    assert not is_unseen(4, (dark(3, 4),))


def test_a_release_made_unseen_is_seen_when_the_programme_is_back() -> None:
    times = (dark(1, 3, since=1, to=4), dark(4, since=8))
    made = {number: hour(number) for number in (1, 2, 3, 4, 5)}
    assert {number: seen_at(number, at, times) for number, at in made.items()} == {
        1: hour(1),
        2: None,
        3: hour(4),
        4: hour(4),
        5: None,
    }


@pytest.mark.parametrize(
    ("since", "times", "begin"),
    [
        (5, (), 5),
        (5, (dark(1, 2, since=1, to=3),), 5),
        (5, (dark(1, 2, since=1, to=6),), 1),
        (5, (dark(1, 2, since=1, to=2), dark(2, 3, since=4, to=9)), 4),
        (5, (dark(1, 2, since=6, to=9),), 5),
        (5, (dark(1, since=1),), 5),
    ],
)
def test_what_was_changed_unseen_is_news_when_the_programme_is_back(
    since: int, times: tuple[Unseen, ...], begin: int
) -> None:
    assert news_from(hour(since), times) == hour(begin)
