"""Webhooks of the stand-in: signed, repeated, late, out of order, not at all; kills survived."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import stripe

from conference.demo.stripe_server import RunningServer, make_server
from conference.demo.stripe_server.courier import RETRY_SECONDS
from tests.demo.presses import press, send, tell
from tests.support.stripe_shop import SECRET, Shop, client, params, wait_until

COMPLETED = "checkout.session.completed"
SUCCEEDED = "checkout.session.async_payment_succeeded"


def opened(sdk: stripe.StripeClient) -> str:
    """Return a new session's id."""
    return sdk.v1.checkout.sessions.create(params()).id


def test_the_sdk_accepts_the_signature_and_finds_the_session(
    sdk: stripe.StripeClient, stand_in: RunningServer, shop: Shop
) -> None:
    key = opened(sdk)
    press(stand_in, key, "pay")
    wait_until(lambda: len(shop.calls) == 1)
    event = shop.calls[0].event()
    assert (event.type, event.livemode, event.pending_webhooks) == (COMPLETED, False, 1)
    assert event.data.object["id"] == key
    assert sdk.v1.events.retrieve(event.id).to_dict() == event.to_dict()


@pytest.mark.parametrize("secret", ["whsec_other", SECRET])
def test_a_changed_payload_or_another_secret_is_not_accepted(
    sdk: stripe.StripeClient, stand_in: RunningServer, shop: Shop, secret: str
) -> None:
    press(stand_in, opened(sdk), "pay")
    wait_until(lambda: len(shop.calls) == 1)
    payload = shop.calls[0].payload + (b" " if secret == SECRET else b"")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(payload, shop.calls[0].signature, secret)


def test_each_way_of_ending_has_its_event(
    sdk: stripe.StripeClient, stand_in: RunningServer, shop: Shop
) -> None:
    later = opened(sdk)
    for action in ("pay-later", "async-succeed"):
        press(stand_in, later, action)
    refused = opened(sdk)
    for action in ("decline", "pay-later", "async-fail"):
        press(stand_in, refused, action)
    sdk.v1.checkout.sessions.expire(opened(sdk))
    intent = str(sdk.v1.checkout.sessions.retrieve(later).payment_intent)
    sdk.v1.refunds.create({"payment_intent": intent})
    wait_until(lambda: len(shop.calls) == 6)
    assert sorted(shop.names()) == [
        "charge.refunded",
        "checkout.session.async_payment_failed",
        SUCCEEDED,
        COMPLETED,
        COMPLETED,
        "checkout.session.expired",
    ]


def test_a_payment_after_expiry_is_told_after_the_expiry(
    sdk: stripe.StripeClient, stand_in: RunningServer, shop: Shop
) -> None:
    key = opened(sdk)
    assert press(stand_in, key, "pay-after-expiry", seconds=1)["status"] == "expired"
    wait_until(lambda: len(shop.calls) == 2)
    assert shop.names() == ["checkout.session.expired", COMPLETED]
    assert sdk.v1.checkout.sessions.retrieve(key).payment_status == "paid"


@pytest.mark.parametrize(("end", "status"), [("dispute-won", "won"), ("dispute-lost", "lost")])
def test_a_dispute_is_told_when_it_opens_and_when_it_is_over(
    sdk: stripe.StripeClient, stand_in: RunningServer, shop: Shop, end: str, status: str
) -> None:
    key = opened(sdk)
    for action in ("pay", "dispute", end):
        press(stand_in, key, action)
    wait_until(lambda: len(shop.calls) == 3)
    told = {call.event().type: call.event().data.object for call in shop.calls}
    assert told["charge.dispute.created"]["status"] == "needs_response"
    assert told["charge.dispute.closed"]["status"] == status
    assert told["charge.dispute.closed"]["id"] == told["charge.dispute.created"]["id"]


def test_twice_is_the_same_event_twice(
    sdk: stripe.StripeClient, stand_in: RunningServer, shop: Shop
) -> None:
    tell(stand_in, "twice")
    press(stand_in, opened(sdk), "pay")
    wait_until(lambda: len(shop.calls) == 2)
    assert len({call.event().id for call in shop.calls}) == 1


def test_late_is_later(sdk: stripe.StripeClient, stand_in: RunningServer, shop: Shop) -> None:
    tell(stand_in, "late", seconds=1)
    started = time.monotonic()
    press(stand_in, opened(sdk), "pay")
    wait_until(lambda: len(shop.calls) == 1)
    assert time.monotonic() - started >= 1


def test_out_of_order_tells_the_second_before_the_first(
    sdk: stripe.StripeClient, stand_in: RunningServer, shop: Shop
) -> None:
    key = opened(sdk)
    press(stand_in, key, "pay-later", webhooks="out-of-order", seconds=1)
    press(stand_in, key, "async-succeed")
    wait_until(lambda: len(shop.calls) == 2)
    assert shop.names() == [SUCCEEDED, COMPLETED]


def test_never_tells_nothing_until_it_is_sent_by_hand(
    sdk: stripe.StripeClient, stand_in: RunningServer, shop: Shop
) -> None:
    press(stand_in, opened(sdk), "pay", webhooks="never")
    press(stand_in, opened(sdk), "pay")
    wait_until(lambda: len(shop.calls) == 1)
    silent = sdk.v1.events.list({"type": COMPLETED}).data[-1]
    assert silent.id != shop.calls[0].event().id
    assert send(stand_in, "POST", f"/control/events/{silent.id}/resend", None, {}).status == 200
    wait_until(lambda: len(shop.calls) == 2)
    assert shop.calls[1].event().id == silent.id


def test_events_that_the_shop_did_not_ask_for_are_only_listed(
    sdk: stripe.StripeClient, stand_in: RunningServer, shop: Shop
) -> None:
    press(stand_in, opened(sdk), "pay")
    wait_until(lambda: len(shop.calls) == 1)
    assert [event.type for event in sdk.v1.events.list().data] == [
        COMPLETED,
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_intent.created",
    ]


def test_what_is_not_taken_is_sent_again(
    sdk: stripe.StripeClient, stand_in: RunningServer, shop: Shop
) -> None:
    shop.statuses = [503, 302]
    press(stand_in, opened(sdk), "pay")
    wait_until(lambda: len(shop.calls) == 3)
    assert shop.statuses == []
    assert len({call.event().id for call in shop.calls}) == 1
    assert len({call.signature for call in shop.calls}) == 3


def test_a_restart_keeps_sessions_keys_and_deliveries(shop: Shop, tmp_path: Path) -> None:
    state = tmp_path / "stripe.db"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        deaf = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with make_server(state=state, webhook_url=deaf, webhook_secret=SECRET) as first:
            sdk = client(first.url)
            wanted = params()
            key = sdk.v1.checkout.sessions.create(wanted, {"idempotency_key": "order-1"}).id
            press(first, key, "pay")
    with make_server(state=state, webhook_url=shop.url, webhook_secret=SECRET) as second:
        sdk = client(second.url)
        assert sdk.v1.checkout.sessions.retrieve(key).payment_status == "paid"
        again = sdk.v1.checkout.sessions.create(wanted, {"idempotency_key": "order-1"})
        assert again.id == key
        wait_until(lambda: shop.names() == [COMPLETED])


def test_a_killed_process_forgets_nothing(shop: Shop, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "conference.demo.stripe_server", "--port", str(port)]
    command += ["--state", str(tmp_path / "stripe.db")]
    command += ["--webhook-url", shop.url, "--webhook-secret", SECRET]

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        said = process.stdout.readline()
        assert said == f"Stripe stand-in: http://127.0.0.1:{port}/control\n"
        return process

    sdk = client(f"http://127.0.0.1:{port}")
    with start() as process:
        key = opened(sdk)
        process.kill()
    with start() as process:
        assert sdk.v1.checkout.sessions.expire(key).status == "expired"
        wait_until(lambda: shop.names() == ["checkout.session.expired"])
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_retries_stop() -> None:
    assert sum(RETRY_SECONDS) < 300
