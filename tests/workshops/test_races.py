"""Many at once: nobody gets a place twice, nobody gets two at one time, nobody is left unsure."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextvars import Context
from functools import partial

import pytest
from flask import Flask

from conference.kernel.database import db
from conference.kernel.errors import ConferenceError
from conference.workshops import queries
from conference.workshops.rules import Places
from tests.factories.programme import make_edition, make_room, make_session, release
from tests.factories.workshops import book, booked, cancel, make_ticket


@pytest.fixture
def edition_id(database: Flask) -> int:
    """Store an edition with two workshops of five places at one time."""
    edition = make_edition()
    room = make_room(edition.id, "Studio 3")
    for code in ("TRAIL", "RUN"):
        make_session(edition.id, code, ("11:00", "12:30"), room, places=5)
    release(edition.id)
    return edition.id


def at_once(app: Flask, acts: Sequence[Callable[[], None]]) -> Counter[str]:
    """Start every act in a thread of its own at one moment and count the answers."""
    gate = threading.Barrier(len(acts))
    answers: list[str] = []

    def run(act: Callable[[], None]) -> None:
        with app.app_context():
            gate.wait()
            try:
                act()
                answers.append("placed")
            except ConferenceError as refusal:
                answers.append(getattr(refusal, "code", type(refusal).__name__))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=Context().run, args=(run, act)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(answers)


def places(edition_id: int) -> list[Places]:
    """Return how full the workshops are now, in the order of their sessions."""
    db.session.rollback()
    found = queries.places_of(edition_id)
    return [found[session_id] for session_id in sorted(found)]


def test_forty_for_five_places(database: Flask, edition_id: int) -> None:
    tickets = [make_ticket(edition_id) for _ in range(40)]
    db.session.remove()
    answers = at_once(database, [partial(book, own, "TRAIL") for own in tickets])
    assert answers == {"placed": 5, "workshop_full": 35}
    assert places(edition_id) == [
        Places(taken=5, capacity=5),
        Places(taken=0, capacity=5),
    ]


def test_two_tabs_book_two_workshops_at_one_time(database: Flask, edition_id: int) -> None:
    ticket = make_ticket(edition_id)
    db.session.remove()
    answers = at_once(database, [partial(book, ticket, code) for code in ("TRAIL", "RUN")])
    assert answers == {"placed": 1, "time_clash": 1}
    assert len(booked(ticket)) == 1


def test_a_button_pressed_many_times_books_once(database: Flask, edition_id: int) -> None:
    ticket = make_ticket(edition_id)
    db.session.remove()
    answers = at_once(database, [partial(book, ticket, "TRAIL")] * 8)
    assert answers == {"placed": 1, "already_booked": 7}
    assert places(edition_id)[0] == Places(taken=1, capacity=5)


def test_two_who_swap_for_each_others_last_place_keep_what_they_have(
    database: Flask, edition_id: int
) -> None:
    for code in ("TRAIL", "RUN"):
        for _ in range(4):
            book(make_ticket(edition_id), code)
    one, other = make_ticket(edition_id), make_ticket(edition_id)
    book(one, "TRAIL")
    book(other, "RUN")
    db.session.remove()
    answers = at_once(
        database, [partial(book, one, "RUN", "TRAIL"), partial(book, other, "TRAIL", "RUN")]
    )
    assert answers == {"workshop_full": 2}
    assert places(edition_id) == [Places(taken=5, capacity=5)] * 2


def test_places_given_back_under_way_are_booked_or_left_but_never_lost(
    database: Flask, edition_id: int
) -> None:
    leaving = [make_ticket(edition_id) for _ in range(5)]
    for ticket in leaving:
        book(ticket, "TRAIL")
    coming = [make_ticket(edition_id) for _ in range(10)]
    db.session.remove()
    answers = at_once(
        database,
        [
            *(partial(book, ticket, "TRAIL") for ticket in coming),
            *(partial(cancel, ticket, "TRAIL") for ticket in leaving),
        ],
    )
    placed = answers["placed"] - len(leaving)
    assert (set(answers), 0 <= placed <= 5) == ({"placed", "workshop_full"} & set(answers), True)
    assert places(edition_id)[0] == Places(taken=placed, capacity=5)
