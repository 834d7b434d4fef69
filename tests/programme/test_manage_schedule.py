"""Organisers place sessions, take steps back, and see what is wrong."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from conference.kernel.database import db, transaction
from conference.people.rules import Role
from conference.programme import queries
from conference.programme.actions import schedule, sessions, steps
from conference.programme.actions.desk import Desk
from conference.programme.models import DraftStep, Room, Slot
from conference.programme.rules.placing import (
    NothingToRedo,
    NothingToUndo,
    OtherDay,
    Overtaken,
    SlotLocked,
)
from conference.programme.rules.releases import Placement
from tests.factories.people import make_grant, make_person
from tests.factories.programme import (
    SUMMER,
    SmallDay,
    at,
    make_room,
    make_session,
    make_small_day,
    make_speaker,
    remove,
)
from tests.support.pages import Browser
from tests.support.statements import counted

BOARD = "/2024/manage/schedule"


def desk(day: SmallDay, actor: str = "person 1") -> Desk:
    return Desk(edition_id=day.edition_id, actor=actor, now=SUMMER)


def stand(day: SmallDay, code: str) -> tuple[datetime | None, int | None, int]:
    """Return where a session stands in the draft, and its version."""
    db.session.rollback()
    row = queries.draft(day.edition_id).session(code)
    return row.starts_at, row.room_id, row.version


def to(day: SmallDay, room: str, start: str, end: str) -> Placement:
    return Placement(starts_at=at(start), ends_at=at(end), room_id=day.rooms[room])


def move(day: SmallDay, code: str, where: Placement, *, actor: str = "person 1") -> None:
    """Place a session as whoever sees it as it is now."""
    version = stand(day, code)[2]
    with transaction():
        schedule.place(code, where, version=version, desk=desk(day, actor))


def test_a_session_gets_a_time_and_a_room(browser: Browser, day: SmallDay) -> None:
    make_session(day.edition_id, "NEW", title="Small steps", minutes=25)
    page = browser.get(f"{BOARD}/NEW")
    assert page.h1 == "Small steps"
    done = page.submit("Place it", start="14:00", room=str(day.rooms["Studio 3"]))
    assert (done.status, done.headers["Location"]) == (303, f"{BOARD}?day=2024-09-25")
    assert stand(day, "NEW") == (at("14:00"), day.rooms["Studio 3"], 2)
    assert "Small steps stands at 14:00" in done.follow().text


def test_what_was_moved_meanwhile_is_not_overwritten(browser: Browser, day: SmallDay) -> None:
    page = browser.get(f"{BOARD}/KIND")
    move(day, "KIND", to(day, "Studio 3", "14:00", "14:40"))
    refused = page.submit("Place it", start="15:00")
    assert refused.status == 422
    assert "Somebody has changed this since you opened the page" in refused.text
    assert refused.all("//input[@name='start']/@value") == ["15:00"]
    assert stand(day, "KIND")[0] == at("14:00")


@pytest.mark.parametrize(
    ("entered", "told"),
    [
        ({"start": ""}, "Enter a time"),
        ({"start": "25:00"}, "Enter a real time"),
        ({"minutes": "-5"}, "Enter a whole number"),
        ({"minutes": "1000"}, "Enter a number from 0"),
        ({"minutes": "many"}, "Enter a whole number"),
        ({"room": "999999"}, "Choose"),
    ],
)
def test_a_wrong_answer_is_told_and_changes_nothing(
    browser: Browser, day: SmallDay, entered: dict[str, str], told: str
) -> None:
    before = stand(day, "KIND")
    refused = browser.get(f"{BOARD}/KIND").submit("Place it", **entered)
    assert refused.status == 422
    assert told in refused.text
    assert stand(day, "KIND") == before


def test_two_sessions_change_places_and_keep_their_lengths(database: Flask) -> None:
    day = make_small_day()
    with transaction():
        schedule.swap("CHART", "RUN", versions=(1, 1), desk=desk(day))
    found = {row.code: row for row in queries.draft(day.edition_id).sessions}
    assert (found["CHART"].starts_at, found["CHART"].ends_at) == (at("11:00"), at("11:40"))
    assert (found["RUN"].starts_at, found["RUN"].ends_at) == (at("09:55"), at("11:25"))


def test_a_run_of_sessions_is_shifted_together(database: Flask) -> None:
    day = make_small_day()
    with transaction():
        moved = schedule.shift(["KIND", "TIRED"], 10, desk=desk(day))
    assert moved == 2
    assert (stand(day, "KIND")[0], stand(day, "TIRED")[0]) == (at("11:10"), at("12:00"))


def test_steps_are_taken_back_and_done_again(database: Flask) -> None:
    day = make_small_day()
    first = stand(day, "KIND")[:2]
    move(day, "KIND", to(day, "Studio 3", "14:00", "14:40"))
    move(day, "KIND", to(day, "Studio 1", "15:00", "15:40"))
    with transaction():
        steps.undo(desk(day))
    assert stand(day, "KIND")[0] == at("14:00")
    with transaction():
        steps.undo(desk(day))
    assert stand(day, "KIND")[:2] == first
    with pytest.raises(NothingToUndo), transaction():
        steps.undo(desk(day))
    with transaction():
        steps.redo(desk(day))
    assert stand(day, "KIND")[0] == at("14:00")
    with transaction():
        steps.redo(desk(day))
    assert stand(day, "KIND")[0] == at("15:00")
    with pytest.raises(NothingToRedo), transaction():
        steps.redo(desk(day))


@pytest.mark.parametrize("gone", ["room", "session"])
def test_a_step_that_cannot_be_taken_back_any_more_is_passed_over(
    database: Flask, gone: str
) -> None:
    day = make_small_day()
    move(day, "KIND", to(day, "Studio 3", "16:00", "16:40"))
    room = make_room(day.edition_id, "Tent", position=9)
    session = make_session(day.edition_id, "CAMP", ("14:00", "14:40"), room)
    move(day, "CAMP", to(day, "Studio 3", "15:00", "15:40"))
    if gone == "room":
        remove(Room, room)
    else:
        with transaction():
            sessions.remove("CAMP", desk(day))
    with transaction():
        steps.undo(desk(day))
    assert stand(day, "KIND")[0] == at("11:00")
    slot = db.session.get(Slot, session)
    assert (slot.starts_at if slot else None) == (at("15:00") if gone == "room" else None)
    with pytest.raises(NothingToUndo), transaction():
        steps.undo(desk(day))


@pytest.mark.parametrize(
    ("start", "minutes"), [("23:50", "60"), ("23:30", "720"), ("12:00", "720")]
)
def test_a_session_stays_within_one_day(
    browser: Browser, day: SmallDay, start: str, minutes: str
) -> None:
    sent = browser.get(f"{BOARD}/KIND").submit("Place it", start=start, minutes=minutes)
    assert sent.status == (303 if start == "12:00" else 422)
    if sent.status == 422:
        assert "A session stays within one day" in sent.text
    with pytest.raises(OtherDay), transaction():
        schedule.shift(["OPEN"], -10 * 60, desk=desk(day))


def test_taking_out_is_a_step_too(database: Flask) -> None:
    day = make_small_day()
    with transaction():
        schedule.take_out("KIND", version=1, desk=desk(day))
    assert stand(day, "KIND")[0] is None
    with transaction():
        steps.undo(desk(day))
    assert stand(day, "KIND")[0] == at("11:00")


def test_a_new_step_ends_what_could_be_done_again(database: Flask) -> None:
    day = make_small_day()
    move(day, "KIND", to(day, "Studio 3", "14:00", "14:40"))
    with transaction():
        steps.undo(desk(day))
    move(day, "TIRED", to(day, "Studio 3", "15:00", "15:40"))
    with pytest.raises(NothingToRedo), transaction():
        steps.redo(desk(day))


def test_ones_own_steps_only_and_never_over_somebody_elses(database: Flask) -> None:
    day = make_small_day()
    move(day, "KIND", to(day, "Studio 3", "14:00", "14:40"))
    move(day, "KIND", to(day, "Studio 1", "16:00", "16:40"), actor="person 2")
    with pytest.raises(Overtaken), transaction():
        steps.undo(desk(day))
    assert stand(day, "KIND")[0] == at("16:00")
    with transaction():
        steps.undo(desk(day, "person 2"))
    with transaction():
        steps.undo(desk(day))
    assert stand(day, "KIND")[0] == at("11:00")


def test_a_hundred_steps_taken_back_leave_one_more(database: Flask) -> None:
    """Whatever was undone, the page names the step that the press takes."""
    day = make_small_day()
    actor = desk(day).actor
    with transaction():
        for number in range(102):
            step = DraftStep(edition_id=day.edition_id, actor=actor, at=SUMMER, what=f"{number}")
            step.before, step.after, step.is_undone = {}, {}, number > 0
            db.session.add(step)
            db.session.flush()
    found = queries.own_steps(day.edition_id, actor)
    assert (found.undo and found.undo.what, found.redo and found.redo.what) == ("0", "1")
    assert queries.own_steps(day.edition_id, "person 2") == queries.OwnSteps(undo=None, redo=None)


def test_a_locked_session_stays_where_it_is(database: Flask) -> None:
    day = make_small_day()
    with transaction():
        schedule.set_locked("KIND", is_locked=True, version=1, desk=desk(day))
    for work in (
        lambda: schedule.place(
            "KIND", to(day, "Studio 1", "16:00", "16:40"), version=2, desk=desk(day)
        ),
        lambda: schedule.take_out("KIND", version=2, desk=desk(day)),
        lambda: schedule.swap("KIND", "TIRED", versions=(2, 1), desk=desk(day)),
        lambda: schedule.shift(["KIND", "TIRED"], 5, desk=desk(day)),
    ):
        with pytest.raises(SlotLocked), transaction():
            work()
    assert (stand(day, "KIND")[0], stand(day, "TIRED")[0]) == (at("11:00"), at("11:50"))
    with transaction():
        schedule.set_locked("KIND", is_locked=False, version=2, desk=desk(day))
    move(day, "KIND", to(day, "Studio 1", "16:00", "16:40"))


def test_the_same_place_again_is_no_step(database: Flask) -> None:
    day = make_small_day()
    move(day, "KIND", to(day, "Main Hall", "11:00", "11:40"))
    assert db.session.query(DraftStep).count() == 0
    assert stand(day, "KIND")[2] == 1


def test_what_is_wrong_is_shown_with_a_way_out(browser: Browser, day: SmallDay) -> None:
    move(day, "TIRED", to(day, "Main Hall", "11:20", "12:00"))
    page = browser.get(BOARD)
    assert "blocks a release" in page.text
    assert page.all("//section[@aria-labelledby='findings']//strong")[0].text
    move(day, "TIRED", to(day, "Main Hall", "11:50", "12:30"))
    assert "blocks a release" not in browser.get(BOARD).text


def test_who_may_not_edit_sees_nothing(browser: Browser) -> None:
    make_small_day()
    person_id = make_person("felix@example.org")
    make_grant(person_id, Role.FINANCE)
    browser.sign_in(person_id)
    assert browser.get(BOARD).status == 403


def test_the_board_costs_the_same_for_more_sessions(browser: Browser, day: SmallDay) -> None:
    browser.get(BOARD)
    with counted() as few:
        browser.get(BOARD)
    room = make_room(day.edition_id, "Studio 9", position=9)
    for number in range(12):
        session = make_session(
            day.edition_id, f"MORE{number}", (f"{9 + number % 8}:00", f"{9 + number % 8}:30"), room
        )
        make_speaker(day.edition_id, f"SP{number}", f"Speaker {number}", session)
    with counted() as many:
        browser.get(BOARD)
    assert len(many) == len(few)


def test_names_of_others_are_text(browser: Browser, day: SmallDay) -> None:
    hostile = "O’Neill <script>{{ 7*7 }}</script>"
    session = make_session(day.edition_id, "BAD", ("14:00", "14:40"), None, title=hostile)
    make_speaker(day.edition_id, "EVIL", hostile, session)
    assert hostile in browser.get(BOARD).text
    assert browser.get(f"{BOARD}/BAD").h1 == hostile


def test_a_session_of_another_year_is_not_there(browser: Browser, day: SmallDay) -> None:
    other = make_small_day("2025", is_current=False)
    make_session(other.edition_id, "OTHER", title="Next year")
    assert browser.get(f"{BOARD}/OTHER").status == 404
    assert db.session.get(Slot, other.sessions["KIND"]) is not None


def test_the_next_free_time_keeps_a_pause_and_looks_at_room_and_people(
    browser: Browser, day: SmallDay
) -> None:
    """Main Hall: 11:00 to 11:40, 11:50 to 12:30. The speaker is elsewhere until 12:30."""
    make_session(day.edition_id, "NEW", title="Small steps", minutes=25)
    page = browser.get(f"{BOARD}/NEW")
    values = {"start": "11:00", "minutes": "25", "room": str(day.rooms["Main Hall"])}
    done = page.submit("Next free time", **values)
    assert "Small steps stands at 12:35" in done.follow().text
    speaker = make_session(day.edition_id, "BUSY", ("12:35", "13:30"), day.rooms["Studio 3"])
    make_speaker(day.edition_id, "BOTH", "Ada", speaker, stand_id(day, "NEW"))
    page = browser.get(f"{BOARD}/NEW")
    done = page.submit("Next free time", **values)
    assert "Small steps stands at 13:35" in done.follow().text


def test_the_next_free_time_is_not_the_one_that_it_has(browser: Browser, day: SmallDay) -> None:
    page = browser.get(f"{BOARD}/TIRED")
    assert "stands at 12:35" in page.submit("Next free time").follow().text
    assert stand(day, "TIRED")[0] == at("12:35")
    late = browser.get(f"{BOARD}/TIRED").submit("Next free time", minutes="240")
    assert (late.status, stand(day, "TIRED")[0]) == (422, at("12:35"))
    other = browser.get(f"{BOARD}/TIRED").submit("Next free time", start="11:45")
    assert "stands at 11:45" in other.follow().text


@pytest.mark.parametrize(
    ("minutes", "starts"), [(0, "12:35"), (-5, "11:45")], ids=["from its own time", "before it"]
)
def test_moving_on_is_the_same_on_both_databases(
    database: Flask, minutes: int, starts: str
) -> None:
    small = make_small_day()
    tired = Placement(
        starts_at=at("11:50") + timedelta(minutes=minutes),
        ends_at=at("12:30") + timedelta(minutes=minutes),
        room_id=small.rooms["Main Hall"],
    )
    with transaction():
        found = schedule.place_next("TIRED", tired, latest=at("17:00"), version=1, desk=desk(small))
    assert found.starts_at == at(starts)


def test_no_free_time_is_told(browser: Browser, day: SmallDay) -> None:
    make_session(day.edition_id, "NEW", title="Small steps", minutes=25)
    page = browser.get(f"{BOARD}/NEW")
    refused = page.submit(
        "Next free time", start="16:45", minutes="60", room=str(day.rooms["Main Hall"])
    )
    assert refused.status == 422
    assert "No time is free in this room" in refused.text


def test_a_run_moves_from_its_page(browser: Browser, day: SmallDay) -> None:
    done = browser.get(f"{BOARD}/KIND").submit("Move them all", by="10")
    assert "and what follows it in its room are 10 minutes later" in done.follow().text
    assert (stand(day, "KIND")[0], stand(day, "TIRED")[0]) == (at("11:10"), at("12:00"))
    assert stand(day, "OPEN")[0] == at("09:00")
    for wrong in ("", "many", "100000"):
        told = browser.get(f"{BOARD}/KIND").submit("Move them all", by=wrong)
        assert "Enter by how many minutes" in told.follow().text


def test_swap_lock_and_taking_out_from_the_page(browser: Browser, day: SmallDay) -> None:
    page = browser.get(f"{BOARD}/KIND")
    assert "Choose the session" in page.submit("Change places").follow().text
    assert "have changed places" in page.submit("Change places", other="CHART.1").follow().text
    assert stand(day, "KIND")[0] == at("09:55")
    for stale in ("CHART.1", "CHART.2"):
        told = page.submit("Change places", other=stale).follow()
        assert "Somebody has changed this" in told.text
    fresh = browser.get(f"{BOARD}/KIND")
    move(day, "TIRED", to(day, "Studio 3", "16:00", "16:40"))
    told = fresh.submit("Change places", other="TIRED.1").follow()
    assert "Somebody has changed this" in told.text
    page = browser.get(f"{BOARD}/KIND").submit("Lock it").follow()
    assert "locked" in page.text
    assert "is locked to its time and room" in page.submit("Place it", start="15:00").text
    page = browser.get(f"{BOARD}/KIND").submit("Unlock it").follow()
    page.submit("Take it out").follow()
    assert stand(day, "KIND")[0] is None
    browser.get(BOARD).submit("Undo").follow()
    assert stand(day, "KIND")[0] == at("09:55")
    browser.get(BOARD).submit("Redo").follow()
    assert stand(day, "KIND")[0] is None


def stand_id(day: SmallDay, code: str) -> int:
    """Return the id of a session of the draft."""
    db.session.rollback()
    return queries.draft(day.edition_id).session(code).id


def test_a_button_takes_back_the_step_that_it_names_and_no_other(
    browser: Browser, day: SmallDay
) -> None:
    for start in ("14:00", "14:30"):
        page = browser.get("/2024/manage/schedule/KIND")
        assert page.submit("Place it", start=start).status == 303
    one, two = (browser.get("/2024/manage/schedule") for _ in range(2))
    assert one.submit("Undo:").status == 303
    assert stand(day, "KIND")[0] == at("14:00")
    again = two.submit("Undo:").follow()
    assert "That was pressed already, here or in another window" in again.text
    assert stand(day, "KIND")[0] == at("14:00")
    assert again.submit("Undo:").status == 303
    assert stand(day, "KIND")[0] == at("11:00")
    forged = browser.get("/2024/manage/schedule").submit("Redo:", step="x").follow()
    assert "That was pressed already" in forged.text


def test_a_shift_by_nothing_is_refused(browser: Browser, day: SmallDay) -> None:
    page = browser.get("/2024/manage/schedule/KIND").submit("Move them", by="0").follow()
    assert "Enter by how many minutes" in page.text
