"""Checkout Sessions: created by the shop, open for a while, then complete or expired."""

from conference.demo.stripe_server import events, line_items
from conference.demo.stripe_server.lists import expanded, listing
from conference.demo.stripe_server.params import (
    EXPAND,
    PAGING,
    Choice,
    Many,
    Record,
    Text,
    Whole,
    currency,
    email,
    flag,
    metadata,
    url,
)
from conference.demo.stripe_server.store import Ledger
from conference.demo.stripe_server.wire import ApiError, Call, Json, Missing, new_id, nulls

KIND = "checkout.session"
SHORTEST_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 60 * 60

_SWITCH = Record({"enabled": flag}, required=("enabled",))
_OFF = Record({"enabled": Choice(("false",))}, required=("enabled",))
_INTENT = Record(
    {
        "description": Text(1000),
        "metadata": metadata,
        "receipt_email": email,
        "statement_descriptor": Text(22),
        "statement_descriptor_suffix": Text(22),
        "capture_method": Choice(("automatic", "automatic_async")),
    }
)
_NULLS = nulls(
    "after_expiration allow_promotion_codes client_secret collected_information consent "
    "consent_collection currency_conversion customer customer_account integration_identifier "
    "invoice invoice_creation origin_context payment_intent payment_link "
    "payment_method_configuration_details permissions recovered_from saved_payment_method_options "
    "setup_intent shipping_address_collection shipping_cost subscription wallet_options"
)
_ECHOED = nulls(
    "adaptive_pricing billing_address_collection cancel_url client_reference_id customer_email "
    "locale submit_type success_url"
)
_TEXTS = nulls("after_submit shipping_address submit terms_of_service_acceptance")
CREATE = Record(
    {
        "mode": Choice(("payment",)),
        "line_items": Many(line_items.LINE),
        "success_url": url,
        "cancel_url": url,
        "expires_at": Whole(high=10**11),
        "customer_email": email,
        "customer_creation": Choice(("always", "if_required")),
        "client_reference_id": Text(200),
        "metadata": metadata,
        "payment_intent_data": _INTENT,
        "payment_method_types": Many(Text()),
        "currency": currency,
        "locale": Text(10),
        "submit_type": Choice(("auto", "book", "donate", "pay")),
        "ui_mode": Choice(("hosted_page",)),
        "billing_address_collection": Choice(("auto", "required")),
        "phone_number_collection": _SWITCH,
        "adaptive_pricing": _SWITCH,
        "automatic_tax": _OFF,
        "allow_promotion_codes": Choice(("false",)),
        **EXPAND,
    },
    required=("mode", "line_items", "success_url"),
)
LIST = Record(
    {
        "payment_intent": Text(),
        "status": Choice(("open", "complete", "expired")),
        "customer_details": Record({"email": email}, required=("email",)),
        **PAGING,
    }
)


def create(ledger: Ledger, call: Call) -> Json:
    """``POST /v1/checkout/sessions``."""
    params = CREATE(call.params)
    expires_at = _expiry(params, int(ledger.now))
    lines = [line_items.build(line, int(ledger.now)) for line in params["line_items"]]
    total = line_items.checked_total(lines)
    key = new_id("cs_test_", 58)
    address = params.get("customer_email")
    session: Json = {
        **_NULLS,
        **{name: params.get(name) for name in _ECHOED},
        "id": key,
        "object": KIND,
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "created": int(ledger.now),
        "currency": lines[0]["currency"],
        "custom_fields": [],
        "custom_text": _TEXTS,
        "customer_creation": params.get("customer_creation", "if_required"),
        "customer_details": customer_details(address, None) if address else None,
        "discounts": [],
        "expires_at": expires_at,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "payment_method_collection": "if_required",
        "payment_method_options": {},
        "payment_method_types": params.get("payment_method_types", ["card"]),
        "payment_status": "unpaid",
        "phone_number_collection": params.get("phone_number_collection", {"enabled": False}),
        "shipping_options": [],
        "status": "open",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{call.base_url}/pay/{key}",
        "_line_items": lines,
        "_intent": params.get("payment_intent_data", {}),
        "_due_at": expires_at,
    }
    ledger.save(session)
    return expanded(ledger, session, params)


def retrieve(ledger: Ledger, call: Call) -> Json:
    """``GET /v1/checkout/sessions/<id>``."""
    params = Record(EXPAND)(call.params)
    return expanded(ledger, current(ledger, call.target), params)


def index(ledger: Ledger, call: Call) -> Json:
    """``GET /v1/checkout/sessions``."""
    params = LIST(call.params)
    for session in ledger.due():
        _expire_if_over(ledger, session)
    status, buyer = params.get("status"), params.get("customer_details")

    def fits(session: Json) -> bool:
        known = (session["customer_details"] or {}).get("email")
        return status in {None, session["status"]} and (not buyer or buyer["email"] == known)

    return listing(ledger, KIND, "/v1/checkout/sessions", params, fits)


def expire(ledger: Ledger, call: Call) -> Json:
    """``POST /v1/checkout/sessions/<id>/expire``."""
    params = Record(EXPAND)(call.params)
    session = current(ledger, call.target)
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session['status']}."
        )
        raise ApiError(message, final=True)
    close(ledger, session)
    return expanded(ledger, session, params)


def current(ledger: Ledger, key: str) -> Json:
    """Return the session as it is now, expired if its time is over. Raises: Missing."""
    session = ledger.find(KIND, key)
    if session is None:
        raise Missing(KIND, key, "session")
    _expire_if_over(ledger, session)
    return session


def close(ledger: Ledger, session: Json) -> None:
    """Expire an open session, and with it a payment that was begun and declined."""
    session.update({"status": "expired", "url": None, "_due_at": None})
    ledger.save(session)
    intent = ledger.find("payment_intent", session["payment_intent"] or "")
    if intent:
        over = {"canceled_at": int(ledger.now), "cancellation_reason": "automatic"}
        intent.update({"status": "canceled", **over})
        ledger.save(intent)
        events.emit(ledger, "payment_intent.canceled", intent, session)
    events.emit(ledger, "checkout.session.expired", session, session)


def customer_details(address: str | None, name: str | None) -> Json:
    """Return what is known of the buyer."""
    unknown = nulls("address business_name individual_name phone tax_ids")
    return {**unknown, "email": address, "name": name, "tax_exempt": "none"}


def _expire_if_over(ledger: Ledger, session: Json) -> None:
    if session["status"] == "open" and session["expires_at"] <= ledger.now:
        close(ledger, session)


def _expiry(params: Json, now: int) -> int:
    wanted: int = params.get("expires_at", now + LONGEST_SECONDS)
    if wanted < now + SHORTEST_SECONDS:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session"
        raise ApiError(f"{message} creation.", param="expires_at")
    if wanted > now + LONGEST_SECONDS:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session"
        raise ApiError(f"{message} creation.", param="expires_at")
    return wanted
