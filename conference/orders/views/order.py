"""One order: its answers, its check page, how it stands, its receipt."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.documents.qr import qr_svg
from conference.editions import queries as editions
from conference.editions.address import this_edition
from conference.editions.rules import ContactKind, PolicyKind
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound, Refused
from conference.orders import actions, forms, papers, queries
from conference.orders.forms import (
    TERMS_MISSING,
    AcceptTermsForm,
    FindTicketForm,
    GiveDetailsForm,
)
from conference.orders.queries import OrderPage, TicketPage
from conference.orders.rules import (
    ANSWERS_OPEN,
    DetailsMissing,
    MoveForbidden,
    OrderState,
    TermsNotAccepted,
)
from conference.orders.views.blueprint import blueprint, opened
from conference.orders.views.links import hold_links, next_link, sent_link
from conference.web import access, filters, identity
from conference.web.access import LinkNeeded
from conference.web.answers import answer
from conference.web.identity import viewer

SCREENS = ("details", "names", "check")
MORE_TIME = "more_time"
"""A button of the form with the answers: they come along, and are shown again as they are."""


@blueprint.route("/orders/<code>/details", methods=["GET", "POST"])
@access.order_link
def details(code: str) -> ResponseReturnValue:
    """Ask who buys."""
    form = GiveDetailsForm()
    wants_time = MORE_TIME in request.form
    if wants_time:
        _keep_longer(code)
    elif form.validate_on_submit():
        link = sent_link(code, form.link.data)
        with transaction():
            selectors = actions.give_details(this_edition().id, code, form.details(), link=link)
        hold_links(selectors)
        has_names = selectors.has_others and request.args.get("then") != "check"
        return redirect(url_for(".names" if has_names else ".check", code=code), 303)
    page = _order(code)
    if not page.is_live:
        return redirect(url_for(".show", code=code), 303)
    shown = form if form.errors or wants_time else _known(page)
    shown.link.data = form.link.data or next_link(code, page.selectors.order)
    return _screen("orders/details.html", page, form=shown)


@blueprint.route("/orders/<code>/names", methods=["GET", "POST"])
@access.order_link
def names(code: str) -> ResponseReturnValue:
    """Ask who uses the other places; names can wait."""
    page = _order(code)
    places = tuple(place for place in page.other_places if place.may_be_named)
    form = forms.naming(page, places)
    if MORE_TIME in request.form:
        _keep_longer(code)
        page = _order(code)
    elif page.may_name and form.validate_on_submit():
        own = next((line for line in page.lines if line.type_code == form.own.data), None)
        with transaction():
            actions.give_names(
                this_edition().id,
                code,
                form.names(),
                now=clock.now(),
                own_type_id=own.type_id if own else None,
            )
            selectors = queries.selectors(code)
        hold_links(selectors)
        return _after_names(page)
    if not page.may_name:
        return redirect(url_for(".show", code=code), 303)
    return _screen("orders/names.html", page, form=form, places=places)


@blueprint.get("/orders/<code>/check")
@access.order_link
def check(code: str) -> ResponseReturnValue:
    """Show all answers once more, before money moves."""
    page = _order(code)
    if not page.is_live:
        return redirect(url_for(".show", code=code), 303)
    if not page.has_details:
        return redirect(url_for(".details", code=code), 303)
    form = AcceptTermsForm(formdata=None)
    if request.args.get("terms") == TERMS_MISSING:
        form.show_refusals({"terms": TermsNotAccepted.message})
    return _check_page(page, form)


@blueprint.post("/orders/<code>/hold")
@access.order_link
def extend(code: str) -> Response:
    """Keep the places for longer, or try to get them again."""
    if not _keep_longer(code):
        return redirect(url_for(".show", code=code), 303)
    screen = request.form.get("then", "")
    if screen not in SCREENS:
        screen = "check"
    return redirect(url_for(f".{screen}", code=code), 303)


@blueprint.post("/orders/<code>/confirmation")
@access.order_link
def confirm_free(code: str) -> ResponseReturnValue:
    """Confirm an order that costs nothing."""
    form = AcceptTermsForm()
    terms_id = form.accepted(form.terms) if form.validate_on_submit() else None
    try:
        with transaction():
            actions.confirm_free(this_edition().id, code, now=clock.now(), terms_id=terms_id)
    except TermsNotAccepted as refusal:
        form.show_refusals({"terms": str(refusal)})
        return _check_page(_order(code), form)
    except DetailsMissing:
        return redirect(url_for(".details", code=code), 303)
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for(".show", code=code), 303)


@blueprint.get("/orders/<code>")
@access.order_link
def show(code: str) -> str:
    """Show how the order stands: the page to come back to."""
    page = _order(code)
    own, edition, money = _own_ticket(page), this_edition(), papers.money_of(page)
    return render_template(
        TEMPLATES.get(page.state, "orders/lapsed.html" if page.has_lapsed else "orders/held.html"),
        page=page,
        own=own,
        edition=edition,
        when=papers.day_and_hours(edition),
        qr=qr_svg(own.shown_code) if own else None,
        paid_text=papers.paid_text(page, money),
        is_with_bank=money is not None and money.is_being_paid,
        is_refused=page.state in ANSWERS_OPEN and answer("is_bank_refused", page.id),
        is_over=edition.is_over(clock.now()),
        help_desk=edition.contact(ContactKind.HELP_DESK),
    )


@blueprint.get("/orders/<code>/receipt")
@access.order_link
def receipt(code: str) -> str:
    """Show the receipt, to print or keep. Raises: NotFound (nothing was paid)."""
    page = _order(code)
    money = papers.money_of(page)
    if page.paid_at is None or money is None:
        raise NotFound
    facts = papers.receipt_facts(page, this_edition(), money)
    return render_template("orders/receipt.html", page=page, facts=facts)


@blueprint.get("/orders/<code>/open/<token>")
@access.public
def open_order(code: str, token: str) -> Response:
    """Open the buyer's link: this browser may see the order from now on."""
    selector = opened("order", token)
    if not queries.is_order_link(code, selector, this_edition().id):
        raise LinkNeeded
    identity.hold("order", selector)
    return redirect(url_for(".show", code=code), 303)


@blueprint.route("/find-my-ticket", methods=["GET", "POST"])
@access.public
def resend() -> ResponseReturnValue:
    """Send links again; the answer is the same for every address."""
    form = FindTicketForm()
    if form.validate_on_submit():
        with transaction():
            actions.send_links(this_edition().id, form.email.data, now=clock.now())
        return render_template("orders/links_sent.html", address=form.email.data)
    return render_template("orders/resend.html", form=form), 422 if form.errors else 200


TEMPLATES = {
    OrderState.AWAITING_PAYMENT: "orders/awaiting.html",
    OrderState.PAID: "orders/paid.html",
    OrderState.PAID_NO_PLACE: "orders/no_place.html",
    OrderState.CANCELLED: "orders/cancelled.html",
}


@blueprint.errorhandler(MoveForbidden)
def show_as_it_is(refusal: MoveForbidden) -> Response:
    """Lead back to the order: it changed while somebody was filling in a form."""
    flash(str(refusal), "warning")
    return redirect(url_for(".show", code=(request.view_args or {})["code"]), 303)


def _order(code: str) -> OrderPage:
    return queries.order_page(this_edition().id, code, clock.now())


def _keep_longer(code: str) -> bool:
    try:
        with transaction():
            until = actions.extend_hold(edition=this_edition(), code=code, now=clock.now())
    except Refused as refusal:
        flash(str(refusal), "warning")
        return False
    flash(f"We keep your places until {filters.clock_time(until)}.", "success")
    return True


def _known(page: OrderPage) -> GiveDetailsForm:
    known = {"email": page.email, "name": page.buyer_name, "organisation": page.organisation}
    return GiveDetailsForm(formdata=None, data=known)


def _own_ticket(page: OrderPage) -> TicketPage | None:
    seen = viewer()
    if page.own_place is None:
        return None
    return queries.own_ticket_held(page.id, selectors=seen.tickets, person_id=seen.person_id)


def _after_names(page: OrderPage) -> Response:
    if page.state is OrderState.PAID:
        flash("Saved. Everybody with a new address gets their ticket by email.", "success")
        return redirect(url_for(".show", code=page.code), 303)
    return redirect(url_for(".check", code=page.code), 303)


def _check_page(page: OrderPage, form: AcceptTermsForm) -> tuple[str, int]:
    terms = editions.policy(this_edition().id, PolicyKind.TERMS)
    form.version.data = str(terms.id)
    form.bill.data = page.bill
    is_refused = answer("is_bank_refused", page.id)
    return _screen("orders/check.html", page, form=form, terms=terms, is_refused=is_refused)


def _screen(template: str, page: OrderPage, **context: object) -> tuple[str, int]:
    form = context["form"]
    answer = render_template(
        template, page=page, steps_total=5 if page.audience.has_others else 4, **context
    )
    return answer, 422 if getattr(form, "errors", None) else 200
