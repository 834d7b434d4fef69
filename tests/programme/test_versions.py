"""Organisers look at versions, compare them, and take an old one back into the draft."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.models import Edition
from conference.history.models import Entry
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound, Refused
from conference.people.rules import Role
from conference.programme import queries
from conference.programme.actions import releases, schedule, steps, versions
from conference.programme.actions.desk import Desk
from conference.programme.actions.versions import TakeWish
from conference.programme.models import DraftStep, Session, SessionSpeaker, Slot
from conference.programme.queries import Difference, WordsChange
from conference.programme.rules.placing import Overtaken
from conference.programme.rules.releases import Placement
from conference.programme.rules.states import (
    EntryState,
    RecordingChoice,
    SessionKind,
    SessionLevel,
    StageRole,
)
from conference.programme.rules.versions import (
    DraftOvertaken,
    LockedInTheWay,
    NothingToTake,
)
from tests.factories.people import make_grant, make_person
from tests.factories.programme import (
    DAY,
    SUMMER,
    SmallDay,
    at,
    change,
    make_session,
    make_small_day,
    make_speaker,
    release,
    remove,
)
from tests.support.pages import Browser
from tests.support.races import at_once
from tests.support.statements import counted

VERSIONS = "/2024/manage/release/versions"
COMPARE = "/2024/manage/release/compare"


@pytest.fixture
def day(browser: Browser) -> SmallDay:
    """Return a released day; an organiser has signed in."""
    day = make_small_day()
    person_id = make_person("oona@example.org", name="Oona Reyes")
    make_grant(person_id)
    browser.sign_in(person_id)
    return day


def desk(day: SmallDay, number: int = 1) -> Desk:
    return Desk(edition_id=day.edition_id, actor=f"person {number}", now=SUMMER)


def move(day: SmallDay, code: str, start: str, end: str, room: str | None = None) -> None:
    more: dict[str, Any] = {"room_id": day.rooms[room]} if room else {}
    change(Slot, day.sessions[code], starts_at=at(start), ends_at=at(end), **more)


def take(day: SmallDay, number: int, *, moves_locked: bool = False) -> int:
    """Take a version into the draft as its page shows it now."""
    mark = queries.restoration(day.edition_id, number).mark
    with transaction():
        return versions.take(
            TakeWish(number=number, mark=mark, moves_locked=moves_locked), desk(day)
        )


def draft_of(day: SmallDay) -> dict[str, tuple[Any, ...]]:
    """Return code → words, place, stage and state of the draft."""
    db.session.rollback()
    return {
        row.words.code: (row.words, row.placement, row.stage, row.is_cancelled)
        for row in queries.draft_entries(day.edition_id).values()
    }


def stood(day: SmallDay, code: str) -> Placement | None:
    found: Placement | None = draft_of(day)[code][1]
    return found


def disturb(day: SmallDay) -> None:
    """Change something of every kind in the draft."""
    move(day, "KIND", "14:00", "14:40", "Studio 3")
    change(Session, day.sessions["TIRED"], is_cancelled=True)
    change(Session, day.sessions["CHART"], title="Another chart", summary="Other words.")
    remove(Slot, day.sessions["OPEN"])
    make_session(day.edition_id, "NEW", ("15:00", "15:40"), day.rooms["Main Hall"], title="New one")
    make_speaker(day.edition_id, "OTHER", "Otto Other", day.sessions["RUN"])


def test_a_version_comes_back_as_it_was(database: Flask) -> None:
    day = make_small_day()
    before = draft_of(day)
    disturb(day)
    assert release(day.edition_id, SUMMER) == 2
    assert take(day, 1) == 6
    after = draft_of(day)
    assert after.pop("NEW")[1] is None
    assert after == before
    assert queries.entry(day.edition_id, "KIND").starts_at == at("14:00")


def test_what_is_taken_is_released_with_rising_sequences(database: Flask) -> None:
    """Calendars know the session that moved by its sequence: back is one more, not one less."""
    day = make_small_day()
    disturb(day)
    release(day.edition_id, SUMMER)
    sequences = {row.code: row.sequence for row in queries.entries(day.edition_id)}
    assert (sequences["KIND"], sequences["TIRED"], sequences["CHART"]) == (1, 1, 0)
    take(day, 1)
    release(day.edition_id, SUMMER + timedelta(minutes=5))
    found = {row.code: row for row in queries.entries(day.edition_id)}
    assert {code: row.sequence for code, row in found.items()} == {
        **sequences,
        "KIND": 2,
        "TIRED": 2,
        "OPEN": 2,
        "NEW": 1,
    }
    assert found["KIND"].starts_at == at("11:00")
    assert found["NEW"].state is EntryState.CANCELLED


def test_what_was_called_off_in_the_version_is_called_off_again(database: Flask) -> None:
    day = make_small_day()
    change(Session, day.sessions["KIND"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    change(Session, day.sessions["KIND"], is_cancelled=False)
    move(day, "KIND", "14:00", "14:40")
    release(day.edition_id, SUMMER + timedelta(minutes=1))
    take(day, 2)
    _, place, _, is_cancelled = draft_of(day)["KIND"]
    assert (is_cancelled, place.starts_at) == (True, at("11:00"))


def test_places_that_a_release_has_fixed_stay(database: Flask) -> None:
    """Bookings count on them, whatever an older version said."""
    day = make_small_day()
    change(Session, day.sessions["KIND"], places=20)
    release(day.edition_id, SUMMER)
    assert queries.restoration(day.edition_id, 1).taken == ()
    change(Session, day.sessions["KIND"], title="Kinder")
    assert queries.restoration(day.edition_id, 1).kept == 1
    take(day, 1)
    found = draft_of(day)["KIND"][0]
    assert (found.title, found.places) == ("Kind and clear", 20)


def test_people_on_stage_come_back_in_their_order_and_roles(database: Flask) -> None:
    day = make_small_day()
    chair = make_speaker(day.edition_id, "CHAIR", "Cleo Chair")
    with transaction():
        db.session.add(
            SessionSpeaker(
                session_id=day.sessions["RUN"],
                speaker_id=chair,
                position=1,
                role=StageRole.CHAIR,
            )
        )
    before = draft_of(day)["RUN"][2]
    release(day.edition_id, SUMMER)
    with transaction():
        db.session.query(SessionSpeaker).filter_by(session_id=day.sessions["RUN"]).delete()
    take(day, 2)
    assert draft_of(day)["RUN"][2] == before
    assert [role for _, role in before] == [StageRole.SPEAKER, StageRole.CHAIR]


def test_locked_sessions_stop_it_unless_they_may_move(database: Flask) -> None:
    day = make_small_day()
    move(day, "KIND", "14:00", "14:40")
    change(Slot, day.sessions["KIND"], is_locked=True)
    change(Slot, day.sessions["RUN"], is_locked=True)
    before = draft_of(day)
    with pytest.raises(LockedInTheWay) as refused:
        take(day, 1)
    assert "“Kind and clear”" in str(refused.value)
    assert "Run charts" not in str(refused.value)
    assert draft_of(day) == before
    assert take(day, 1, moves_locked=True) == 1
    db.session.rollback()
    locks = {
        code: db.session.get_one(Slot, day.sessions[code]).is_locked for code in ("KIND", "RUN")
    }
    assert (stood(day, "KIND"), locks) == (
        Placement(starts_at=at("11:00"), ends_at=at("11:40"), room_id=day.rooms["Main Hall"]),
        {"KIND": False, "RUN": True},
    )


def test_the_moves_are_one_step_that_is_taken_back_and_done_again(database: Flask) -> None:
    day = make_small_day()
    disturb(day)
    places = {code: row[1] for code, row in draft_of(day).items()}
    take(day, 1)
    taken_places = {code: row[1] for code, row in draft_of(day).items()}
    with transaction():
        assert steps.undo(desk(day)) == "took version 1 into the draft"
    assert {code: row[1] for code, row in draft_of(day).items()} == places
    assert draft_of(day)["CHART"][0].title == "The chart that changed my mind"
    with transaction():
        steps.redo(desk(day))
    assert {code: row[1] for code, row in draft_of(day).items()} == taken_places
    assert db.session.query(DraftStep).count() == 1


def test_calling_off_is_taken_back_with_the_move(database: Flask) -> None:
    """Nothing that Undo makes is a draft that never was."""
    day = make_small_day()
    move(day, "KIND", "13:55", "14:35")
    change(Session, day.sessions["KIND"], is_cancelled=True)
    change(Session, day.sessions["TIRED"], is_cancelled=True)
    change(Slot, day.sessions["TIRED"], is_locked=True)
    before = draft_of(day)
    assert take(day, 1) == 2
    after = draft_of(day)
    assert (after["KIND"][3], after["TIRED"][3]) == (False, False)
    with transaction():
        steps.undo(desk(day))
    assert draft_of(day) == before
    with transaction():
        steps.redo(desk(day))
    assert draft_of(day) == after
    assert db.session.get_one(Slot, day.sessions["TIRED"]).is_locked
    change(Session, day.sessions["TIRED"], is_cancelled=True)
    with pytest.raises(Overtaken), transaction():
        steps.undo(desk(day))
    assert stood(day, "KIND") == after["KIND"][1]


def test_only_calling_off_is_a_step_too(database: Flask) -> None:
    day = make_small_day()
    change(Session, day.sessions["KIND"], is_cancelled=True)
    before = draft_of(day)
    take(day, 1)
    assert not draft_of(day)["KIND"][3]
    with transaction():
        steps.undo(desk(day))
    assert draft_of(day) == before


def test_what_is_outside_the_days_of_the_edition_comes_without_a_time(
    browser: Browser, day: SmallDay
) -> None:
    """The edition was moved by a week after the release, and one session placed anew."""
    later = timedelta(days=7)
    change(Edition, day.edition_id, starts_on=DAY + later, ends_on=DAY + later)
    change(Slot, day.sessions["KIND"], starts_at=at("11:00") + later, ends_at=at("11:40") + later)
    change(Session, day.sessions["KIND"], title="Kinder")
    page = browser.get(f"{VERSIONS}/1/draft")
    assert "9 sessions are on a day outside the edition" in page.text
    assert "Releasing that cancels 7 sessions" in page.text
    page.submit("Take version 1 into the draft")
    found = draft_of(day)
    assert {code: row[1] for code, row in found.items()} == dict.fromkeys(day.sessions)
    assert found["KIND"][0].title == "Kind and clear"


def test_a_page_from_before_the_edition_was_moved_is_looked_at_again(database: Flask) -> None:
    day = make_small_day()
    move(day, "KIND", "14:00", "14:40")
    wish = TakeWish(number=1, mark=queries.restoration(day.edition_id, 1).mark, moves_locked=False)
    later = DAY + timedelta(days=7)
    change(Edition, day.edition_id, starts_on=later, ends_on=later)
    with pytest.raises(DraftOvertaken), transaction():
        versions.take(wish, desk(day))


def test_only_words_make_no_step(database: Flask) -> None:
    day = make_small_day()
    change(Session, day.sessions["CHART"], title="Another chart")
    assert take(day, 1) == 1
    assert db.session.query(DraftStep).count() == 0


def test_it_is_in_the_history(database: Flask) -> None:
    day = make_small_day()
    move(day, "KIND", "14:00", "14:40")
    change(Session, day.sessions["CHART"], title="Another chart")
    take(day, 1)
    rows = db.session.execute(
        select(Entry.actor, Entry.what, Entry.subject_kind, Entry.subject_id, Entry.details)
        .where(Entry.at == SUMMER)
        .order_by(Entry.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("person 1", "moved in the schedule", "session", day.sessions["KIND"], {}),
        ("person 1", "session changed", "session", day.sessions["CHART"], {}),
        (
            "person 1",
            "took version 1 of the programme into the draft",
            "edition",
            day.edition_id,
            {"sessions": 2, "moved": 1},
        ),
    ]


def test_a_draft_that_says_the_same_takes_nothing(database: Flask) -> None:
    day = make_small_day()
    with pytest.raises(NothingToTake):
        take(day, 1)


def test_there_must_be_such_a_version(database: Flask) -> None:
    day = make_small_day()
    other = make_small_day("2023", is_current=False)
    release(other.edition_id, SUMMER)
    with pytest.raises(NotFound):
        take(day, 2)


def test_a_draft_that_changed_meanwhile_is_looked_at_again(database: Flask) -> None:
    day = make_small_day()
    move(day, "KIND", "14:00", "14:40")
    wish = TakeWish(number=1, mark=queries.restoration(day.edition_id, 1).mark, moves_locked=False)
    change(Session, day.sessions["CHART"], title="Meanwhile")
    with pytest.raises(DraftOvertaken), transaction():
        versions.take(wish, desk(day))
    assert draft_of(day)["CHART"][0].title == "Meanwhile"


def test_a_page_that_was_open_is_overtaken(database: Flask) -> None:
    day = make_small_day()
    move(day, "KIND", "14:00", "14:40")
    shown = queries.draft(day.edition_id).session("KIND").version
    take(day, 1)
    with pytest.raises(Overtaken), transaction():
        schedule.take_out("KIND", version=shown, desk=desk(day, 2))
    change(Session, day.sessions["CHART"], title="Another chart")
    shown = queries.draft(day.edition_id).session("CHART").version
    take(day, 1)
    with pytest.raises(Overtaken), transaction():
        schedule.take_out("CHART", version=shown, desk=desk(day, 2))


def test_two_organisers_at_once_one_takes_and_one_moves(database: Flask) -> None:
    """Whoever is second is refused, and nothing of the first is overwritten."""
    day = make_small_day()
    away = Placement(starts_at=at("15:00"), ends_at=at("15:40"), room_id=day.rooms["Studio 3"])
    for _ in range(5):
        move(day, "KIND", "14:00", "14:40")
        mark = queries.restoration(day.edition_id, 1).mark
        version = queries.draft(day.edition_id).session("KIND").version

        def taking(mark: str = mark) -> str:
            with transaction():
                versions.take(TakeWish(number=1, mark=mark, moves_locked=False), desk(day, 1))
            return "taken"

        def moving(version: int = version) -> str:
            with transaction():
                schedule.place("KIND", away, version=version, desk=desk(day, 2))
            return "moved"

        jobs: list[Callable[[], str]] = [taking, moving]
        ends = [
            answer.code if isinstance(answer, Refused) else answer
            for answer in at_once(database, jobs)
        ]
        stand = stood(day, "KIND")
        assert stand is not None
        assert (ends, stand.starts_at) in (
            (["taken", "overtaken"], at("11:00")),
            (["draft_overtaken", "moved"], at("15:00")),
        )


def test_taking_and_releasing_at_once_take_turns(database: Flask) -> None:
    """Both lock the edition first; what is released is the draft before or after, never half."""
    day = make_small_day()
    move(day, "KIND", "14:00", "14:40")
    move(day, "TIRED", "14:50", "15:30")
    mark = queries.restoration(day.edition_id, 1).mark

    def taking() -> str:
        with transaction():
            versions.take(TakeWish(number=1, mark=mark, moves_locked=False), desk(day, 1))
        return "taken"

    def releasing() -> str:
        with transaction():
            releases.publish(day.edition_id, "person 2", "", SUMMER)
        return "released"

    assert at_once(database, [taking, releasing]) == ["taken", "released"]
    starts = {
        row.code: row.starts_at
        for row in queries.entries(day.edition_id)
        if row.code in {"KIND", "TIRED"}
    }
    assert starts in (
        {"KIND": at("11:00"), "TIRED": at("11:50")},
        {"KIND": at("14:00"), "TIRED": at("14:50")},
    )


def test_the_statements_do_not_grow_with_the_sessions(database: Flask) -> None:
    day = make_small_day()
    counts = []
    for size in (1, 40):
        for number in range(size):
            make_session(day.edition_id, f"S{size}-{number}", ("15:00", "15:20"), title="More")
        release(day.edition_id, SUMMER + timedelta(minutes=size))
        with counted() as statements:
            queries.restoration(day.edition_id, 1)
            queries.version_page(day.edition_id, 2)
            queries.comparison(day.edition_id, "1", "draft", SUMMER)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_versions_are_compared_in_words(database: Flask) -> None:
    day = make_small_day()
    disturb(day)
    release(day.edition_id, SUMMER)
    found = queries.comparison(day.edition_id, "1", "2", SUMMER)
    assert (found.one, found.two) == ("Version 1", "Version 2")
    main = "25 September, 09:00 to 09:45, Main Hall"
    assert [row for row in found.differences if row.kind != "new"] == [
        Difference(
            kind="cancelled", title="Make one thing happen", before=main, after=main, words=()
        ),
        Difference(
            kind="reworded",
            title="Another chart",
            before="25 September, 09:55 to 10:35, Studio 1",
            after="25 September, 09:55 to 10:35, Studio 1",
            words=(
                WordsChange(
                    name="title", before="The chart that changed my mind", after="Another chart"
                ),
                WordsChange(
                    name="the sentence in lists",
                    before="Twelve dots on a line.",
                    after="Other words.",
                ),
            ),
        ),
        Difference(
            kind="reworded",
            title="Run charts without tears",
            before="25 September, 11:00 to 12:30, Studio 1",
            after="25 September, 11:00 to 12:30, Studio 1",
            words=(
                WordsChange(
                    name="who is on stage", before="Tomasz Wilk", after="Tomasz Wilk, Otto Other"
                ),
            ),
        ),
        Difference(
            kind="cancelled",
            title="What tired teams can still do",
            before="25 September, 11:50 to 12:30, Main Hall",
            after="25 September, 11:50 to 12:30, Main Hall",
            words=(),
        ),
        Difference(
            kind="moved",
            title="Kind and clear",
            before="25 September, 11:00 to 11:40, Main Hall",
            after="25 September, 14:00 to 14:40, Studio 3",
            words=(),
        ),
    ]
    back = queries.comparison(day.edition_id, "2", "1", SUMMER)
    assert [(row.kind, row.title) for row in back.differences if row.kind != "reworded"] == [
        ("back", "Make one thing happen"),
        ("moved", "Kind and clear"),
        ("back", "What tired teams can still do"),
        ("gone", "New one"),
    ]
    assert queries.comparison(day.edition_id, "draft", "2", SUMMER).differences == ()
    with pytest.raises(NotFound):
        queries.comparison(day.edition_id, "1", "3", SUMMER)


def test_every_word_is_compared_as_its_form_calls_it(database: Flask) -> None:
    day = make_small_day()
    track = day.edition.tracks[1]
    long = "One paragraph.\n\n" + "A very long second one. " * 200
    change(
        Session,
        day.sessions["KIND"],
        title="new",
        abstract=long,
        content_note="It speaks of loss.",
        track_id=track.id,
        format_id=None,
        language="cy",
        level=SessionLevel.NEW,
        recording=RecordingChoice.VIDEO,
        places=12,
        is_sensitive=True,
    )
    change(Session, day.sessions["LUNCH"], kind=SessionKind.SESSION)
    found = queries.comparison(day.edition_id, "1", "draft", SUMMER).differences
    said = {row.title: [(one.name, one.before, one.after) for one in row.words] for row in found}
    assert said == {
        "new": [
            ("title", "Kind and clear", "new"),
            ("abstract", "Nothing", long),
            ("content note", "Nothing", "It speaks of loss."),
            ("track", "Methods and Measurement", "Safeguarding"),
            ("format", "Talk", "No format"),
            ("language", "As the conference", "Welsh"),
            ("for whom", "For anybody", "For those new to the subject"),
            ("recording", "Not decided", "It is filmed"),
            ("places to book", "No places to book", "12"),
            ("whether it is sensitive", "Not sensitive", "Sensitive"),
        ],
        "Lunch and posters": [("what it is", "A break", "A session")],
    }


def test_both_texts_of_what_differs_are_shown(browser: Browser, day: SmallDay) -> None:
    change(Session, day.sessions["CHART"], abstract="We look at two years.\n\nAnd at <b>dots</b>.")
    page = browser.get(f"{COMPARE}?from=1&to=draft")
    assert page.all("//main//h3/text()") == ["What “The chart that changed my mind” says"]
    (term,) = page.all("//dl[@class='text-change']//dt/text()")
    said = ["".join(one.itertext()).strip() for one in page.all("//dl[@class='text-change']//dd")]
    assert (term, said) == (
        "Abstract",
        ["BeforeWe look at **one** year.", "AfterWe look at two years.\n\nAnd at <b>dots</b>."],
    )


def test_the_list_opens_each_version(browser: Browser, day: SmallDay) -> None:
    change(Session, day.sessions["KIND"], is_cancelled=True)
    browser.get("/2024/manage/release").submit("Release", name="After the call", note="One is off")
    page = browser.get("/2024/manage/release").follow("Versions")
    rows = [
        [" ".join("".join(cell.itertext()).split()) for cell in row.xpath("./*")]
        for row in page.all("//tbody/tr")
    ]
    assert rows == [
        ["Version 2, After the call", "One is off", "15 July 2024, 10:00", "Oona Reyes"],
        ["Version 1", "Nothing said", "1 July 2024, 10:00", "Oona Reyes"],
    ]
    page = page.follow("After the call")
    assert (page.address, page.h1) == (f"{VERSIONS}/2", "Version 2, After the call")
    assert "by Oona Reyes. One is off" in page.text
    cells = {
        "".join(row.xpath("./th")[0].itertext()).strip(): [
            " ".join("".join(cell.itertext()).split()) for cell in row.xpath("./td")
        ]
        for row in page.all("//tbody/tr")
    }
    assert len(cells) == 9
    assert cells["Kind and clear"] == ["11:00 to 11:40", "Main Hall", "Nobody", "Cancelled"]
    assert cells["Run charts without tears"] == [
        *("11:00 to 12:30", "Studio 1", "Tomasz Wilk", "Runs")
    ]
    assert cells["Lunch and posters"] == ["12:30 to 13:30", "Everywhere", "Nobody", "Break"]
    assert browser.get(f"{VERSIONS}/3").status == 404


def test_two_versions_are_chosen_and_compared(browser: Browser, day: SmallDay) -> None:
    move(day, "KIND", "14:00", "14:40")
    release(day.edition_id, SUMMER)
    change(Session, day.sessions["CHART"], title="Another chart")
    page = browser.get(VERSIONS).submit("Show the differences")
    assert page.h1 == "Compare versions"
    assert "From Version 2 to The draft as it is now." in page.text
    assert page.all("//main//h2/text()") == ["Other words or people: 1"]
    page = page.submit("Show the differences", from_="1", to="2")
    assert page.all("//main//h2/text()") == ["Moved: 1"]
    assert "25 September, 11:00 to 11:40, Main Hall" in page.text
    assert "They say the same" in page.submit("Show the differences", from_="2", to="2").text
    assert browser.get(f"{COMPARE}?from=9&to=1").status == 404


def test_the_page_says_what_will_change_before_it_does(browser: Browser, day: SmallDay) -> None:
    disturb(day)
    release(day.edition_id, SUMMER)
    change(Slot, day.sessions["KIND"], is_locked=True)
    page = browser.get(f"{VERSIONS}/1").follow("Take it into the draft")
    assert page.h1 == "Take version 1 into the draft?"
    figures = {
        "".join(row.xpath("./dt")[0].itertext()): row.xpath("./dd")[0].text.strip()
        for row in page.all("//dl[@class='figures']/div")
    }
    assert figures == {
        "Move": "1",
        "Come back": "2",
        "Called off": "0",
        "Lose their time": "1",
        "Other words": "2",
    }
    assert "Releasing that cancels 1 session" in page.text
    assert "1 session is locked to another time or room: Kind and clear." in page.text
    refused = page.submit("Take version 1 into the draft")
    assert refused.status == 422
    assert "Locked to another time or room: “Kind and clear”." in refused.text
    assert stood(day, "NEW") is not None
    done = refused.submit("Take version 1 into the draft", moves_locked="y")
    assert done.location == "/2024/manage/schedule"
    assert (
        "Version 1 is in the draft: 6 sessions changed. Nothing is public until you"
        in done.follow().text
    )
    again = browser.get(f"{VERSIONS}/1/draft")
    assert "There is nothing to take" in again.text
    assert again.all("//main//form") == []
    assert page.submit("Take version 1 into the draft").status == 422


def test_finance_has_no_versions(browser: Browser) -> None:
    day = make_small_day()
    person_id = make_person("felix@example.org")
    make_grant(person_id, Role.FINANCE)
    browser.sign_in(person_id)
    pages = (VERSIONS, f"{VERSIONS}/1", f"{VERSIONS}/1/draft", f"{COMPARE}?from=1&to=draft")
    assert [browser.get(address).status for address in pages] == [403] * 4
    move(day, "KIND", "14:00", "14:40")
    mark = queries.restoration(day.edition_id, 1).mark
    assert browser.post(f"{VERSIONS}/1/draft", mark=mark).status == 403
