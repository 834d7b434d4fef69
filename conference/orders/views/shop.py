"""The first two screens: who the tickets are for, and which. Continue makes the order."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.kernel import clock, codes
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid, Refused
from conference.orders import actions, forms, queries
from conference.orders.forms import ChooseForm, ForWhomForm
from conference.orders.queries import OrderPage
from conference.orders.rules import ANSWERS_OPEN, Audience
from conference.orders.views.blueprint import FORM, blueprint, sealed, sent_token
from conference.orders.views.links import hold_links
from conference.tickets import queries as tickets
from conference.tickets.rules import TypeOffer
from conference.web import access, identity
from conference.web.access import LinkNeeded
from conference.web.identity import viewer


@blueprint.get("/tickets")
@access.public
def start() -> str:
    """Show the prices and ask who the tickets are for."""
    return _start(ForWhomForm(formdata=None))


@blueprint.route("/tickets/choose", methods=["GET", "POST"])
@access.public
def choose() -> ResponseReturnValue:
    """Ask which tickets, and hold them: pressed twice, it is the same order."""
    audience = _audience()
    if this_edition().is_over(clock.now()):
        return _start(ForWhomForm(formdata=None))
    if audience is None:
        return _start(_unanswered()), 422
    if request.method == "POST":
        return _held(audience)
    offers, order = queries.offers(this_edition(), clock.now()), _order_to_change()
    form = forms.choosing(audience, offers, order)
    form.form_token.data = sealed(FORM, _form_token(order))
    return _choices(form, audience, offers, order)


def _held(audience: Audience) -> ResponseReturnValue:
    types = tickets.shown_types(this_edition().id)
    form = forms.choosing(audience, types)
    if form.validate_on_submit():
        token, chosen = sent_token(FORM, form.form_token.data), form.chosen(types)
        _check_form(token)
        try:
            with transaction():
                code = actions.place(
                    edition=this_edition(),
                    choices=chosen,
                    audience=audience,
                    form_token=token,
                    now=clock.now(),
                )
        except (Invalid, Refused) as refusal:
            form.refuse(refusal)
        else:
            return redirect(_next_screen(code), 303)
    offers = queries.offers(this_edition(), clock.now())
    return _choices(form, audience, offers, _order_to_change()), 422


def _choices(
    form: ChooseForm, audience: Audience, offers: Sequence[TypeOffer], order: OrderPage | None
) -> str:
    form.show(offers)
    return render_template(
        "orders/choose.html",
        form=form,
        offers=offers,
        audience=audience,
        order=order,
        reason_off=forms.reason_off,
        offer_note=forms.offer_note,
        hold_minutes=this_edition().hold_minutes,
    )


def _start(form: ForWhomForm) -> str:
    now = clock.now()
    offers = queries.offers(this_edition(), now)
    return render_template(
        "orders/start.html",
        form=form,
        offers=offers,
        is_over=this_edition().is_over(now),
        is_on_sale=any(offer.is_on_sale for offer in offers),
        next_opening=min(
            (offer.opens_at for offer in offers if offer.opens_at and offer.opens_at > now),
            default=None,
        ),
        reason_off=forms.reason_off,
        offer_note=forms.offer_note,
    )


def _unanswered() -> ForWhomForm:
    form = ForWhomForm(formdata=None)
    form.show_refusals({"whom": "Say who the tickets are for"})
    return form


def _audience() -> Audience | None:
    asked = request.args.get("for", "")
    return Audience(asked) if asked in set(Audience) else None


def _order_to_change() -> OrderPage | None:
    """Return the open order that this form would change: the one named, or the browser's own."""
    code = request.args.get("order") or _order_of_browser()
    if code is None or not _is_held(code):
        return None
    order = queries.order_page(this_edition().id, code, clock.now())
    return order if order.state in ANSWERS_OPEN else None


def _order_of_browser() -> str | None:
    token = identity.form_token()
    made = queries.open_form(token) if token else None
    is_here = made is not None and made.edition_id == this_edition().id
    return made.code if made is not None and is_here else None


def _check_form(token: str) -> None:
    """Check that a form which has made an order is sent by a browser that may change it.

    Who opened the order's link got its form too, and may have lost the order since. An order
    without an address is nobody's yet. Raises: LinkNeeded.
    """
    made = queries.open_form(token)
    if made is None or token == identity.form_token() or not made.has_address:
        return
    if not _is_held(made.code):
        raise LinkNeeded


def _is_held(code: str) -> bool:
    seen = viewer()
    return queries.is_order_held(code, selectors=seen.orders, person_id=seen.person_id)


def _form_token(order: OrderPage | None) -> str:
    """Return the token that makes this form's order one: two tabs of a browser share it."""
    if order is not None:
        return queries.form_token_of(order.code, this_edition().id)
    kept = identity.form_token()
    if kept is not None and queries.open_form(kept) is None:
        return kept
    fresh = codes.random_code(codes.TICKET_CODE_LENGTH)
    identity.form_token(fresh)
    return fresh


def _next_screen(code: str) -> str:
    """Remember the order in this browser and return where its form goes on."""
    selectors = queries.selectors(code)
    hold_links(selectors)
    if not selectors.is_held:
        return url_for(".show", code=code)
    return url_for(".check" if selectors.has_details else ".details", code=code)
