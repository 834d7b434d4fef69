"""Free tickets and links, by organisers and by anybody."""

from datetime import timedelta

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.kernel.database import transaction
from conference.orders import actions
from conference.orders.actions import FreeTicket, PlaceName
from conference.orders.rules import (
    Audience,
    NotFree,
    OrderState,
)
from conference.tickets.rules import QuotaExhausted
from tests.factories.editions import make_shop
from tests.factories.orders import (
    NOW,
    attendees,
    make_held,
    order,
    order_id,
    outbox,
    pay,
    told,
)
from tests.factories.tickets import make_type
from tests.support.races import at_once


def give(shop: EditionFrame, type_id: int, *, form: str = "a form", name: str = "Jo") -> str:
    ticket = FreeTicket(type_id=type_id, name=name, email="Jo@example.org", form_token=form)
    with transaction():
        return actions.issue_free(ticket, edition=shop, actor="person 1", now=NOW)


def test_a_free_ticket_is_given_like_a_sold_one(database: Flask) -> None:
    shop = make_shop()
    speaker = make_type(shop.id, "SPK", price=0, size=1, is_public=False)
    code = give(shop, speaker)
    assert (order(code).state, outbox(), told("order", order_id(code))) == (
        OrderState.PAID,
        [("orders.paid", "jo@example.org")],
        [("person 1", "free ticket given"), ("person 1", "order paid")],
    )
    with pytest.raises(QuotaExhausted):
        give(shop, speaker, form="the next form")


def test_a_form_pressed_twice_gives_one_ticket_for_each_answer(database: Flask) -> None:
    shop = make_shop()
    speaker = make_type(shop.id, "SPK", price=0, is_public=False)
    first, again = give(shop, speaker), give(shop, speaker)
    other = give(shop, speaker, name="Sam")
    assert (first == again, first == other) == (True, False)
    assert outbox() == [("orders.paid", "jo@example.org")] * 2
    assert give(shop, speaker, form="the next form") not in {first, other}


def test_a_form_pressed_by_many_hands_gives_one_ticket(database: Flask) -> None:
    shop = make_shop()
    speaker = make_type(shop.id, "SPK", price=0, is_public=False)
    answers = at_once(database, [lambda: give(shop, speaker)] * 8)
    assert (len(set(answers)), len(outbox())) == (1, 1)


@pytest.mark.parametrize("values", [{"price": 1, "is_public": False}, {"price": 0}])
def test_what_is_sold_is_not_given(database: Flask, values: dict[str, int]) -> None:
    shop = make_shop()
    kind = make_type(shop.id, **values)  # type: ignore[arg-type]
    with pytest.raises(NotFree):
        give(shop, kind)


def test_links_go_to_their_own_addresses(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 2}, audience=Audience.ME_AND_OTHERS)
    named = {attendees(code)[1].code: PlaceName(email="amina@example.org")}
    with transaction():
        actions.give_names(shop.id, code, named, now=NOW)
    pay(code)
    with transaction():
        actions.resend_links(shop.id, code, actor="person 1", now=NOW)
    assert outbox()[2:] == [
        ("orders.links", "rowan.hale@example.org"),
        ("orders.ticket", "amina@example.org"),
    ]


def test_anybody_gets_one_answer_a_day(database: Flask) -> None:
    shop = make_shop()
    for hours in (0, 1, 24):
        for address in ("Rowan@example.org", "nobody@example.org"):
            with transaction():
                actions.send_links(shop.id, address, now=NOW + timedelta(hours=hours))
    assert sorted(outbox()) == [
        ("orders.links", "nobody@example.org"),
        ("orders.links", "nobody@example.org"),
        ("orders.links", "rowan@example.org"),
        ("orders.links", "rowan@example.org"),
    ]
