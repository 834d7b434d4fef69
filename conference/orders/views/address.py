"""Correcting the address of an order that is paid."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.history.actions import BUYER
from conference.kernel import clock, codes
from conference.kernel.database import transaction
from conference.orders import actions, queries
from conference.orders.actions import AddressChange, NextLink
from conference.orders.forms import ChangeAddressForm
from conference.orders.queries import OrderPage
from conference.orders.rules import AddressChangedTooOften, TicketNotHeld
from conference.orders.views.blueprint import ADDRESS_FORM, blueprint, opened, sealed
from conference.web import access, identity
from conference.web.access import LinkNeeded
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
    form.link.data = form.link.data or _next_link(page)
    answer = render_template("orders/address.html", page=page, form=form)
    return answer, 422 if form.errors else 200


def _next_link(page: OrderPage) -> str:
    """Give this browser the order's next link already, and return it sealed for the form.

    Of a double press the browser reads the second answer only: it must not be locked out then.
    """
    selector = codes.random_code(codes.SELECTOR_LENGTH)
    identity.hold("order", selector)
    return sealed(f"{ADDRESS_FORM} {page.code}", f"{page.address_changes}-{selector}")


def _sent_link(code: str, token: str | None) -> NextLink | None:
    """Return the next link that the form carried; nothing for one that is not this order's."""
    try:
        changes, _, selector = opened(f"{ADDRESS_FORM} {code}", token or "").partition("-")
    except LinkNeeded:
        return None
    return NextLink(selector=selector, changes=int(changes))


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
        link=_sent_link(page.code, form.link.data),
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
