"""Two organisers press at once."""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Barrier, Thread

from flask import Flask

from conference.kernel.database import db, transaction
from conference.kernel.errors import Refused, Unavailable
from conference.programme import queries
from conference.programme.actions import releases, schedule
from conference.programme.actions.desk import Desk
from conference.programme.actions.releases import Wish
from conference.programme.models import DraftStep, Release, Slot
from conference.programme.rules.releases import Placement
from tests.factories.programme import SUMMER, SmallDay, at, change, make_small_day


def at_once(app: Flask, works: Sequence[Callable[[], object]]) -> list[str]:
    """Run all at the same moment in threads of their own; say what became of each."""
    barrier = Barrier(len(works))
    ends: list[str] = [""] * len(works)

    def run(number: int, work: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    work()
            except Refused as refusal:
                ends[number] = refusal.code
            except Unavailable:
                ends[number] = "unavailable"
            else:
                ends[number] = "done"
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def desk(day: SmallDay, number: int) -> Desk:
    return Desk(edition_id=day.edition_id, actor=f"person {number}", now=SUMMER)


def test_of_two_moves_of_one_session_one_is_refused(database: Flask) -> None:
    day = make_small_day()
    works = [
        lambda number=number: schedule.place(
            "KIND",
            Placement(
                starts_at=at(f"1{number}:00"),
                ends_at=at(f"1{number}:40"),
                room_id=day.rooms["Studio 3"],
            ),
            version=1,
            desk=desk(day, number),
        )
        for number in (4, 5)
    ]
    assert at_once(database, works) == ["done", "overtaken"]
    db.session.rollback()
    assert db.session.query(DraftStep).count() == 1


def test_an_unplaced_session_gets_one_slot(database: Flask) -> None:
    day = make_small_day()
    with transaction():
        schedule.take_out("KIND", version=1, desk=desk(day, 1))
    to = Placement(starts_at=at("14:00"), ends_at=at("14:40"), room_id=day.rooms["Studio 3"])
    works = [
        lambda number=number: schedule.place("KIND", to, version=2, desk=desk(day, number))
        for number in (1, 2)
    ]
    assert at_once(database, works) == ["done", "overtaken"]
    db.session.rollback()
    assert db.session.get_one(Slot, day.sessions["KIND"]).starts_at == at("14:00")


def test_two_who_swap_crosswise_take_turns(database: Flask) -> None:
    """Locks are taken by id: no deadlock."""
    day = make_small_day()
    works = [
        lambda: schedule.swap("KIND", "TIRED", versions=(1, 1), desk=desk(day, 1)),
        lambda: schedule.swap("TIRED", "KIND", versions=(1, 1), desk=desk(day, 2)),
    ]
    assert at_once(database, works) == ["done", "overtaken"]


def test_of_two_releases_of_one_draft_one_is_refused(database: Flask) -> None:
    day = make_small_day()
    change(Slot, day.sessions["KIND"], starts_at=at("14:00"), ends_at=at("14:40"))
    wish = Wish(mark=queries.next_release(day.edition_id, SUMMER).mark, name="", note="")
    db.session.rollback()
    works = [
        lambda number=number: releases.release(
            wish, is_blocked=lambda: False, desk=desk(day, number)
        )
        for number in (1, 2)
    ]
    assert at_once(database, works) == ["done", "draft_changed"]
    db.session.rollback()
    assert db.session.query(Release).count() == 2


def test_who_presses_after_a_release_is_told_of_it(database: Flask) -> None:
    day = make_small_day()
    change(Slot, day.sessions["KIND"], starts_at=at("14:00"), ends_at=at("14:40"))
    mark = queries.next_release(day.edition_id, SUMMER).mark
    wish = Wish(mark=mark, name="", note="", after=1)
    db.session.rollback()
    works = [
        lambda number=number: releases.release(
            wish, is_blocked=lambda: False, desk=desk(day, number)
        )
        for number in range(4)
    ]
    assert at_once(database, works) == ["done", *["released_meanwhile"] * 3]
    db.session.rollback()
    assert db.session.query(Release).count() == 2


def test_moves_and_releases_at_once_take_turns(database: Flask) -> None:
    """Both lock the edition first: neither waits for the other in a circle."""
    day = make_small_day()
    for number in range(10):
        db.session.rollback()
        version = queries.draft(day.edition_id).session("KIND").version
        to = Placement(
            starts_at=at(f"14:{number:02}"),
            ends_at=at(f"15:{number:02}"),
            room_id=day.rooms["Studio 3"],
        )
        db.session.rollback()
        works: list[Callable[[], object]] = [
            partial(schedule.place, "KIND", to, version=version, desk=desk(day, 1)),
            partial(releases.publish, day.edition_id, "person 2", "", SUMMER),
        ]
        assert at_once(database, works) == ["done", "done"]
