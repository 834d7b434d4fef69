"""Paying an order and coming back from the pay page."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import edition_blueprint, this_edition
from conference.kernel import clock
from conference.kernel.errors import Refused, Unavailable
from conference.orders.forms import TERMS_MISSING, AcceptTermsForm
from conference.orders.rules import MoveForbidden, OrderState, TermsNotAccepted
from conference.payments import flows, queries, stripe_gateway
from conference.payments.rules import PaymentState, Press, ReturnAddresses
from conference.payments.stripe_gateway import StripeGateway
from conference.payments.stripe_words import SESSION_PLACE
from conference.web import access

UNREACHABLE = (
    "The payment page does not answer right now. Nothing was charged, and your answers and "
    "places are kept. Try again in a minute."
)

UNCHANGED = (
    "The card company does not answer right now, so nothing has changed: the payment page is "
    "still open, and your places are kept. Try again in a minute."
)
REOPENED = {
    OrderState.HELD: ("The payment page is closed. You can change your order now.", "success"),
    OrderState.PAID: (
        "Your payment came through before the page was closed: you have paid.",
        "success",
    ),
    OrderState.AWAITING_PAYMENT: (
        (
            "Your payment is still being decided on, so the order cannot change now. "
            "We email you as soon as we know more."
        ),
        "warning",
    ),
    OrderState.EXPIRED: (
        "Your time ran out, so the order cannot change before you have its places again.",
        "warning",
    ),
    OrderState.CANCELLED: ("This order was cancelled, so it cannot change any more.", "warning"),
    OrderState.PAID_NO_PLACE: (
        "Your payment came through, but there is no place for it, so you get it back.",
        "warning",
    ),
}
"""What a buyer reads who wanted to change an order, by how it stands after."""

BEGUN_AGAIN = (
    "Another window has just opened a payment page for this order, so nothing has changed. "
    "Pay there, or press again to change the order."
)

blueprint = edition_blueprint("payments", __name__)


@blueprint.post("/orders/<code>/payment")
@access.order_link
def start(code: str) -> ResponseReturnValue:
    """Send the buyer to the pay page; pressed twice, it is the same page."""
    form = AcceptTermsForm()
    press = Press(
        code=code,
        edition_id=this_edition().id,
        terms_id=form.accepted(form.terms) if form.validate_on_submit() else None,
        addresses=_return_addresses(code),
        bill=form.bill.data or None,
    )
    try:
        url = flows.start(this_gateway(), press, now=clock.now(), real_now=clock.real_now())
    except MoveForbidden as refusal:
        flash(str(refusal), "warning")
        url = url_for("orders.show", code=code)
    except Unavailable:
        flash(UNREACHABLE, "error")
        url = url_for("orders.show", code=code)
    except TermsNotAccepted:
        url = url_for("orders.check", code=code, terms=TERMS_MISSING)
    except Refused as refusal:
        flash(str(refusal), "error")
        url = url_for("orders.check", code=code)
    return redirect(url or url_for("orders.show", code=code), 303)


@blueprint.get("/orders/<code>/payment/return")
@access.order_link
def back(code: str) -> ResponseReturnValue:
    """Ask Stripe how the payment stands, then show the order; the address itself says nothing."""
    try:
        flows.settle_order(this_gateway(), this_edition().id, code, now=clock.now())
    except Unavailable:
        return render_template("payments/back.html", code=code), 200
    return redirect(url_for("orders.show", code=code), 303)


@blueprint.post("/orders/<code>/payment/withdrawal")
@access.order_link
def reopen(code: str) -> Response:
    """Close the pay page, so that the buyer can change the order."""
    try:
        state = flows.reopen(this_gateway(), this_edition().id, code, now=clock.now())
    except Unavailable:
        flash(UNCHANGED, "error")
        return redirect(url_for("orders.show", code=code), 303)
    flash(*_told(code, state))
    page = "check" if state is OrderState.HELD else "show"
    return redirect(url_for(f"orders.{page}", code=code), 303)


def _told(code: str, state: OrderState) -> tuple[str, str]:
    """Return what to say of an order that somebody wanted to change, and in which tone."""
    if state is OrderState.AWAITING_PAYMENT:
        payment = queries.live_payment(this_edition().id, code)
        if payment is not None and payment.state is not PaymentState.PROCESSING:
            return BEGUN_AGAIN, "warning"
    return REOPENED[state]


def this_gateway() -> StripeGateway:
    """Return the gateway that this application talks to."""
    return stripe_gateway.connected(current_app.config["CONFERENCE"])


def _return_addresses(code: str) -> ReturnAddresses:
    home = current_app.config["CONFERENCE"].public_url.rstrip("/")
    paid = home + url_for(".back", code=code)
    return ReturnAddresses(
        paid=f"{paid}?session={SESSION_PLACE}", cancelled=home + url_for("orders.check", code=code)
    )
