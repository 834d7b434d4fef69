"""A shop that Stripe's stand-in tells of events, and the SDK as the application builds it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import stripe

SECRET = "whsec_test"
PATIENCE_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One webhook as it arrived."""

    signature: str
    payload: bytes

    def event(self) -> stripe.Event:
        """Return the event as the SDK verifies and reads it."""
        return stripe.Webhook.construct_event(self.payload, self.signature, SECRET)  # type: ignore[no-any-return]


class Shop:
    """Listens for webhooks on loopback and answers what it is told to."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.statuses: list[int] = []
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                payload = self.rfile.read(int(self.headers["Content-Length"]))
                signature = self.headers["Stripe-Signature"]
                shop.calls.append(Call(signature=signature, payload=payload))
                self.send_response(shop.statuses.pop(0) if shop.statuses else 200)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/stripe/webhook"

    def names(self) -> list[str]:
        """Return the types of the events that arrived, in that order."""
        return [call.event().type for call in self.calls]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def client(url: str, key: str = "sk_test_example") -> stripe.StripeClient:
    """Return the unmodified SDK, talking to the stand-in."""
    return stripe.StripeClient(key, base_addresses={"api": url}, max_network_retries=2)


def params(**changes: Any) -> Any:
    """Return what the application sends to open a Checkout Session for one ticket."""
    product = {"name": "Early bird ticket", "description": "Wednesday 25 September 2024"}
    price = {"currency": "gbp", "unit_amount": 14900, "product_data": product}
    return {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "success_url": "http://127.0.0.1:8000/back?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:8000/cancelled",
        "customer_email": "rowan@example.org",
        "client_reference_id": "K7M2QX",
        "metadata": {"order": "K7M2QX"},
        "payment_intent_data": {"metadata": {"order": "K7M2QX"}, "description": "Order K7M2QX"},
        "locale": "en-GB",
        "submit_type": "pay",
        "expires_at": int(time.time()) + 7200,  # noqa: TID251 - Stripe's clock is real
        **changes,
    }


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something that other threads do; fail after ten seconds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
