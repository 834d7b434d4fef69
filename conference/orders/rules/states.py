"""The life of an order and of its hold."""

import enum
from collections.abc import Mapping
from datetime import datetime, timedelta

from conference.orders.rules.refusals import (
    AddressChangedTooOften,
    HoldAtCeiling,
    HoldLapsed,
    MoveForbidden,
)

HOLD_CEILING = timedelta(hours=5, minutes=30)
"""How long one order can be held in all: 11 times the hold (WCAG 2.2.1 asks for ten extensions)."""

EXTENSION = timedelta(minutes=30)
PAYMENT_SLACK = timedelta(minutes=5)
PAYMENT_TIME = timedelta(minutes=30)
"""Stripe's shortest life of a Checkout Session."""


class OrderState(enum.StrEnum):
    """Where an order stands."""

    HELD = "held"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    PAID_NO_PLACE = "paid_no_place"

    @property
    def label(self) -> str:
        """What organisers read."""
        return _LABELS[self]


_LABELS: Mapping[OrderState, str] = {
    OrderState.HELD: "Held",
    OrderState.AWAITING_PAYMENT: "Awaiting payment",
    OrderState.PAID: "Paid",
    OrderState.EXPIRED: "Expired",
    OrderState.CANCELLED: "Cancelled",
    OrderState.PAID_NO_PLACE: "Paid, no place",
}

MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.HELD: frozenset(
        {
            OrderState.AWAITING_PAYMENT,
            OrderState.PAID,
            OrderState.EXPIRED,
            OrderState.CANCELLED,
            OrderState.PAID_NO_PLACE,
        }
    ),
    OrderState.AWAITING_PAYMENT: frozenset(
        {
            OrderState.HELD,
            OrderState.PAID,
            OrderState.EXPIRED,
            OrderState.CANCELLED,
            OrderState.PAID_NO_PLACE,
        }
    ),
    OrderState.EXPIRED: frozenset(
        {OrderState.HELD, OrderState.PAID, OrderState.PAID_NO_PLACE, OrderState.CANCELLED}
    ),
    OrderState.PAID: frozenset({OrderState.CANCELLED}),
    OrderState.PAID_NO_PLACE: frozenset({OrderState.PAID, OrderState.CANCELLED}),
    OrderState.CANCELLED: frozenset({OrderState.PAID_NO_PLACE}),
}
"""Every legal move. Money that arrives for an expired order makes it paid if places remain;
money for a cancelled one is kept visibly as paid, no place, until it is refunded."""

ANSWERS_OPEN = frozenset({OrderState.HELD, OrderState.EXPIRED})
"""Answers may change in these: a lapsed order keeps them for its second try."""

ANSWERS_KEPT = timedelta(hours=24)
"""How long an order that expired keeps its answers for a second try (domain.md C4)."""

CANCELLED_KEPT = timedelta(days=30)
"""How long a cancelled order that was never paid keeps them: a bank may answer late, and then
the buyer must be told."""

ADDRESS_OPEN = frozenset({OrderState.PAID, OrderState.PAID_NO_PLACE})
"""In these the buyer's address is corrected on a page of its own; before, it is an answer."""

MOST_ADDRESS_CHANGES = 5
"""How often a buyer may correct the address of one order; the desk may go on."""


def move(state: OrderState, to: OrderState) -> OrderState:
    """Return the new state. Raises: MoveForbidden (not a legal move)."""
    if to not in MOVES[state]:
        raise MoveForbidden
    return to


def hold_end(now: datetime, minutes: int) -> datetime:
    """Return when a new hold ends."""
    return now + timedelta(minutes=minutes)


def extended(hold_until: datetime, placed_at: datetime, *, now: datetime) -> datetime:
    """Return the hold's new end after one press. Raises: HoldLapsed, HoldAtCeiling."""
    if now >= hold_until:
        raise HoldLapsed
    ceiling = placed_at + HOLD_CEILING
    if hold_until >= ceiling:
        raise HoldAtCeiling
    return max(hold_until, min(now + EXTENSION, ceiling))


def renewed(hold_until: datetime, placed_at: datetime, *, now: datetime) -> datetime:
    """Return the end of the hold of an order that is taken back from the pay page.

    Like one press for more time, up to the same ceiling; it never ends sooner than before.
    """
    return max(hold_until, min(now + EXTENSION, placed_at + HOLD_CEILING))


def may_extend(hold_until: datetime, placed_at: datetime, *, now: datetime) -> bool:
    """Say whether one more press would help."""
    return now < hold_until < placed_at + HOLD_CEILING


def payment_hold(hold_until: datetime, placed_at: datetime, *, now: datetime) -> datetime:
    """Return the hold's end once Pay is pressed: never sooner than Stripe's shortest session.

    Raises: HoldAtCeiling (pressing Pay again and again keeps no place for ever).
    """
    if now >= placed_at + HOLD_CEILING:
        raise HoldAtCeiling
    return max(hold_until, now + PAYMENT_TIME + PAYMENT_SLACK)


def keeps_places(state: OrderState, hold_until: datetime, *, now: datetime) -> bool:
    """Say whether an order counts in stock; a lapsed hold stops counting by the clock alone."""
    if state == OrderState.HELD:
        return now < hold_until
    return state in (OrderState.AWAITING_PAYMENT, OrderState.PAID)


def is_live(state: OrderState, hold_until: datetime, *, now: datetime) -> bool:
    """Say whether an order is held and its time has not run out: answers may change freely."""
    return state == OrderState.HELD and now < hold_until


def has_lapsed(state: OrderState, hold_until: datetime, *, now: datetime) -> bool:
    """Say whether an order gave its places back and may ask for them again."""
    return state == OrderState.EXPIRED or (state == OrderState.HELD and now >= hold_until)


def settled(state: OrderState, *, has_places: bool) -> OrderState:
    """Return what an order becomes when its money is here.

    Money first, place second (workflows.md rule 9). What is settled stays as it is, and a
    cancelled order never takes a place again.
    """
    if state in (OrderState.PAID, OrderState.PAID_NO_PLACE):
        return OrderState(state)
    if state == OrderState.CANCELLED or not has_places:
        return move(state, OrderState.PAID_NO_PLACE)
    return move(state, OrderState.PAID)


def check_address_change(state: OrderState, changes: int, *, is_desk: bool) -> None:
    """Check that an order's address may be corrected once more.

    Raises: MoveForbidden (not paid, or cancelled), AddressChangedTooOften (ask the help desk).
    """
    if state not in ADDRESS_OPEN:
        raise MoveForbidden
    if changes >= MOST_ADDRESS_CHANGES and not is_desk:
        raise AddressChangedTooOften
