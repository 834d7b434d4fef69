"""Correcting the address of an order that is paid."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.history.actions import BUYER
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.orders import actions, queries
from conference.orders.actions import AddressChange
from conference.orders.forms import ChangeAddressForm
from conference.orders.queries import OrderPage
from conference.orders.rules import AddressChangedTooOften, TicketNotHeld
from conference.orders.views.blueprint import blueprint
from conference.orders.views.links import next_link, sent_link
from conference.web import access, identity
from conference.web.identity import viewer

SAME = "That is the address of this order already. Nothing was changed and nothing was sent."


@blueprint.route("/orders/<code>/address", methods=["GET", "POST"])
@access.order_link
def address(code: str) -> ResponseReturnValue:
    """Change where the mail of a paid order goes."""
    page = queries.order_page(this_edition().id, code, clock.now())
    if not page.may_change_address:
        return redirect(url_for(".show", code=code), 303)
    form = ChangeAddressForm()
    if form.validate_on_submit():
        try:
            _change(page, form)
        except (AddressChangedTooOften, TicketNotHeld) as refusal:
            form.show_refusals({"email": str(refusal)})
        else:
            return redirect(url_for(".show", code=code), 303)
    form.link.data = form.link.data or next_link(code, page.selectors.order)
    answer = render_template("orders/address.html", page=page, form=form)
    return answer, 422 if form.errors else 200


def _change(page: OrderPage, form: ChangeAddressForm) -> None:
    """Change the address; this browser goes on with the new links, others need the new mail."""
    seen, now = viewer(), clock.now()
    own = queries.own_ticket_held(page.id, selectors=seen.tickets, person_id=seen.person_id)
    change = AddressChange(
        code=page.code,
        edition_id=this_edition().id,
        email=form.email.data,
        actor=BUYER,
        tickets=seen.tickets,
        person_id=seen.person_id,
        link=sent_link(page.code, form.link.data),
    )
    with transaction():
        is_new = actions.change_address(change, now=now)
    if not is_new:
        flash(SAME, "note")
        return
    selectors = queries.selectors(page.code)
    identity.hold("order", selectors.order)
    if own and selectors.own_ticket:
        identity.hold("ticket", selectors.own_ticket)
    flash(f"Changed. The mail with new links is on its way to {form.email.data}.", "success")
