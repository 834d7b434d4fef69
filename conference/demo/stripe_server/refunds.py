"""Refunds: money back for a charge, never more than was paid."""

from conference.demo.stripe_server import disputes, events, payments
from conference.demo.stripe_server.lists import expanded, listing
from conference.demo.stripe_server.params import (
    EXPAND,
    PAGING,
    Choice,
    Record,
    Text,
    Whole,
    metadata,
)
from conference.demo.stripe_server.store import Ledger
from conference.demo.stripe_server.wire import ApiError, Call, Json, Missing, money, new_id

CREATE = Record(
    {
        "charge": Text(),
        "payment_intent": Text(),
        "amount": Whole(low=1),
        "metadata": metadata,
        "reason": Choice(("duplicate", "fraudulent", "requested_by_customer")),
        **EXPAND,
    }
)
LIST = Record({"charge": Text(), "payment_intent": Text(), **PAGING})


def create(ledger: Ledger, call: Call) -> Json:
    """``POST /v1/refunds``."""
    params = CREATE(call.params)
    charge = _charge_of(ledger, params)
    disputes.check_refundable(ledger, charge)
    amount = _checked_amount(charge, params)
    refund: Json = {
        "id": new_id("re_"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": int(ledger.now),
        "currency": charge["currency"],
        "customer": None,
        "customer_account": None,
        "destination_details": {"type": "card", "card": {"type": "refund"}},
        "metadata": params.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    ledger.save(refund)
    ledger.save(charge)
    session = next(ledger.newest("checkout.session", payment_intent=charge["payment_intent"]), None)
    events.emit(ledger, "refund.created", refund, session)
    events.emit(ledger, "charge.refunded", charge, session)
    return expanded(ledger, refund, params)


def retrieve(ledger: Ledger, call: Call) -> Json:
    """``GET /v1/refunds/<id>``."""
    params = Record(EXPAND)(call.params)
    refund = ledger.find("refund", call.target)
    if refund is None:
        raise Missing("refund", call.target, "id")
    return expanded(ledger, refund, params)


def index(ledger: Ledger, call: Call) -> Json:
    """``GET /v1/refunds``."""
    params = LIST(call.params)
    charge = params.get("charge")
    return listing(
        ledger, "refund", "/v1/refunds", params, lambda refund: charge in {None, refund["charge"]}
    )


def _charge_of(ledger: Ledger, params: Json) -> Json:
    if "charge" not in params and "payment_intent" not in params:
        message = "One of the following params should be provided: payment_intent or charge."
        raise ApiError(message, code="parameter_missing")
    key = params.get("charge")
    if "payment_intent" in params:
        intent = payments.found_intent(ledger, params["payment_intent"], "payment_intent")
        key = key or intent["latest_charge"]
    charge = ledger.find("charge", str(key))
    if charge is None:
        raise Missing("charge", str(key), "charge")
    if charge["status"] != "succeeded":
        message = f"This PaymentIntent ({charge['payment_intent']}) does not have a successful"
        raise ApiError(f"{message} charge to refund.", final=True)
    return charge


def _checked_amount(charge: Json, params: Json) -> int:
    left: int = charge["amount_captured"] - charge["amount_refunded"]
    amount: int = params.get("amount", left)
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise ApiError(message, code="charge_already_refunded", final=True)
    if amount > left:
        asked, limit = (money(sum_, charge["currency"]) for sum_ in (amount, left))
        what = "unrefunded amount on charge" if charge["amount_refunded"] else "charge amount"
        message = f"Refund amount ({asked}) is greater than {what} ({limit})"
        raise ApiError(message, param="amount", final=True)
    return amount
