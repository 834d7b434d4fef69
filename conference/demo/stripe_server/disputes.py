"""Disputes: the owner of a card asks the bank for the money back, and the bank decides."""

from conference.demo.stripe_server import events
from conference.demo.stripe_server.lists import expanded, listing
from conference.demo.stripe_server.params import EXPAND, PAGING, Record, Text
from conference.demo.stripe_server.payments import Press, Presses
from conference.demo.stripe_server.store import Ledger
from conference.demo.stripe_server.wire import ApiError, Call, Json, Missing, new_id, nulls

KIND = "dispute"
LIST = Record({"charge": Text(), "payment_intent": Text(), **PAGING})
ANSWER_SECONDS = 9 * 24 * 60 * 60
"""How long Stripe waits for an answer; it says 7 to 21 days, by the card's network."""

REASON_CODE = "13.1"
"""Visa's code for what was not received, https://docs.stripe.com/disputes/categories."""

_EVIDENCE = nulls(
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure "
    "cancellation_rebuttal customer_communication customer_email_address customer_name "
    "customer_purchase_ip customer_signature duplicate_charge_documentation "
    "duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy "
    "refund_policy_disclosure refund_refusal_explanation service_date service_documentation "
    "shipping_address shipping_carrier shipping_date shipping_documentation "
    "shipping_tracking_number uncategorized_file uncategorized_text"
)


def retrieve(ledger: Ledger, call: Call) -> Json:
    """``GET /v1/disputes/<id>``."""
    params = Record(EXPAND)(call.params)
    found = ledger.find(KIND, call.target)
    if found is None:
        raise Missing(KIND, call.target, "id")
    return expanded(ledger, found, params)


def index(ledger: Ledger, call: Call) -> Json:
    """``GET /v1/disputes``."""
    params = LIST(call.params)
    charge = params.get("charge")
    return listing(
        ledger, KIND, "/v1/disputes", params, lambda row: charge in {None, row["charge"]}
    )


def dispute_of(ledger: Ledger, intent: str | None) -> Json | None:
    """Return the dispute about a payment, if there is one: a charge is disputed once."""
    return next(ledger.newest(KIND, payment_intent=intent), None) if intent else None


def disputable(ledger: Ledger, session: Json) -> Json | None:
    """Return the paid charge of a session that can be disputed now, if there is one."""
    intent = ledger.find("payment_intent", session["payment_intent"] or "")
    charge = ledger.find("charge", intent["latest_charge"] or "") if intent else None
    if charge is None or charge["status"] != "succeeded":
        return None
    return None if charge["disputed"] or charge["refunded"] else charge


def check_refundable(ledger: Ledger, charge: Json) -> None:
    """Check that Stripe may send a charge's money back. Raises: ApiError (the bank has it)."""
    dispute = dispute_of(ledger, charge["payment_intent"])
    if dispute is not None and dispute["status"] != "won":
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise ApiError(message, code="charge_disputed", final=True)


def dispute(ledger: Ledger, session: Json, _press: Press) -> None:
    """The card's owner says that nothing was received; Stripe waits for the shop's answer."""
    charge = disputable(ledger, session)
    if charge is None:
        raise ApiError("This needs a session that is paid, and neither refunded nor disputed.")
    opened = _new_dispute(charge, ledger.now)
    charge["disputed"] = True
    ledger.save(charge)
    ledger.save(opened)
    events.emit(ledger, "charge.dispute.created", opened, session)


def win(ledger: Ledger, session: Json, _press: Press) -> None:
    """The bank believes the shop."""
    _close(ledger, session, "won")


def lose(ledger: Ledger, session: Json, _press: Press) -> None:
    """The bank believes the card's owner."""
    _close(ledger, session, "lost")


PRESSES: Presses = {"dispute": dispute, "dispute-won": win, "dispute-lost": lose}


def _close(ledger: Ledger, session: Json, status: str) -> None:
    ended = dispute_of(ledger, session["payment_intent"])
    if ended is None or ended["status"] != "needs_response":
        raise ApiError("No dispute is open for this session.")
    ended["status"] = status
    ledger.save(ended)
    events.emit(ledger, "charge.dispute.closed", ended, session)


def _new_dispute(charge: Json, now: float) -> Json:
    return {
        "id": new_id("du_"),
        "object": KIND,
        "amount": charge["amount_captured"] - charge["amount_refunded"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": int(now),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**_EVIDENCE, "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": int(now) + ANSWER_SECONDS,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": _method(charge["payment_method_details"]),
        "reason": "product_not_received",
        "status": "needs_response",
    }


def _method(details: Json) -> Json | None:
    """Return what a dispute says of a card; of a bank debit Stripe says nothing."""
    card = details.get("card")
    if card is None:
        return None
    told = {"brand": card["brand"], "network": card["network"]}
    return {
        "type": "card",
        "card": {**told, "case_type": "chargeback", "network_reason_code": REASON_CODE},
    }
