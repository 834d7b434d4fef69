"""Trying to pay an order, from the press to Stripe's last word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from conference.history import actions as history
from conference.kernel.database import db
from conference.orders import actions as order_actions
from conference.orders import queries as orders
from conference.orders.actions import record
from conference.orders.models import Order
from conference.orders.queries import PayableOrder
from conference.orders.rules import MoveForbidden, OrderChanged, OrderState
from conference.payments import mails, queries, rules
from conference.payments.actions.bank_refusals import note_bank_refusal
from conference.payments.actions.ground import is_new, locked, open_pages
from conference.payments.models import Payment
from conference.payments.queries import Place
from conference.payments.rules import BLOCKING, CheckoutFacts, Matter, Notice, PaymentState, Press
from conference.payments.stripe_words import Checkout, CheckoutLine, checkout_request

VAT_NOTE = "VAT is included."
SETTLED = (OrderState.PAID, OrderState.PAID_NO_PLACE, OrderState.CANCELLED)
"""Other orders may have changed since the payment began: their price of today counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A try to pay as it stands: what is still to be asked of Stripe, or its pay page."""

    place: Place
    state: PaymentState
    key: str
    request: dict[str, Any] | None
    reference: str | None
    pay_url: str | None
    expires_at: datetime
    is_fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How payment and order stand; ``superfluous`` pay pages of the order are to be closed."""

    payment: PaymentState
    order: OrderState
    superfluous: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """How an order stands that was to be changed; ``superfluous`` pay pages are to be closed."""

    order: OrderState
    superfluous: tuple[str, ...] = ()


def begin(press: Press, *, now: datetime, real_now: datetime) -> Attempt:
    """Return the order's one try to pay, beginning it if there is none.

    Runs inside ``transaction()``. Raises: NotFound, MoveForbidden, and what ``accept_terms``
    and ``await_payment`` refuse (terms not accepted, the places are gone), OrderChanged (since
    the page was shown).
    """
    order = orders.order_for_update(press.code, press.edition_id)
    payments = queries.payments_for_update(order.id)
    blocking = next((payment for payment in payments if payment.state in BLOCKING), None)
    if blocking is None:
        payment = _new_payment(order, len(payments) + 1, press, now=now, real_now=real_now)
        return _attempt(payment, is_fresh=True)
    if order.state != OrderState.AWAITING_PAYMENT:
        raise MoveForbidden
    if press.terms_id is not None:
        order_actions.accept_terms(order, now=now, policy_id=press.terms_id)
    return _attempt(blocking, is_fresh=False)


def attempt(place: Place) -> Attempt:
    """Return a try to pay as it stands. Raises: NotFound."""
    _, payment = locked(place)
    return _attempt(payment, is_fresh=False)


def open_payment(place: Place, facts: CheckoutFacts) -> str | None:
    """Store the pay page that Stripe gave and return its address; nothing: close that page.

    Nothing when the order or the payment moved on while Stripe was asked.
    """
    order, payment = locked(place)
    if payment.state == PaymentState.OPEN and payment.reference == facts.reference:
        return payment.pay_url
    if payment.state != PaymentState.STARTING:
        return None
    payment.reference = facts.reference
    if order.state != OrderState.AWAITING_PAYMENT:
        return None
    _open(payment, facts)
    return payment.pay_url


def give_up(place: Place, *, now: datetime) -> None:
    """Note that Stripe refused to open a pay page: the order is as before the press."""
    order, payment = locked(place)
    if payment.state == PaymentState.STARTING:
        _end(order, payment, PaymentState.FAILED, now)


def settle(facts: CheckoutFacts, *, now: datetime, notice: Notice | None = None) -> Settled | None:
    """Let a payment and its order follow what Stripe says; nothing for a foreign session.

    Money first, place second: the payment is stored as confirmed, then the order sees whether
    there are places (workflows.md rule 9). Safe to run again. Runs inside ``transaction()``.
    """
    found = queries.order_of_for_update(facts)
    if found is None:
        return None
    order, payment_id = found
    payments = queries.payments_for_update(order.id)
    payment = next(row for row in payments if row.id == payment_id)
    if is_new(notice, now):
        _follow(order, payment, facts, now)
    has_money = payment.state == PaymentState.CONFIRMED
    return Settled(
        payment=payment.state,
        order=order.state,
        superfluous=open_pages(payments) if has_money else (),
    )


def reopen(edition_id: int, code: str, facts: CheckoutFacts | None, *, now: datetime) -> Reopened:
    """Put an order back to held so that its buyer can change it, and return how it stands.

    ``facts`` are what Stripe says of the page that was closed for it; nothing: there was none.
    The hold is renewed up to its ceiling. Money that came after all is settled instead, and
    while money may still come nothing changes. Runs inside ``transaction()``. Raises: NotFound.
    """
    order = orders.order_for_update(code, edition_id)
    payments = queries.payments_for_update(order.id)
    was_awaited = order.state == OrderState.AWAITING_PAYMENT
    asked = next((row for row in payments if facts and row.reference == facts.reference), None)
    to = _outcome(order, asked, facts) if asked is not None and facts is not None else None
    is_over = to is None or to in rules.WITHOUT_MONEY
    if is_over and not any(row.state in BLOCKING for row in payments if row is not asked):
        order_actions.renew_hold(order, now=now)
    if asked is not None and facts is not None:
        _follow(order, asked, facts, now)
    _free(order, payments, now)
    if was_awaited and order.state == OrderState.HELD:
        record(order, "order opened for changes", history.BUYER, now)
    has_money = asked is not None and asked.state == PaymentState.CONFIRMED
    return Reopened(order=order.state, superfluous=open_pages(payments) if has_money else ())


def expire_hold(order_id: int, *, now: datetime) -> None:
    """Free the places of an order whose hold ran out, unless money may still come."""
    order = orders.order_by_id_for_update(order_id)
    _free(order, queries.payments_for_update(order_id), now)


def _free(order: Order, payments: Sequence[Payment], now: datetime) -> None:
    """Let the clock decide on an order for which no money may come any more."""
    if not any(payment.state in BLOCKING for payment in payments):
        order_actions.payment_closed(order, now=now)
        order_actions.expire(order, now=now)


def _new_payment(
    order: Order, number: int, press: Press, *, now: datetime, real_now: datetime
) -> Payment:
    order_actions.await_payment(order, now=now, terms_id=press.terms_id)
    payable = orders.payable(order)
    if press.bill is not None and press.bill != payable.bill:
        raise OrderChanged
    expires_at = _whole_second(real_now) + rules.SESSION_LIFE
    checkout = _checkout(payable, number, expires_at, press)
    payment = Payment(
        order_id=order.id,
        attempt=number,
        state=PaymentState.STARTING,
        amount=payable.total,
        currency=payable.currency,
        idempotency_key=f"order-{order.code}-{number}",
        request=checkout_request(checkout),
        created_at=now,
        expires_at=expires_at,
    )
    db.session.add(payment)
    db.session.flush()
    record(order, "payment begun", history.BUYER, now, payment=payment.id, attempt=number)
    return payment


def _checkout(payable: PayableOrder, number: int, expires_at: datetime, press: Press) -> Checkout:
    return Checkout(
        order_code=payable.code,
        attempt=number,
        email=payable.email or "",
        currency=payable.currency,
        lines=tuple(
            CheckoutLine(
                name=line.name,
                note=VAT_NOTE,
                quantity=line.quantity,
                unit_price=line.unit_price,
            )
            for line in payable.lines
        ),
        expires_at=expires_at,
        addresses=press.addresses,
    )


def _whole_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0) + timedelta(seconds=1)


def _attempt(payment: Payment, *, is_fresh: bool) -> Attempt:
    return Attempt(
        place=Place(payment_id=payment.id, order_id=payment.order_id),
        state=payment.state,
        key=payment.idempotency_key,
        request=payment.request,
        reference=payment.reference,
        pay_url=payment.pay_url,
        expires_at=payment.expires_at,
        is_fresh=is_fresh,
    )


def _follow(order: Order, payment: Payment, facts: CheckoutFacts, now: datetime) -> None:
    to = _outcome(order, payment, facts)
    payment.reference = payment.reference or facts.reference
    if not rules.may_move(payment.state, to):
        return
    payment.intent = facts.intent or payment.intent
    match to:
        case PaymentState.OPEN:
            _open(payment, facts)
        case PaymentState.PROCESSING:
            _note_processing(order, payment, now)
        case PaymentState.CONFIRMED | PaymentState.MISMATCHED:
            _take_money(order, payment, facts, to, now)
        case PaymentState.FAILED:
            note_bank_refusal(order, payment, now=now)
            _end(order, payment, to, now)
        case _:
            _end(order, payment, to, now)


def _outcome(order: Order, payment: Payment, facts: CheckoutFacts) -> PaymentState:
    amount = payment.amount if order.state in SETTLED else order.total
    return rules.outcome(facts, amount=amount, currency=payment.currency)


def _open(payment: Payment, facts: CheckoutFacts) -> None:
    payment.state = PaymentState.OPEN
    payment.request = None
    payment.pay_url = facts.url
    payment.expires_at = facts.expires_at


def _note_processing(order: Order, payment: Payment, now: datetime) -> None:
    payment.state = PaymentState.PROCESSING
    payment.request = payment.pay_url = None
    record(order, "payment waits for the bank", history.SYSTEM, now, payment=payment.id)


def _take_money(
    order: Order, payment: Payment, facts: CheckoutFacts, to: PaymentState, now: datetime
) -> None:
    payment.state = to
    payment.request = payment.pay_url = None
    payment.received = facts.amount
    payment.card_brand, payment.card_last4 = facts.card_brand[:20], facts.card_last4[:4]
    payment.settled_at = now
    details = {"payment": payment.id, "amount": facts.amount, "currency": facts.currency}
    if to is PaymentState.MISMATCHED:
        record(order, "payment of a wrong sum", history.SYSTEM, now, **details)
        mails.tell_decision_needed(order, Matter.MISMATCH, payment.id, now=now)
        return
    record(order, "payment confirmed", history.SYSTEM, now, **details)
    if order.state in (OrderState.PAID, OrderState.PAID_NO_PLACE):
        mails.tell_decision_needed(order, Matter.PAID_TWICE, payment.id, now=now)
        return
    if order_actions.settle_paid(order, now=now) is OrderState.PAID_NO_PLACE:
        mails.tell_decision_needed(order, Matter.NO_PLACE, payment.id, now=now)


def _end(order: Order, payment: Payment, to: PaymentState, now: datetime) -> None:
    payment.state = to
    payment.request = payment.pay_url = None
    payment.settled_at = now
    record(order, f"payment {to}", history.SYSTEM, now, payment=payment.id)
    if order.state == OrderState.AWAITING_PAYMENT:
        order_actions.payment_closed(order, now=now)
