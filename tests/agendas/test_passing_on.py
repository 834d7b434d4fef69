"""A ticket that the buyer gives to somebody else takes nothing of the former holder along."""

from flask import Flask
from sqlalchemy import select

from conference.agendas import actions
from conference.agendas.models import CalendarKey
from conference.kernel.database import db, transaction
from conference.orders.actions import (
    AddressChange,
    HandOver,
    PlaceName,
    change_address,
    hand_over,
)
from conference.orders.models import Attendee
from conference.orders.rules import Audience
from conference.workshops import actions as workshops
from conference.workshops.models import Booking
from tests.factories.editions import make_shop
from tests.factories.orders import LATER, NOW, claim, make_paid, name_others, outbox
from tests.factories.programme import make_room, make_session, release
from tests.factories.tickets import make_type


def test_bookings_and_the_calendar_end_with_the_old_address(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1}, audience=Audience.OTHERS)
    make_session(shop.id, "TRAIL", ("11:00", "12:30"), make_room(shop.id, "Studio"), places=5)
    release(shop.id)
    name_others(shop, code, PlaceName(name="Amina", email="amina@example.org"))
    place = db.session.scalars(select(Attendee)).one()
    attendee_id, old_link = place.id, place.link_selector
    with transaction():
        workshops.book(
            edition_id=shop.id,
            code="TRAIL",
            attendee_id=attendee_id,
            give_up=frozenset(),
            now=NOW,
        )
    with transaction():
        actions.calendar_key(edition_id=shop.id, attendee_id=attendee_id, now=NOW)
    name_others(shop, code, PlaceName(name="Ben", email="ben@example.org"))
    key = db.session.scalars(select(CalendarKey)).one()
    place = db.session.scalars(select(Attendee)).one()
    assert db.session.scalars(select(Booking)).all() == []
    assert key.replaced_at is not None
    assert (place.name, place.link_selector != old_link) == ("Ben", True)


def test_the_desk_readdresses_an_unclaimed_ticket_empty(database: Flask) -> None:
    """Booking needs no claim: whoever read the wrong address's mail may have booked with it."""
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    make_session(shop.id, "TRAIL", ("11:00", "12:30"), make_room(shop.id, "Studio"), places=5)
    release(shop.id)
    attendee_id = db.session.scalars(select(Attendee.id)).one()
    with transaction():
        workshops.book(edition_id=shop.id, code="TRAIL", attendee_id=attendee_id, now=NOW)
    change = AddressChange(
        code=code, edition_id=shop.id, email="right@example.org", actor="person 1", is_desk=True
    )
    with transaction():
        change_address(change, now=LATER)
    assert db.session.scalars(select(Booking)).all() == []


def test_a_corrected_name_keeps_everything(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1}, audience=Audience.OTHERS)
    name_others(shop, code, PlaceName(name="Amina", email="amina@example.org"))
    attendee_id = db.session.scalars(select(Attendee.id)).one()
    with transaction():
        actions.calendar_key(edition_id=shop.id, attendee_id=attendee_id, now=NOW)
    name_others(shop, code, PlaceName(name="Amina Bello", email="amina@example.org"))
    assert db.session.scalars(select(CalendarKey.replaced_at)).one() is None


def test_a_claimed_ticket_is_handed_over_with_nothing_of_its_holder(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    make_session(shop.id, "TRAIL", ("11:00", "12:30"), make_room(shop.id, "Studio"), places=5)
    release(shop.id)
    place = db.session.scalars(select(Attendee)).one()
    claim(shop, place.code)
    with transaction():
        workshops.book(
            edition_id=shop.id,
            code="TRAIL",
            attendee_id=place.id,
            give_up=frozenset(),
            now=NOW,
        )
    with transaction():
        actions.calendar_key(edition_id=shop.id, attendee_id=place.id, now=NOW)
    change = HandOver(order=code, ticket=place.code, name="Ben", email="ben@example.org")
    for _ in range(2):
        with transaction():
            hand_over(change, edition_id=shop.id, actor="person 1", now=LATER)
    place = db.session.scalars(select(Attendee)).one()
    assert (place.name, place.email, place.is_buyer, place.claimed_at, place.badge_name) == (
        "Ben",
        "ben@example.org",
        False,
        None,
        "",
    )
    assert db.session.scalars(select(Booking)).all() == []
    assert db.session.scalars(select(CalendarKey.replaced_at)).one() == LATER
    assert outbox()[-2:] == [
        ("orders.ticket", "ben@example.org"),
        ("orders.address_changed", "rowan.hale@example.org"),
    ]
    claim(shop, place.code)


def test_a_corrected_address_ends_the_calendar_that_was_made_through_the_wrong_one(
    database: Flask,
) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    place = db.session.scalars(select(Attendee)).one()
    with transaction():
        actions.calendar_key(edition_id=shop.id, attendee_id=place.id, now=NOW)
    change = AddressChange(
        code=code,
        edition_id=shop.id,
        email="rowan@example.org",
        actor="buyer",
        tickets=frozenset({place.link_selector}),
    )
    with transaction():
        change_address(change, now=LATER)
    assert db.session.scalars(select(CalendarKey.replaced_at)).one() == LATER
