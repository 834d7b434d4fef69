"""Paying an order and coming back from the pay page."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import edition_blueprint, this_edition
from conference.kernel import clock
from conference.kernel.errors import Refused, Unavailable
from conference.orders.forms import AcceptTermsForm
from conference.orders.rules import MoveForbidden, TermsNotAccepted
from conference.orders.views.order import MISSING
from conference.payments import flows, stripe_gateway
from conference.payments.rules import Press, ReturnAddresses
from conference.payments.stripe_gateway import SESSION_PLACE, StripeGateway
from conference.web import access

UNREACHABLE = (
    "The payment page does not answer right now. Nothing was charged, and your answers and "
    "places are kept. Try again in a minute."
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
    )
    try:
        url = flows.start(_gateway(), press, now=clock.now(), real_now=clock.real_now())
    except MoveForbidden as refusal:
        flash(str(refusal), "warning")
        url = url_for("orders.show", code=code)
    except Unavailable:
        flash(UNREACHABLE, "error")
        url = url_for("orders.show", code=code)
    except TermsNotAccepted:
        url = url_for("orders.check", code=code, terms=MISSING)
    except Refused as refusal:
        flash(str(refusal), "error")
        url = url_for("orders.check", code=code)
    return redirect(url or url_for("orders.show", code=code), 303)


@blueprint.get("/orders/<code>/payment/return")
@access.order_link
def back(code: str) -> ResponseReturnValue:
    """Ask Stripe how the payment stands, then show the order; the address itself says nothing."""
    try:
        flows.settle_order(_gateway(), this_edition().id, code, now=clock.now())
    except Unavailable:
        return render_template("payments/back.html", code=code), 200
    return redirect(url_for("orders.show", code=code), 303)


def _gateway() -> StripeGateway:
    return stripe_gateway.connected(current_app.config["CONFERENCE"])


def _return_addresses(code: str) -> ReturnAddresses:
    home = current_app.config["CONFERENCE"].public_url.rstrip("/")
    paid = home + url_for(".back", code=code)
    return ReturnAddresses(
        paid=f"{paid}?session={SESSION_PLACE}", cancelled=home + url_for("orders.check", code=code)
    )
