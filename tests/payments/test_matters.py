"""Which money needs a person: counted for the front page as the page of payments lists it."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask

from conference.kernel.database import db
from conference.orders.rules import OrderState
from conference.payments import queries
from conference.payments.rules import DisputeState, Matter, PaymentState, RefundState
from tests.factories.payments import (
    PRICE,
    SUMMER,
    Shop,
    make_dispute,
    make_payment,
    make_refund,
    make_shop,
)
from tests.support.statements import counted


def make_one_of_each(shop: Shop) -> None:
    """Store an order for each matter, an order that is in order, and one with two matters."""
    make_payment(shop)
    make_payment(shop, order=OrderState.PAID_NO_PLACE)
    make_payment(shop, order=OrderState.CANCELLED)
    make_payment(shop, payment=PaymentState.MISMATCHED, received=1)
    make_payment(shop, received=PRICE * 2)
    _, partly_back = make_payment(shop)
    make_refund(partly_back, 500, state=RefundState.SUCCEEDED)
    _, all_back = make_payment(shop, order=OrderState.CANCELLED)
    make_refund(all_back, PRICE, state=RefundState.SUCCEEDED, by="person 1")
    _, won = make_payment(shop)
    make_dispute(won, state=DisputeState.WON)
    _, answered = make_payment(shop)
    make_dispute(answered, state=DisputeState.ANSWERED)
    _, disputed_and_twice = make_payment(shop, received=PRICE * 2)
    make_dispute(disputed_and_twice, due_by=SUMMER)


EACH = {
    Matter.DISPUTED: 1,
    Matter.NO_PLACE: 1,
    Matter.NOT_REFUNDED: 1,
    Matter.MISMATCH: 1,
    Matter.PAID_TWICE: 2,
    Matter.EXTERNAL_REFUND: 1,
}


def test_counts_agree_with_the_list(database: Flask) -> None:
    shop, other = make_shop(places=50), make_shop("2025", is_current=False)
    make_one_of_each(shop)
    listed = Counter(row.matter for row in queries.matters(shop.edition.id))
    assert queries.matter_counts(shop.edition.id) == dict(listed) == EACH
    assert queries.matter_counts(other.edition.id) == {}


@pytest.mark.parametrize("times", [1, 4])
def test_many_rows_are_counted_in_one_statement(app: Flask, times: int) -> None:
    shop = make_shop(places=100)
    for _ in range(times):
        make_one_of_each(shop)
    db.session.rollback()
    with counted() as statements:
        counts = queries.matter_counts(shop.edition.id)
    assert counts == {kind: number * times for kind, number in EACH.items()}
    assert len(statements) == 1


def test_the_nearest_deadline_comes_first_and_none_at_the_end_of_disputes(database: Flask) -> None:
    shop = make_shop(places=50)
    make_payment(shop, order=OrderState.PAID_NO_PLACE)
    moments = (None, SUMMER + timedelta(days=9), SUMMER + timedelta(days=2))
    for moment in moments:
        make_dispute(make_payment(shop)[1], due_by=moment)
    listed = [(row.matter, row.due_by) for row in queries.matters(shop.edition.id)]
    assert listed == [
        (Matter.DISPUTED, moments[2]),
        (Matter.DISPUTED, moments[1]),
        (Matter.DISPUTED, None),
        (Matter.NO_PLACE, None),
    ]
