"""The courier: background threads that post signed events to the shop and ring due bells."""

import hashlib
import hmac
import http.client
import json
import logging
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from conference.demo.stripe_server.payments import ripen
from conference.demo.stripe_server.store import SOON_SECONDS, Delivery, Store
from conference.demo.stripe_server.wire import shown

THREADS = 4
TIMEOUT_SECONDS = 10
RETRY_SECONDS = (1, 3, 10, 30, 120)
"""Gaps between attempts; the real Stripe goes on for three days."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where the shop listens, and the secret that it knows Stripe by."""

    url: str
    secret: str


class Courier:
    """Delivers what the store planned; without an endpoint it only watches the clock."""

    def __init__(self, store: Store, endpoint: Endpoint | None) -> None:
        self._store = store
        self._endpoint = endpoint
        self._is_over = False
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(THREADS)]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is being posted and end."""
        self._is_over = True
        self._store.announce()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while not self._is_over:
            seen = self._store.changes
            try:
                nap = self._round()
            except Exception:  # noqa: BLE001 - the courier outlives what goes wrong with one parcel
                _log.exception("delivery failed")
                nap = SOON_SECONDS
            self._store.wait(seen, nap)

    def _round(self) -> float:
        with self._store.transaction() as ledger:
            ripen(ledger)
            delivery = ledger.take_delivery() if self._endpoint else None
            event = ledger.find("event", delivery.event) if delivery else None
            next_due, now = ledger.next_due(), ledger.now
        if self._endpoint and delivery and event:
            payload = json.dumps(shown(event)).encode()
            self._close(delivery, post(self._endpoint, payload, int(now)))
            return 0
        if self._endpoint is None or next_due is None:
            return SOON_SECONDS
        return min(max(next_due - now, 0), SOON_SECONDS)

    def _close(self, delivery: Delivery, status: int) -> None:
        with self._store.transaction() as ledger:
            ledger.close_delivery(delivery.number, status)
            is_taken = http.client.OK <= status < http.client.MULTIPLE_CHOICES
            if not is_taken and delivery.attempt <= len(RETRY_SECONDS):
                gap = RETRY_SECONDS[delivery.attempt - 1]
                ledger.plan_delivery(delivery.event, ledger.now + gap, delivery.attempt + 1)


def signature(payload: bytes, secret: str, moment: int) -> str:
    """Sign a payload with Stripe's v1 scheme, https://docs.stripe.com/webhooks#verify-manually."""
    signed = f"{moment}.".encode() + payload
    return f"t={moment},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def post(endpoint: Endpoint, payload: bytes, moment: int) -> int:
    """Post a signed event and return the status of the answer; 0 when nobody answers."""
    parts = urlsplit(endpoint.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_SECONDS)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (stand-in)",
        "Stripe-Signature": signature(payload, endpoint.secret, moment),
    }
    try:
        connection.request("POST", parts.path or "/", payload, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    else:
        return answer.status
    finally:
        connection.close()
