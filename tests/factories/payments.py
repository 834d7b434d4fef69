"""A small shop for tests of payments: an edition with one kind of ticket, and its orders."""

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from conference.editions.models import Contact, Policy
from conference.editions.queries import EditionFrame
from conference.editions.rules import ContactKind, PolicyKind
from conference.kernel.database import db, transaction
from conference.orders import actions as orders
from conference.orders.actions import BuyerDetails
from conference.orders.queries import order_for_update
from conference.orders.rules import Audience, OrderState
from conference.payments.models import Dispute, Payment, Refund
from conference.payments.rules import (
    EXTERNAL,
    DisputeState,
    PaymentState,
    Press,
    RefundState,
    ReturnAddresses,
)
from conference.tickets.models import Quota, QuotaMember, TicketType
from tests.factories.programme import frame, make_edition

SUMMER = datetime(2024, 7, 15, 9, 0, tzinfo=UTC)
PRICE = 19_900
DESK = "desk@example.org"
BUYER = "rowan@example.org"

_tokens = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """An edition that sells one kind of ticket."""

    edition: EditionFrame
    type_id: int
    terms_id: int


def make_shop(slug: str = "2024", *, places: int = 10, price: int = PRICE, **values: Any) -> Shop:
    """Store an edition that sells Standard tickets, with terms and a help desk."""
    edition = make_edition(slug, **values)
    with transaction():
        kind = TicketType(
            edition_id=edition.id, code="STD", name="Standard", price=price, vat_rate=2000
        )
        quota = Quota(edition_id=edition.id, name="Places", size=places)
        terms = _terms(edition.id)
        db.session.add_all([kind, quota, terms, _help_desk(edition.id)])
        db.session.flush()
        db.session.add(QuotaMember(quota_id=quota.id, ticket_type_id=kind.id))
        type_id, terms_id = kind.id, terms.id
    return Shop(edition=frame(slug), type_id=type_id, terms_id=terms_id)


def make_order(shop: Shop, *, quantity: int = 1, now: datetime = SUMMER, email: str = BUYER) -> str:
    """Place an order and give the buyer's details; the next step is to press Pay."""
    audience = Audience.ME if quantity == 1 else Audience.ME_AND_OTHERS
    with transaction():
        code = orders.place(
            edition=shop.edition,
            choices={shop.type_id: quantity},
            audience=audience,
            form_token=f"form-{next(_tokens)}",
            now=now,
        )
    with transaction():
        orders.give_details(shop.edition.id, code, BuyerDetails(email=email, name="Rowan O'Neil"))
    return code


def make_press(shop: Shop, code: str) -> Press:
    """Return a press on Pay with the box for the terms ticked."""
    home = f"http://127.0.0.1:8000/{shop.edition.slug}/orders/{code}"
    return Press(
        code=code,
        edition_id=shop.edition.id,
        terms_id=shop.terms_id,
        addresses=ReturnAddresses(
            paid=f"{home}/payment/return?session={{CHECKOUT_SESSION_ID}}",
            cancelled=f"{home}/check",
        ),
    )


def make_payment(
    shop: Shop,
    *,
    order: OrderState = OrderState.PAID,
    payment: PaymentState = PaymentState.CONFIRMED,
    received: int = PRICE,
) -> tuple[str, int]:
    """Store an order with money, as no press leads to it; return its code and the payment's id."""
    code = make_order(shop)
    with transaction():
        row = order_for_update(code, shop.edition.id)
        row.state, row.had_tickets = order, order is OrderState.PAID
        paid = Payment(
            order_id=row.id,
            attempt=1,
            state=payment,
            amount=row.total,
            received=received,
            currency=row.currency,
            idempotency_key=f"order-{code}-1",
            intent=f"pi_{code}",
            created_at=SUMMER,
            expires_at=SUMMER,
        )
        db.session.add(paid)
        db.session.flush()
        payment_id = paid.id
    return code, payment_id


def make_refund(payment_id: int, amount: int, *, state: RefundState, by: str = EXTERNAL) -> None:
    """Store a refund, made in Stripe's dashboard unless somebody else is named."""
    key = f"refund-{next(_tokens)}"
    with transaction():
        db.session.add(
            Refund(
                payment_id=payment_id,
                state=state,
                amount=amount,
                reason="Asked",
                idempotency_key=key,
                requested_by=by,
                requested_at=SUMMER,
            )
        )


def make_dispute(
    payment_id: int,
    *,
    state: DisputeState = DisputeState.OPEN,
    due_by: datetime | None = None,
) -> None:
    """Store a dispute about the whole price of a ticket."""
    reference = f"du_{next(_tokens)}"
    with transaction():
        db.session.add(
            Dispute(
                payment_id=payment_id,
                reference=reference,
                state=state,
                amount=PRICE,
                due_by=due_by,
                opened_at=SUMMER,
            )
        )


def _terms(edition_id: int) -> Policy:
    return Policy(
        edition_id=edition_id,
        kind=PolicyKind.TERMS,
        version=1,
        summary="Short",
        body="Long",
        published_at=SUMMER,
        published_by="system",
    )


def _help_desk(edition_id: int) -> Contact:
    return Contact(
        edition_id=edition_id,
        kind=ContactKind.HELP_DESK,
        label="Help desk",
        number="024 7600 0000",
        email=DESK,
        hours="9am to 5pm",
        note="Anything at all",
        last_checked=date(2024, 7, 1),
        checked_by="system",
    )
