"""Making, replacing and tuning the address of a private calendar."""

from datetime import timedelta

import pytest
from flask import Flask

from conference.agendas import actions, queries
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound
from conference.orders import actions as orders
from conference.orders.queries import order_by_id_for_update
from conference.workshops.rules import TicketCancelled
from tests.factories.agendas import keys, make_key
from tests.factories.programme import SUMMER, make_edition
from tests.factories.workshops import PAID_AT, Ticket, make_ticket


@pytest.fixture
def ticket(database: Flask) -> Ticket:
    """Store a ticket."""
    return make_ticket(make_edition().id)


def test_an_address_is_made_once(ticket: Ticket) -> None:
    first = make_key(ticket)
    assert make_key(ticket, now=SUMMER) == first
    assert keys(ticket) == [(first, False, None)]


def test_two_tickets_never_share_an_address(ticket: Ticket) -> None:
    assert make_key(ticket) != make_key(make_ticket(ticket.edition_id))


def test_replacing_ends_the_old_address_and_keeps_the_choice_of_rooms(ticket: Ticket) -> None:
    old = make_key(ticket, shows_rooms=True)
    with transaction():
        new = actions.replace_calendar_key(
            edition_id=ticket.edition_id, attendee_id=ticket.id, now=SUMMER
        )
    assert keys(ticket) == [(old, True, SUMMER), (new, True, None)]


def test_replacing_what_was_never_made_makes_it(ticket: Ticket) -> None:
    with transaction():
        new = actions.replace_calendar_key(
            edition_id=ticket.edition_id, attendee_id=ticket.id, now=SUMMER
        )
    assert keys(ticket) == [(new, False, None)]


def test_rooms_need_an_address(ticket: Ticket) -> None:
    with pytest.raises(NotFound), transaction():
        actions.set_shows_rooms(
            edition_id=ticket.edition_id, attendee_id=ticket.id, shows_rooms=True
        )


def test_a_cancelled_ticket_gets_no_new_address(ticket: Ticket) -> None:
    with transaction():
        orders.cancel(order_by_id_for_update(ticket.order_id), actor="person 1", now=SUMMER)
    with pytest.raises(TicketCancelled), transaction():
        actions.calendar_key(edition_id=ticket.edition_id, attendee_id=ticket.id, now=SUMMER)


def test_a_fetch_is_noted_for_the_owner(ticket: Ticket) -> None:
    facts = queries.feed(make_key(ticket), now=PAID_AT)
    assert facts.is_fetch_noted is False
    with transaction():
        actions.note_fetch(facts.key_id, SUMMER)
    key = queries.key_of(ticket.id)
    assert (key and key.last_fetched_at) == SUMMER
    later = [queries.feed(keys(ticket)[0][0], now=SUMMER + timedelta(minutes=m)) for m in (59, 60)]
    assert [found.is_fetch_noted for found in later] == [True, False]


def test_a_fetch_of_a_key_that_is_gone_is_nothing(ticket: Ticket) -> None:
    with transaction():
        actions.note_fetch(4711, SUMMER)
    assert queries.key_of(ticket.id) is None
