"""The life of a payment and of a refund, and what Stripe's answers mean for them."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from conference.kernel.errors import Refused
from conference.orders.rules import PAYMENT_TIME, OrderState

SESSION_SLACK = timedelta(minutes=2)
"""Between asking and Stripe's reading its clock; the order's hold lasts longer still."""

SESSION_LIFE = PAYMENT_TIME + SESSION_SLACK
NEARLY_OVER = timedelta(minutes=2)
"""A pay page with less time left is replaced: nobody types a card number in less."""

LEFT_ALONE = timedelta(minutes=2)
"""So long the person's own request, return and webhook have a payment to themselves."""

SEEN_BACK = timedelta(days=3)
"""Stripe repeats a notice for three days; a reconciliation looks back as far."""

EXTERNAL = "stripe"
"""Who asked for a refund that was made in Stripe's dashboard, or that a bank took."""

REASON_LENGTH = 300


class PaymentState(enum.StrEnum):
    """Where one try to pay stands."""

    STARTING = "starting"
    OPEN = "open"
    PROCESSING = "processing"
    MISMATCHED = "mismatched"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    CLOSED = "closed"


LIVE = frozenset({PaymentState.STARTING, PaymentState.OPEN, PaymentState.PROCESSING})
"""A payment in these may still bring money: the order keeps its places."""

BLOCKING = LIVE | {PaymentState.MISMATCHED}
"""Beside one of these no second payment begins; a wrong sum waits for a person's decision."""

WITH_MONEY = frozenset({PaymentState.CONFIRMED, PaymentState.MISMATCHED})

NOTHING_LEFT_TO_PAY = WITH_MONEY | {PaymentState.PROCESSING}

WITHOUT_MONEY = frozenset({PaymentState.FAILED, PaymentState.CLOSED})
"""A payment ended in one of these brought nothing; its order is free to change."""

ENDS = frozenset(
    {
        PaymentState.PROCESSING,
        PaymentState.MISMATCHED,
        PaymentState.CONFIRMED,
        PaymentState.FAILED,
        PaymentState.CLOSED,
    }
)

MOVES: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.STARTING: ENDS | {PaymentState.OPEN},
    PaymentState.OPEN: ENDS,
    PaymentState.PROCESSING: ENDS - {PaymentState.PROCESSING},
    PaymentState.MISMATCHED: frozenset({PaymentState.CONFIRMED}),
    PaymentState.FAILED: WITH_MONEY,
    PaymentState.CLOSED: WITH_MONEY,
    PaymentState.CONFIRMED: frozenset(),
}
"""Money that the provider reports later than its own end is still money. A wrong sum becomes
confirmed when a person sends it back, or when the order's price turns out to be that sum."""

FINAL = frozenset(state for state, moves in MOVES.items() if not moves)
"""Stripe can say nothing more of such a pay page; refunds and disputes are other news."""


class RefundState(enum.StrEnum):
    """Where a refund stands."""

    REQUESTED = "requested"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


OPEN_REFUNDS = frozenset({RefundState.REQUESTED, RefundState.PENDING})

REFUND_STATES: dict[str, RefundState] = {
    "pending": RefundState.PENDING,
    "requires_action": RefundState.PENDING,
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}
"""Stripe's words for a refund (https://docs.stripe.com/api/refunds/object)."""


class DisputeState(enum.StrEnum):
    """Where a dispute stands: it waits for our answer, for the bank, or is over."""

    OPEN = "open"
    ANSWERED = "answered"
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"


DISPUTE_STATES: dict[str, DisputeState] = {
    "warning_needs_response": DisputeState.OPEN,
    "needs_response": DisputeState.OPEN,
    "appeal_needs_response": DisputeState.OPEN,
    "warning_under_review": DisputeState.ANSWERED,
    "under_review": DisputeState.ANSWERED,
    "appeal_under_review": DisputeState.ANSWERED,
    "won": DisputeState.WON,
    "lost": DisputeState.LOST,
    "warning_closed": DisputeState.CLOSED,
    "prevented": DisputeState.CLOSED,
}
"""Stripe's words for a dispute (https://docs.stripe.com/api/disputes/object)."""

ENDED_DISPUTES = frozenset({DisputeState.WON, DisputeState.LOST, DisputeState.CLOSED})

OPEN_DISPUTES = frozenset(DisputeState) - ENDED_DISPUTES
"""In these Stripe sends nothing of the payment back (https://docs.stripe.com/disputes)."""


def is_overtaken(
    told: DisputeState, told_at: datetime | None, known: DisputeState, known_at: datetime | None
) -> bool:
    """Say whether what was told of a dispute is no news.

    Stripe's events bear whole seconds: within one, the state that is further along is the newer.
    """
    if told_at is None or known_at is None:
        return told_at is None
    return (told_at, _stage(told)) <= (known_at, _stage(known))


def _stage(state: DisputeState) -> int:
    return 2 if state in ENDED_DISPUTES else int(state is DisputeState.ANSWERED)


RECEIPTS_KEPT = timedelta(days=90)
"""Stripe repeats a notice for three days; a person who looks for one gets longer."""


class Matter(enum.StrEnum):
    """Why an order's money needs a person."""

    NO_PLACE = "no_place"
    MISMATCH = "mismatch"
    PAID_TWICE = "paid_twice"
    EXTERNAL_REFUND = "external_refund"
    NOT_REFUNDED = "not_refunded"
    DISPUTED = "disputed"


class PaymentsRefused(Refused):
    """A rule about payments says no."""

    code = "payments_refused"


class PayPageRefused(PaymentsRefused):
    """Stripe did not take our request for a pay page."""

    code = "pay_page_refused"
    message = (
        "We could not open the payment page. Nothing was charged, and your answers are kept. "
        "Try again, or ask the help desk."
    )


class SumChanged(PaymentsRefused):
    """What can go back is not what the page showed."""

    code = "sum_changed"
    message = "The sum has changed since you opened this page. Check it and press again."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAddresses:
    """Where the pay page leads: after paying, and when the buyer turns back."""

    paid: str
    cancelled: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A press on Pay: for which order of which edition.

    ``terms_id`` is the version of the booking terms whose box was ticked, if there was one, and
    ``bill`` the mark of what the page showed, if it showed what is bought.
    """

    code: str
    edition_id: int
    terms_id: int | None
    addresses: ReturnAddresses
    bill: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutFacts:
    """What Stripe says about a Checkout Session; the sum in minor units.

    ``status`` is open, complete or expired; ``payment_status`` paid, unpaid or
    no_payment_required; ``intent_status`` is that of its PaymentIntent, if there is one.
    ``order_code`` and ``attempt`` are our own marks on it.
    """

    reference: str
    url: str | None
    status: str
    payment_status: str
    amount: int
    currency: str
    expires_at: datetime
    intent: str | None = None
    intent_status: str | None = None
    card_brand: str = ""
    card_last4: str = ""
    order_code: str = ""
    attempt: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFacts:
    """What Stripe says about a refund, in minor units; ``refund_id`` is ours, if it is ours."""

    reference: str
    intent: str
    status: str
    amount: int
    refund_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFacts:
    """The owner of a card asks for the money back at the bank; what Stripe says about it.

    ``amount`` is in minor units; an answer is due at ``due_by``, unless none is possible.
    """

    reference: str
    state: DisputeState
    amount: int
    due_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A genuine notice of Stripe: a hint where to look, or the facts of a dispute.

    ``said_at`` is Stripe's time: notices overtake each other.
    """

    event_id: str
    kind: str
    session: str | None = None
    intent: str | None = None
    said_at: datetime | None = None
    dispute: DisputeFacts | None = None


def outcome(facts: CheckoutFacts, *, amount: int, currency: str) -> PaymentState:
    """Say where a payment of ``amount`` stands by what Stripe says.

    A completed session may be unpaid: a slow method's answer follows (workflows.md rule 12).
    """
    if facts.status == "open":
        return PaymentState.OPEN
    if facts.status == "expired":
        return PaymentState.CLOSED
    if facts.payment_status == "unpaid":
        has_failed = facts.intent_status in {"requires_payment_method", "canceled"}
        return PaymentState.FAILED if has_failed else PaymentState.PROCESSING
    is_right = facts.payment_status == "paid" and facts.amount == amount
    if is_right and facts.currency.casefold() == currency.casefold():
        return PaymentState.CONFIRMED
    return PaymentState.MISMATCHED


def may_move(state: PaymentState, to: PaymentState) -> bool:
    """Say whether a payment may go from one state to another; staying is no move."""
    return to in MOVES[state]


def is_nearly_over(expires_at: datetime, *, real_now: datetime) -> bool:
    """Say whether a pay page has too little time left to send somebody there."""
    return expires_at - real_now < NEARLY_OVER


def refundable(received: int, refunded: int) -> int:
    """Return what can go back, in pence: what came in minus refunds that have not failed."""
    return max(0, received - refunded)


def refunded(refunds: Iterable[tuple[RefundState, int]]) -> int:
    """Return what went back or is on its way, in pence."""
    return sum(amount for state, amount in refunds if state is not RefundState.FAILED)


def matter(state: OrderState, *, is_wrong: bool, is_external: bool) -> Matter:
    """Say why an order's money needs a person; the gravest reason first."""
    if state is OrderState.CANCELLED:
        return Matter.NOT_REFUNDED
    if is_wrong:
        return Matter.MISMATCH
    if state is OrderState.PAID_NO_PLACE:
        return Matter.NO_PLACE
    return Matter.EXTERNAL_REFUND if is_external else Matter.PAID_TWICE
