"""The API under ``/v1``: the table of what it can be asked, keys, and answers in JSON."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

from flask import Flask, Response, request

from conference.demo.stripe_server import disputes, events, line_items, payments, refunds, sessions
from conference.demo.stripe_server.idempotency import Attempt, Once
from conference.demo.stripe_server.store import Ledger, Store
from conference.demo.stripe_server.wire import API_VERSION, ApiError, Call, Json, decode, new_id

Handler = Callable[[Ledger, Call], Json]
ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "/v1/checkout/sessions", sessions.create),
    ("GET", "/v1/checkout/sessions", sessions.index),
    ("GET", "/v1/checkout/sessions/<target>", sessions.retrieve),
    ("POST", "/v1/checkout/sessions/<target>/expire", sessions.expire),
    ("GET", "/v1/checkout/sessions/<target>/line_items", line_items.index),
    ("GET", "/v1/payment_intents/<target>", payments.retrieve_intent),
    ("POST", "/v1/payment_intents/<target>/cancel", payments.cancel_intent),
    ("GET", "/v1/charges/<target>", payments.retrieve_charge),
    ("POST", "/v1/refunds", refunds.create),
    ("GET", "/v1/refunds", refunds.index),
    ("GET", "/v1/refunds/<target>", refunds.retrieve),
    ("GET", "/v1/disputes", disputes.index),
    ("GET", "/v1/disputes/<target>", disputes.retrieve),
    ("GET", "/v1/events", events.index),
    ("GET", "/v1/events/<target>", events.retrieve),
)
MOST_FIELDS = 1000
_TEST_KEY = re.compile(r"Bearer sk_test_\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, for tests that compare both with Stripe's specification."""

    method: str
    path: str
    params: Json
    status: int
    body: Json


class Api:
    """Answers the SDK."""

    def __init__(self, store: Store, on_exchange: Callable[[Exchange], None] | None) -> None:
        self._once = Once(store)
        self._on_exchange = on_exchange

    def install(self, app: Flask) -> None:
        """Add the routes; whatever else is asked under ``/v1`` is refused in JSON."""
        for method, path, handler in ROUTES:
            view = partial(self._serve, handler)
            app.add_url_rule(path, f"{method} {path}", view, methods=[method])
        methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        view = partial(self._serve, _unknown)
        app.add_url_rule("/v1/<path:target>", "unknown", view, methods=methods)

    def _serve(self, handler: Handler, target: str = "") -> Response:
        request_id = new_id("req_", 14)
        try:
            attempt = _attempt(request_id)
            base_url = request.host_url.rstrip("/")
            call = Call(target=target, params=attempt.params, base_url=base_url)
            kept = self._once.answer(attempt, lambda ledger: handler(ledger, call))
            status, body, first = kept.status, kept.body, kept.request_id
        except ApiError as error:
            status, body, first = error.status, json.dumps(error.body()), request_id
        answer = Response(body, status, mimetype="application/json")
        answer.headers["Request-Id"] = request_id
        answer.headers["Stripe-Version"] = API_VERSION
        if first != request_id:
            answer.headers["Idempotent-Replayed"] = "true"
            answer.headers["Original-Request"] = first
        if self._on_exchange:
            self._on_exchange(_exchange(status, json.loads(body)))
        return answer


def _attempt(request_id: str) -> Attempt:
    return Attempt(
        request_id=request_id,
        path=request.path,
        owner=_authenticated(request.headers.get("Authorization", "")),
        params=_params(),
        key=request.headers.get("Idempotency-Key") if request.method == "POST" else None,
    )


def _authenticated(authorization: str) -> str:
    if not authorization.startswith("Bearer "):
        message = "You did not provide an API key. Use Authorization: Bearer YOUR_SECRET_KEY."
        raise ApiError(message, status=401)
    if not _TEST_KEY.fullmatch(authorization):
        message = "Invalid API Key provided. The stand-in takes keys that begin with sk_test_."
        raise ApiError(message, status=401)
    return authorization


def _params() -> Json:
    raw = request.get_data() if request.method == "POST" else request.query_string
    try:
        text = raw.decode()
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise ApiError("Invalid request: the parameters cannot be read.") from None
    return decode(pairs)


def _exchange(status: int, body: Json) -> Exchange:
    try:
        params = _params()
    except ApiError:
        params = {}
    return Exchange(
        method=request.method, path=request.path, params=params, status=status, body=body
    )


def _unknown(_ledger: Ledger, call: Call) -> Json:
    message = f"Unrecognized request URL ({request.method}: /v1/{call.target})."
    raise ApiError(message, status=404)
