"""What Stripe's answers mean, which moves are legal, and what can go back."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
import stripe

from conference.orders.rules import PAYMENT_SLACK, PAYMENT_TIME, OrderState
from conference.payments.rules import (
    BLOCKING,
    DISPUTE_STATES,
    ENDED_DISPUTES,
    LIVE,
    MOVES,
    REFUND_STATES,
    SESSION_LIFE,
    CheckoutFacts,
    DisputeState,
    Matter,
    PaymentState,
    RefundState,
    is_nearly_over,
    is_overtaken,
    matter,
    may_move,
    outcome,
    refundable,
    refunded,
)

STEPS = ("needs_response", "under_review")
NOON = datetime(2024, 7, 15, 12, 0, tzinfo=UTC)


def make_facts(**values: Any) -> CheckoutFacts:
    """Return a session that is paid as it should be, changed by ``values``."""
    facts: dict[str, Any] = {
        "reference": "cs_test_1",
        "url": None,
        "status": "complete",
        "payment_status": "paid",
        "amount": 19_900,
        "currency": "gbp",
        "expires_at": NOON,
        "intent": "pi_1",
        "intent_status": "succeeded",
    }
    return CheckoutFacts(**(facts | values))


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, PaymentState.CONFIRMED),
        ({"status": "open", "payment_status": "unpaid"}, PaymentState.OPEN),
        ({"status": "expired", "payment_status": "unpaid"}, PaymentState.CLOSED),
        (
            {"payment_status": "unpaid", "intent_status": "processing"},
            PaymentState.PROCESSING,
        ),
        (
            {"payment_status": "unpaid", "intent_status": "requires_payment_method"},
            PaymentState.FAILED,
        ),
        ({"payment_status": "unpaid", "intent_status": "canceled"}, PaymentState.FAILED),
        ({"amount": 19_899}, PaymentState.MISMATCHED),
        ({"amount": 19_901}, PaymentState.MISMATCHED),
        ({"currency": "eur"}, PaymentState.MISMATCHED),
        ({"payment_status": "no_payment_required"}, PaymentState.MISMATCHED),
    ],
)
def test_what_stripe_says_becomes_a_state(values: dict[str, Any], state: PaymentState) -> None:
    """Rule 12: completed may be unpaid. A sum or currency that differs is never confirmed."""
    assert outcome(make_facts(**values), amount=19_900, currency="GBP") is state


def test_money_after_the_end_is_still_money() -> None:
    """Rule 9: a closed or failed payment may become confirmed, a confirmed one stays."""
    into_confirmed = {state for state in PaymentState if may_move(state, PaymentState.CONFIRMED)}
    assert into_confirmed == set(PaymentState) - {PaymentState.CONFIRMED}
    assert MOVES[PaymentState.CONFIRMED] == frozenset()


def test_a_late_notice_of_an_older_state_moves_nothing_back() -> None:
    back = {
        (state, to)
        for state in (PaymentState.PROCESSING, PaymentState.MISMATCHED, PaymentState.CONFIRMED)
        for to in (PaymentState.STARTING, PaymentState.OPEN)
        if may_move(state, to)
    }
    assert back == set()


def test_a_wrong_sum_blocks_a_second_payment_and_is_not_asked_about() -> None:
    assert {PaymentState.MISMATCHED} == BLOCKING - LIVE


def test_the_hold_outlasts_the_pay_page() -> None:
    """Rule 11: Stripe's shortest session is 30 minutes; the hold is longer than our session."""
    assert timedelta(minutes=30) < SESSION_LIFE < PAYMENT_TIME + PAYMENT_SLACK


@pytest.mark.parametrize(
    ("seconds_left", "is_over"), [(121, False), (120, False), (119, True), (-1, True)]
)
def test_a_page_with_less_than_two_minutes_is_replaced(seconds_left: int, is_over: bool) -> None:
    assert is_nearly_over(NOON + timedelta(seconds=seconds_left), real_now=NOON) is is_over


@pytest.mark.parametrize(
    ("received", "back", "left"), [(19_900, 0, 19_900), (19_900, 19_900, 0), (100, 300, 0)]
)
def test_never_more_goes_back_than_came_in(received: int, back: int, left: int) -> None:
    assert refundable(received, back) == left


def test_a_failed_refund_did_not_go_back() -> None:
    """Rule 15: refunds are rows; only those that went or are on their way count."""
    rows = [(state, 10**index) for index, state in enumerate(RefundState)]
    assert refunded(rows) == 111


def test_every_word_of_stripe_for_a_refund_is_known() -> None:
    assert set(REFUND_STATES) == {
        "pending",
        "requires_action",
        "succeeded",
        "failed",
        "canceled",
    }


def test_every_word_of_stripe_for_a_dispute_is_known() -> None:
    """Those of the SDK's version that we use; a dispute ends in four of them."""
    known, _ = get_args(stripe.Dispute.__annotations__["status"])
    assert set(DISPUTE_STATES) == set(get_args(known))
    over = {word for word, state in DISPUTE_STATES.items() if state in ENDED_DISPUTES}
    waiting = {f"{kind}{step}" for kind in ("", "warning_", "appeal_") for step in STEPS}
    assert over == {"won", "lost", "warning_closed", "prevented"}
    assert set(DISPUTE_STATES) - over == waiting


@pytest.mark.parametrize(
    ("state", "is_wrong", "is_external", "expected"),
    [
        (OrderState.CANCELLED, True, True, Matter.NOT_REFUNDED),
        (OrderState.AWAITING_PAYMENT, True, False, Matter.MISMATCH),
        (OrderState.PAID_NO_PLACE, False, True, Matter.NO_PLACE),
        (OrderState.PAID, False, True, Matter.EXTERNAL_REFUND),
        (OrderState.PAID, False, False, Matter.PAID_TWICE),
    ],
)
def test_the_gravest_reason_is_named(
    state: OrderState, is_wrong: bool, is_external: bool, expected: Matter
) -> None:
    assert matter(state, is_wrong=is_wrong, is_external=is_external) is expected


@pytest.mark.parametrize(
    ("told", "seconds", "known", "is_old"),
    [
        (DisputeState.WON, 1, DisputeState.OPEN, False),
        (DisputeState.OPEN, 1, DisputeState.ANSWERED, False),
        (DisputeState.OPEN, -1, DisputeState.OPEN, True),
        (DisputeState.WON, -1, DisputeState.OPEN, True),
        (DisputeState.OPEN, 0, DisputeState.OPEN, True),
        (DisputeState.WON, 0, DisputeState.OPEN, False),
        (DisputeState.LOST, 0, DisputeState.ANSWERED, False),
        (DisputeState.OPEN, 0, DisputeState.WON, True),
        (DisputeState.LOST, 0, DisputeState.WON, True),
    ],
)
def test_of_two_words_of_one_second_the_one_that_is_further_along_is_news(
    told: DisputeState, seconds: int, known: DisputeState, *, is_old: bool
) -> None:
    assert is_overtaken(told, NOON + timedelta(seconds=seconds), known, NOON) is is_old


def test_a_word_without_a_moment_is_no_news_and_any_moment_is_news_after_none() -> None:
    assert is_overtaken(DisputeState.WON, None, DisputeState.OPEN, NOON)
    assert not is_overtaken(DisputeState.WON, NOON, DisputeState.OPEN, None)
