"""The organisers' agenda: a move in a full draft, and a large release that tells many people."""

from collections.abc import Callable, Sequence
from contextvars import Context
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from benchmarks import report
from benchmarks.programme_page import INSIDE
from conference.kernel.database import Base, db, transaction
from conference.mail.models import Message
from conference.orders.models import Attendee, Order, OrderLine
from conference.orders.rules import Audience, OrderState
from conference.people.models import Speaker
from conference.people.rules import Role
from conference.programme import queries
from conference.programme.actions import releases
from conference.programme.actions.desk import Desk
from conference.programme.actions.releases import Wish
from conference.programme.models import Room, Session, SessionSpeaker, Slot
from conference.web.copies import EXTENSION, Copies
from conference.workshops.models import Booking, Workshop
from conference.workshops.rules import BookingState
from tests.factories.editions import make_shop
from tests.factories.people import make_grant, make_person
from tests.factories.programme import SUMMER, at
from tests.factories.tickets import make_type
from tests.support import databases
from tests.support.pages import Browser

MOVE_MS, RELEASE_SECONDS, CALENDAR_MS = 30.0, 5.0, 400.0
ROOMS, A_DAY = 10, 100
FEW, FEW_BOOKINGS = 200, 2_000
MANY, MANY_PEOPLE = 1_000, 5_000
TRIES = 12


def run(make_app: Callable[[str], Flask]) -> None:
    """Print the figures on both databases."""
    report.heading("The organisers' agenda")
    for name, fresh in (
        ("SQLite", databases.fresh_sqlite),
        ("PostgreSQL", databases.fresh_postgres),
    ):
        app = make_app(fresh())
        with app.app_context():
            _move(app, name)
            _release(name)
            _calendar(app, name)


def _move(app: Flask, name: str) -> None:
    slug = f"bench-{FEW}"
    edition_id = _store(slug, sessions=FEW, people=FEW_BOOKINGS)
    person_id = make_person(f"{slug}@example.org")
    make_grant(person_id, Role.ORGANISER)
    browser = Browser(app).sign_in(person_id)
    code = db.session.scalars(
        select(Session.code).where(Session.edition_id == edition_id).order_by(Session.id)
    ).first()
    address = f"/{slug}/manage/schedule/{code}"
    token, rooms = browser.token(), _ids(Room, edition_id)
    costs = []
    for number in range(TRIES):
        db.session.rollback()
        version = queries.draft(edition_id).session(str(code)).version
        form = {
            "csrf_token": token,
            "version": str(version),
            "day": "2024-09-25",
            "start": f"{9 + number % 8:02}:{number % 12 * 5:02}",
            "minutes": "25",
            "room": str(rooms[number % ROOMS]),
        }
        with report.measured() as cost:
            answer = browser.client.post(address, data=form)
        if answer.status_code != 303:
            raise RuntimeError(answer.get_data(as_text=True)[:300])
        costs.append(cost.cpu)
    report.line(
        f"{name}: one move, {FEW} sessions and {FEW_BOOKINGS:,} bookings, CPU, best of {TRIES}",
        f"{min(costs):.1f} ms",
        f"limit {MOVE_MS:.0f} ms",
        is_met=min(costs) <= MOVE_MS,
    )


def _release(name: str) -> None:
    slug = f"bench-{MANY}"
    edition_id = _store(slug, sessions=MANY, people=MANY_PEOPLE)
    desk = Desk(edition_id=edition_id, actor="person 1", now=SUMMER)
    with transaction():
        for slot in db.session.scalars(select(Slot).join(Session)):
            slot.starts_at += timedelta(minutes=5)
            slot.ends_at += timedelta(minutes=5)
    with report.measured() as cost:
        wish = Wish(mark=queries.next_release(edition_id, SUMMER).mark, name="", note="")
        with transaction():
            releases.release(wish, is_blocked=lambda: False, desk=desk)
    told = db.session.query(Message).filter_by(edition_id=edition_id).count()
    if told != MANY_PEOPLE:
        raise RuntimeError(f"{told} messages")
    report.line(
        f"{name}: release of {MANY:,} sessions to {MANY_PEOPLE:,} people, one transaction",
        f"{cost.wall / 1000:.2f} s",
        f"limit {RELEASE_SECONDS:.0f} s",
        is_met=cost.wall <= RELEASE_SECONDS * 1000,
    )


def _calendar(app: Flask, name: str) -> None:
    address = f"/bench-{MANY}/programme.ics"

    def get() -> int:
        db.session.remove()
        return len(Context().run(app.test_client().get, address, headers=INSIDE).data)

    def render() -> int:
        app.extensions[EXTENSION] = Copies()
        return get()

    size = render()
    spent = report.best(render, times=5)
    report.line(
        f"{name}: programme.ics of {MANY:,} sessions ({size // 1000} kB), CPU, best of 5",
        f"{spent:.0f} ms",
        f"limit {CALENDAR_MS:.0f} ms",
        is_met=spent <= CALENDAR_MS,
    )
    report.line(f"{name}: the same from the copy, CPU", f"{report.mean(get, times=50):.2f} ms")


def _store(slug: str, *, sessions: int, people: int) -> int:
    """Store and release a conference in bulk: everybody has a place in one session."""
    edition = make_shop(slug, is_current=False)
    type_id = make_type(edition.id, f"T{slug}"[:20], size=None)
    with transaction():
        _bulk(Room, [{"edition_id": edition.id, "name": f"Room {n}"} for n in range(ROOMS)])
        _bulk(Session, [_session(edition.id, number) for number in range(sessions)])
        _bulk(Speaker, [_speaker(edition.id, number) for number in range(sessions)])
    ids, rooms = _ids(Session, edition.id), _ids(Room, edition.id)
    with transaction():
        _bulk(Slot, [_slot(one, rooms, number) for number, one in enumerate(ids)])
        _bulk(
            SessionSpeaker,
            [
                {"session_id": one, "speaker_id": other}
                for one, other in zip(ids, _ids(Speaker, edition.id), strict=True)
            ],
        )
        releases.publish(edition.id, "person 1", "", SUMMER)
    _book(edition.id, type_id, slug, people)
    return edition.id


def _book(edition_id: int, type_id: int, slug: str, people: int) -> None:
    workshops = _ids(Workshop, edition_id)
    with transaction():
        order = Order(
            edition_id=edition_id,
            code=slug[:20],
            form_token=slug,
            link_selector=slug,
            state=OrderState.PAID,
            audience=Audience.OTHERS,
            email=f"{slug}@example.org",
            currency="GBP",
            total=0,
            placed_at=SUMMER,
            hold_until=SUMMER,
            paid_at=SUMMER,
            had_tickets=True,
        )
        db.session.add(order)
        db.session.flush()
        line = OrderLine(
            order_id=order.id,
            ticket_type_id=type_id,
            quantity=people,
            unit_price=0,
            vat_rate=0,
            gross=0,
            vat=0,
        )
        db.session.add(line)
        db.session.flush()
        place = {"order_id": order.id, "order_line_id": line.id, "ticket_type_id": type_id}
        _bulk(Attendee, [place | _attendee(edition_id, slug, number) for number in range(people)])
        _bulk(
            Booking,
            [
                {
                    "workshop_id": workshops[number % len(workshops)],
                    "attendee_id": attendee,
                    "state": BookingState.CONFIRMED,
                    "booked_at": SUMMER,
                    "changed_at": SUMMER,
                }
                for number, attendee in enumerate(_ids(Attendee, edition_id))
            ],
        )


def _session(edition_id: int, number: int) -> dict[str, object]:
    title = f"Session {number}: a title of usual length"
    return {"edition_id": edition_id, "code": f"S{number:04}", "title": title, "places": 500}


def _speaker(edition_id: int, number: int) -> dict[str, object]:
    return {"edition_id": edition_id, "code": f"P{number:04}", "name": f"Speaker Number {number}"}


def _slot(session_id: int, rooms: Sequence[int], number: int) -> dict[str, object]:
    day = timedelta(days=number // A_DAY)
    starts_at = at("09:00") + day + number % A_DAY // ROOMS * timedelta(minutes=45)
    return {
        "session_id": session_id,
        "room_id": rooms[number % ROOMS],
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=40),
    }


def _attendee(edition_id: int, slug: str, number: int) -> dict[str, object]:
    return {
        "edition_id": edition_id,
        "code": f"{slug}-{number}"[-20:],
        "ticket_code": f"{slug}-ticket-{number}",
        "link_selector": f"{slug}-link-{number}"[-40:],
        "name": f"Guest {number}",
        "email": f"guest{number}.{slug}@example.org",
        "changed_at": SUMMER,
    }


def _ids(table: Any, edition_id: int) -> Sequence[int]:
    return db.session.scalars(
        select(table.id).where(table.edition_id == edition_id).order_by(table.id)
    ).all()


def _bulk(table: type[Base], rows: list[dict[str, object]]) -> None:
    db.session.execute(insert(table), rows)
