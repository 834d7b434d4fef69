"""Taking places: the first Continue, other choices, the same form again."""

import pytest
from flask import Flask
from sqlalchemy import select

from conference.kernel import codes
from conference.kernel.database import db, transaction
from conference.kernel.errors import Invalid, NotFound
from conference.orders import actions
from conference.orders.actions import PlaceName
from conference.orders.models import Order, OrderLine
from conference.orders.rules import (
    Audience,
    OrderState,
    TooMany,
)
from conference.tickets.rules import QuotaExhausted, SaleClosed
from tests.factories.editions import make_shop
from tests.factories.orders import (
    LATER,
    MINUTE,
    NOW,
    attendees,
    begin_payment,
    fresh_token,
    make_held,
    order,
    order_id,
    place,
    told,
)
from tests.factories.tickets import change_type, make_quota, make_type


def lines(code: str) -> list[tuple[int, int, int, int, int]]:
    db.session.rollback()
    found = db.session.scalars(
        select(OrderLine).where(OrderLine.order_id == order_id(code)).order_by(OrderLine.id)
    )
    return [
        (line.ticket_type_id, line.quantity, line.unit_price, line.gross, line.vat)
        for line in found
    ]


def test_the_first_continue_makes_an_order_with_its_places(database: Flask) -> None:
    shop = make_shop()
    early, student = make_type(shop.id, "EARLY", price=14900), make_type(shop.id, "STU")
    code = place(shop, {early: 5, student: 1})
    found = order(code)
    assert (found.state, found.total, found.hold_until, code[:4]) == (
        OrderState.HELD,
        5 * 14900 + 19900,
        NOW + 30 * MINUTE,
        "MTH-",
    )
    assert lines(code) == [
        (early, 5, 14900, 74500, 12417),
        (student, 1, 19900, 19900, 3317),
    ]
    assert [place.ticket_type_id for place in attendees(code)] == [early] * 5 + [student]
    assert told("order", found.id) == [("buyer", "order placed")]


def test_a_buyer_who_comes_has_a_place_of_their_own(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    mine = place(shop, {kind: 1}, audience=Audience.ME, form="a")
    ours = place(shop, {kind: 3}, audience=Audience.ME_AND_OTHERS, form="b")
    theirs = place(shop, {kind: 2}, audience=Audience.OTHERS, form="c")
    assert [[place.is_buyer for place in attendees(code)] for code in (mine, ours, theirs)] == [
        [True],
        [True, False, False],
        [False, False],
    ]


def test_the_same_form_sent_twice_gives_the_same_order(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=1)
    first, second = place(shop, {kind: 1}), place(shop, {kind: 1}, now=NOW + MINUTE)
    assert (first, len(db.session.scalars(select(Order)).all())) == (second, 1)


def test_the_back_button_changes_the_order_of_the_form(database: Flask) -> None:
    shop = make_shop()
    early, standard = make_type(shop.id, "EARLY", price=14900), make_type(shop.id)
    code = place(shop, {early: 3})
    kept = attendees(code)[1].code
    with transaction():
        actions.give_names(shop.id, code, {kept: PlaceName(name="Amina")}, now=NOW)
    again = place(shop, {early: 1, standard: 2}, now=NOW + MINUTE)
    names = [(row.ticket_type_id, row.name) for row in attendees(code)]
    assert (again, names, order(code).total, order(code).hold_until) == (
        code,
        [(early, "Amina"), (standard, ""), (standard, "")],
        14900 + 2 * 19900,
        NOW + 30 * MINUTE,
    )


def test_a_held_place_keeps_its_price_when_the_sale_ends(database: Flask) -> None:
    shop = make_shop()
    early = make_type(shop.id, "EARLY", price=14900, closes_at=NOW + MINUTE)
    code = place(shop, {early: 2})
    change_type(early, price=16000)
    place(shop, {early: 1}, now=NOW + 2 * MINUTE)
    assert lines(code) == [(early, 1, 14900, 14900, 2483)]
    with pytest.raises(SaleClosed):
        place(shop, {early: 2}, now=NOW + 2 * MINUTE)


def test_a_form_changes_nothing_once_paying_has_begun(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    code = make_held(shop, {kind: 1})
    begin_payment(code)
    token = order(code).form_token
    again = place(shop, {kind: 5}, form=token, audience=Audience.OTHERS)
    assert (again, lines(code)) == (code, [(kind, 1, 19900, 19900, 3317)])


def test_a_lapsed_order_is_placed_again_by_its_form(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    code = place(shop, {kind: 2})
    place(shop, {kind: 3}, now=LATER)
    found = order(code)
    assert (found.placed_at, found.hold_until, found.total) == (
        LATER,
        LATER + 30 * MINUTE,
        3 * 19900,
    )


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({}, "Enter how many tickets you need"),
        ({0: 0}, "Enter how many tickets you need"),
        ({0: -1}, "Enter 0 or more"),
    ],
)
def test_nothing_chosen_cannot_be_understood(
    database: Flask, choices: dict[int, int], words: str
) -> None:
    shop = make_shop()
    with pytest.raises(Invalid) as refusal:
        place(shop, choices)
    assert refusal.value.fields == {"choices": words}


def test_for_oneself_one_takes_one(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    with pytest.raises(Invalid):
        place(shop, {kind: 2}, audience=Audience.ME)


def test_a_type_of_another_edition_is_not_there(database: Flask) -> None:
    shop = make_shop()
    other = make_shop("2025", is_current=False)
    foreign = make_type(other.id)
    with pytest.raises(NotFound):
        place(shop, {foreign: 1})
    with pytest.raises(NotFound):
        place(shop, {999_999: 1})


def test_a_form_of_another_edition_makes_no_order_here(database: Flask) -> None:
    shop, other = make_shop(), make_shop("2025", is_current=False)
    place(other, {make_type(other.id): 1})
    with pytest.raises(NotFound):
        place(shop, {make_type(shop.id): 1})


def test_what_is_not_for_sale_is_refused(database: Flask) -> None:
    shop = make_shop()
    ended = make_type(shop.id, "EARLY", closes_at=NOW)
    hidden = make_type(shop.id, "SPK", price=0, is_public=False)
    for kind in (ended, hidden):
        with pytest.raises(SaleClosed):
            place(shop, {kind: 1})


def test_a_type_without_quota_is_not_for_sale(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    with transaction():
        db.session.execute(db.metadata.tables["quota_members"].delete())
    with pytest.raises(SaleClosed):
        place(shop, {kind: 1})


def test_too_many_of_one_type_are_refused(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=None)
    with pytest.raises(TooMany):
        place(shop, {kind: 999_999})


def test_every_quota_of_a_line_must_hold_it(database: Flask) -> None:
    shop = make_shop()
    early, standard = make_type(shop.id, "EARLY", size=80), make_type(shop.id, size=None)
    make_quota(shop.id, "Venue", 3, early, standard)
    place(shop, {early: 2}, form="a")
    with pytest.raises(QuotaExhausted, match=r"not enough Std tickets\. Only 1 left"):
        place(shop, {standard: 2}, form="b")
    with pytest.raises(QuotaExhausted, match=r"not enough Venue tickets\. Only 1 left"):
        place(shop, {standard: 1, early: 1}, form="c")
    place(shop, {standard: 1}, form="d")
    with pytest.raises(QuotaExhausted, match="sold out"):
        place(shop, {standard: 1}, form="e")


def test_a_refusal_leaves_nothing(database: Flask) -> None:
    shop = make_shop()
    with pytest.raises(QuotaExhausted):
        place(shop, {make_type(shop.id, size=0): 1})
    assert db.session.scalars(select(Order)).all() == []


def test_codes_have_no_look_alikes(database: Flask) -> None:
    shop = make_shop()
    code = place(shop, {make_type(shop.id): 1}, form=fresh_token())
    row = attendees(code)[0]
    assert set(code[4:] + row.code + row.ticket_code) <= set(codes.ALPHABET)
    assert (len(code), len(row.code), len(row.ticket_code)) == (10, 8, 16)
