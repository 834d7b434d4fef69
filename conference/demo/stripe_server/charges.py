"""PaymentIntents and Charges as Stripe writes them when they are new."""

from conference.demo.stripe_server.wire import Json, new_id, nulls

_INTENT_NULLS = nulls(
    "application application_fee_amount automatic_payment_methods canceled_at cancellation_reason "
    "customer customer_account excluded_payment_method_types last_payment_error latest_charge "
    "next_action on_behalf_of payment_method payment_method_configuration_details processing "
    "review setup_future_usage shipping source transfer_data transfer_group"
)
_CHARGE_NULLS = nulls(
    "application application_fee application_fee_amount balance_transaction customer "
    "failure_balance_transaction failure_code failure_message on_behalf_of outcome receipt_number "
    "receipt_url review shipping source source_transfer transfer_data transfer_group"
)
_TOLD = ("description", "receipt_email", "statement_descriptor", "statement_descriptor_suffix")


def new_intent(session: Json, now: float) -> Json:
    """Return the intent to be paid the session's total."""
    told, key = session["_intent"], new_id("pi_")
    return {
        **_INTENT_NULLS,
        "id": key,
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": told.get("capture_method", "automatic_async"),
        "client_secret": new_id(f"{key}_secret_"),
        "confirmation_method": "automatic",
        "created": int(now),
        "currency": session["currency"],
        "livemode": False,
        "metadata": told.get("metadata", {}),
        "payment_method_options": {},
        "payment_method_types": session["payment_method_types"],
        "status": "requires_payment_method",
        **{name: told.get(name) for name in _TOLD},
    }


def new_charge(intent: Json, buyer: Json, card: str, now: float) -> Json:
    """Return the pending charge of an intent to a card."""
    return {
        **_CHARGE_NULLS,
        "id": new_id("ch_"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": {"address": None, "phone": None, "tax_id": None, **buyer},
        "calculated_statement_descriptor": intent["statement_descriptor"],
        "captured": False,
        "created": int(now),
        "currency": intent["currency"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": new_id("pm_"),
        "payment_method_details": {"type": "card", "card": _card(card)},
        "refunded": False,
        "status": "pending",
        **{name: intent[name] for name in _TOLD},
    }


def outcome(network: str, reason: str | None, words: str, kind: str) -> Json:
    """Return what the bank said to a charge."""
    return {
        **nulls("advice_code network_advice_code network_decline_code"),
        "network_status": network,
        "reason": reason,
        "risk_level": "normal",
        "risk_score": 20,
        "seller_message": words,
        "type": kind,
    }


def bank_debit() -> Json:
    """Return the payment method of a payment that the bank answers later."""
    account = {"fingerprint": "standin", "last4": "2345", "mandate": None, "sort_code": "108800"}
    return {"type": "bacs_debit", "bacs_debit": account}


def _card(number: str) -> Json:
    checks = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}
    return {
        **nulls("installments mandate three_d_secure wallet"),
        "brand": "visa",
        "checks": checks,
        "country": "GB",
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": "standin",
        "funding": "credit",
        "last4": number[-4:],
        "network": "visa",
    }
