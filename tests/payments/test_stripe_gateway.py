"""The door to Stripe, with the unmodified SDK against the stand-in."""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import stripe

from conference.demo.stripe_server import RunningServer
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound, Unavailable
from conference.payments.rules import (
    SESSION_LIFE,
    CheckoutFacts,
    DisputeFacts,
    DisputeState,
    Notice,
    RefundFacts,
    ReturnAddresses,
)
from conference.payments.stripe_gateway import BadNotice, GatewayRefused, StripeGateway
from conference.payments.stripe_words import (
    DISPUTE_CLOSED,
    DISPUTE_KINDS,
    EVENTS,
    SESSION_KINDS,
    SESSION_PLACE,
    Checkout,
    CheckoutLine,
    checkout_request,
)
from tests.demo.presses import press
from tests.payments.conftest import SECRET

pytestmark = pytest.mark.usefixtures("app")


def make_request(**values: Any) -> dict[str, Any]:
    """Return what opens a pay page for one Standard ticket."""
    facts: dict[str, Any] = {
        "order_code": "MTH-7K4Q2",
        "attempt": 1,
        "email": "o'neil@example.org",
        "currency": "GBP",
        "lines": (
            CheckoutLine(name="Standard", note="VAT is included.", quantity=1, unit_price=19_900),
        ),
        "expires_at": clock.real_now() + SESSION_LIFE,
        "addresses": ReturnAddresses(
            paid=f"http://127.0.0.1/back?session={SESSION_PLACE}", cancelled="http://127.0.0.1/c"
        ),
    }
    return checkout_request(Checkout(**(facts | values)))


def paid(gateway: StripeGateway, stand_in: RunningServer) -> CheckoutFacts:
    """Open a pay page, pay there, and return how it stands."""
    opened = gateway.open_checkout(make_request(), key="order-MTH-7K4Q2-1")
    press(stand_in, opened.reference, "pay")
    return gateway.checkout(opened.reference)


def signed(payload: str, *, secret: str = SECRET, at: int | None = None) -> str:
    """Return the signature that Stripe would send with a payload."""
    header: str = stripe.WebhookSignature.generate_signature_header(payload, secret, at)
    return header


def test_a_pay_page_is_opened_read_and_paid(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    request = make_request()
    opened = gateway.open_checkout(request, key="order-MTH-7K4Q2-1")
    expected = CheckoutFacts(
        reference=opened.reference,
        url=f"{stand_in.url}/pay/{opened.reference}",
        status="open",
        payment_status="unpaid",
        amount=19_900,
        currency="gbp",
        expires_at=datetime.fromtimestamp(request["expires_at"], UTC),
        order_code="MTH-7K4Q2",
        attempt=1,
    )
    assert (opened, gateway.checkout(opened.reference)) == (expected, expected)
    press(stand_in, opened.reference, "pay")
    after = gateway.checkout(opened.reference)
    assert after == replace(
        expected,
        url=None,
        status="complete",
        payment_status="paid",
        intent=after.intent,
        intent_status="succeeded",
        card_brand="visa",
        card_last4="4242",
    )
    assert after.intent is not None


def test_the_same_key_opens_the_same_page(gateway: StripeGateway) -> None:
    """Rule 14: keys are deterministic, and a repeat is the same request."""
    request = make_request()
    first = gateway.open_checkout(request, key="order-MTH-7K4Q2-1")
    assert gateway.open_checkout(request, key="order-MTH-7K4Q2-1") == first
    assert gateway.open_checkout(request, key="order-MTH-7K4Q2-2") != first


def test_a_key_of_another_request_is_refused(gateway: StripeGateway) -> None:
    gateway.open_checkout(make_request(), key="order-MTH-7K4Q2-1")
    with pytest.raises(GatewayRefused):
        gateway.open_checkout(make_request(email="b@example.org"), key="order-MTH-7K4Q2-1")


def test_a_page_of_less_than_thirty_minutes_is_refused(gateway: StripeGateway) -> None:
    """Rule 11: Stripe's clock."""
    soon = clock.real_now() + timedelta(minutes=29)
    with pytest.raises(GatewayRefused):
        gateway.open_checkout(make_request(expires_at=soon), key="order-MTH-7K4Q2-1")


def test_closing_a_paid_page_says_that_it_is_paid(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 10: whoever closes a page learns whether somebody paid a moment before."""
    facts = paid(gateway, stand_in)
    assert gateway.close_checkout(facts.reference) == facts


def test_closing_an_open_page_expires_it(gateway: StripeGateway) -> None:
    opened = gateway.open_checkout(make_request(), key="order-MTH-7K4Q2-1")
    closed = gateway.close_checkout(opened.reference)
    assert (closed.status, closed.url) == ("expired", None)


def test_a_slow_payment_shows_in_the_intent(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    opened = gateway.open_checkout(make_request(), key="order-MTH-7K4Q2-1")
    press(stand_in, opened.reference, "pay-later")
    waiting = gateway.checkout(opened.reference)
    press(stand_in, opened.reference, "async-fail")
    failed = gateway.checkout(opened.reference)
    told = [(f.status, f.payment_status, f.intent_status, f.card_last4) for f in (waiting, failed)]
    assert told == [
        ("complete", "unpaid", "processing", ""),
        ("complete", "unpaid", "requires_payment_method", ""),
    ]


def test_a_refund_is_made_once_for_each_key(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    intent = paid(gateway, stand_in).intent or ""
    first = gateway.refund(intent, amount=19_900, refund_id=3, key="refund-1")
    again = gateway.refund(intent, amount=19_900, refund_id=3, key="refund-1")
    assert first == again
    assert first == RefundFacts(
        reference=first.reference, intent=intent, status="succeeded", amount=19_900, refund_id=3
    )
    assert gateway.refunds_of(intent) == (first,)
    assert gateway.refunds_since(clock.real_now() - timedelta(minutes=1)) == (first,)


def test_more_than_was_paid_is_refused(gateway: StripeGateway, stand_in: RunningServer) -> None:
    intent = paid(gateway, stand_in).intent or ""
    with pytest.raises(GatewayRefused):
        gateway.refund(intent, amount=19_901, refund_id=3, key="refund-1")


def test_what_is_not_ours_is_not_found(gateway: StripeGateway) -> None:
    with pytest.raises(NotFound):
        gateway.checkout("cs_test_somebody_elses")


def test_the_network_is_closed_inside_a_transaction(gateway: StripeGateway) -> None:
    with (
        pytest.raises(RuntimeError, match="no network inside a transaction"),
        transaction(),
    ):
        gateway.checkout("cs_test_1")


def test_stripe_down_is_unavailable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(Unavailable):
        StripeGateway("sk_test_tests", address, SECRET).checkout("cs_test_1")


@pytest.fixture
def moody() -> Iterator[tuple[StripeGateway, list[tuple[int, dict[str, Any]]]]]:
    """A gateway to a Stripe that answers everything with the prepared answer."""
    answers: list[tuple[int, dict[str, Any]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            status, error = answers[-1]
            body = json.dumps({"error": error}).encode()
            self.send_response(status)
            self.send_header("Stripe-Should-Retry", "false")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield StripeGateway("sk_test_tests", f"http://127.0.0.1:{server.server_port}", SECRET), answers
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (500, {"type": "api_error"}, Unavailable),
        (503, {"type": "api_error"}, Unavailable),
        (429, {"type": "invalid_request_error", "code": "rate_limit"}, Unavailable),
        (409, {"type": "idempotency_error", "code": "idempotency_key_in_use"}, Unavailable),
        (401, {"type": "invalid_request_error"}, Unavailable),
        (403, {"type": "invalid_request_error"}, Unavailable),
        (400, {"type": "invalid_request_error", "param": "expires_at"}, GatewayRefused),
        (400, {"type": "idempotency_error"}, GatewayRefused),
        (402, {"type": "card_error", "code": "card_declined"}, GatewayRefused),
        (404, {"type": "invalid_request_error", "code": "resource_missing"}, NotFound),
    ],
)
def test_errors_are_sorted_by_what_they_ask_of_us(
    moody: tuple[StripeGateway, list[tuple[int, dict[str, Any]]]],
    status: int,
    error: dict[str, Any],
    expected: type[Exception],
) -> None:
    """Rule 14: "key in use" means that another worker is on it, not that it failed."""
    gateway, answers = moody
    answers.append((status, {"message": "No.", **error}))
    with pytest.raises(expected):
        gateway.open_checkout(make_request(), key="order-MTH-7K4Q2-1")


def test_a_genuine_notice_says_where_to_look(gateway: StripeGateway) -> None:
    payload = json.dumps(
        {
            "id": "evt_1",
            "object": "event",
            "type": "checkout.session.completed",
            "data": {"object": {"id": "cs_test_1", "object": "checkout.session"}},
        }
    )
    assert gateway.notice(payload.encode(), signed(payload)) == Notice(
        event_id="evt_1", kind="checkout.session.completed", session="cs_test_1"
    )


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_every_event_that_we_subscribe_to_points_somewhere(
    gateway: StripeGateway, kind: str
) -> None:
    thing = {"id": "thing_1", "object": "thing", "payment_intent": "pi_1"}
    payload = json.dumps(
        {"id": "evt_1", "object": "event", "type": kind, "data": {"object": thing}}
    )
    is_session = kind in SESSION_KINDS
    state = DisputeState.CLOSED if kind == DISPUTE_CLOSED else DisputeState.OPEN
    dispute = DisputeFacts(reference="thing_1", state=state, amount=0)
    assert gateway.notice(payload.encode(), signed(payload)) == Notice(
        event_id="evt_1",
        kind=kind,
        session="thing_1" if is_session else None,
        intent=None if is_session else "pi_1",
        dispute=dispute if kind in DISPUTE_KINDS else None,
    )


def test_a_notice_of_a_dispute_says_how_it_stands_and_until_when(gateway: StripeGateway) -> None:
    thing = {
        "id": "du_1",
        "object": "dispute",
        "payment_intent": "pi_1",
        "status": "needs_response",
        "amount": 19_900,
        "evidence_details": {"due_by": 1_722_470_399, "has_evidence": False},
    }
    payload = json.dumps(
        {
            "id": "evt_1",
            "object": "event",
            "created": 1_721_034_000,
            "type": "charge.dispute.created",
            "data": {"object": thing},
        }
    )
    assert gateway.notice(payload.encode(), signed(payload)) == Notice(
        event_id="evt_1",
        kind="charge.dispute.created",
        intent="pi_1",
        said_at=datetime(2024, 7, 15, 9, 0, tzinfo=UTC),
        dispute=DisputeFacts(
            reference="du_1",
            state=DisputeState.OPEN,
            amount=19_900,
            due_by=datetime(2024, 7, 31, 23, 59, 59, tzinfo=UTC),
        ),
    )


def test_a_notice_of_another_kind_points_nowhere(gateway: StripeGateway) -> None:
    payload = json.dumps(
        {
            "id": "evt_2",
            "object": "event",
            "type": "customer.created",
            "data": {"object": {"id": "cus_1", "object": "customer"}},
        }
    )
    assert gateway.notice(payload.encode(), signed(payload)) == Notice(
        event_id="evt_2", kind="customer.created"
    )


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (b"{}", ""),
        (b"{}", "t=1,v1=00"),
        (b"{}", "t=1,v1=\xe9"),
        (b"{}", "nonsense"),
        (b"\xff\xfe", "t=1,v1=00"),
        (b"{}", signed("{}", secret="whsec_another")),
        (b"{}", signed("{}", at=1_700_000_000)),
        (b"{ }", signed("{}")),
        (b"no json", signed("no json")),
    ],
    ids=["none", "wrong", "not-ascii", "nonsense", "not-utf8", "secret", "old", "changed", "junk"],
)
def test_a_notice_that_is_not_genuine_is_refused(
    gateway: StripeGateway, body: bytes, signature: str
) -> None:
    with pytest.raises(BadNotice):
        gateway.notice(body, signature)


def test_an_installation_without_a_secret_takes_no_notice(stand_in: RunningServer) -> None:
    with pytest.raises(BadNotice):
        StripeGateway("sk_test_tests", stand_in.url, "").notice(b"{}", signed("{}", secret="x"))
