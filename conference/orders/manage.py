"""Organisers see orders and attendees, give free tickets, and send links again."""

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import edition_blueprint, this_edition
from conference.history.actions import person
from conference.history.actors import named
from conference.history.models import Entry
from conference.kernel import clock, codes
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound, Refused
from conference.kernel.permissions import Permission
from conference.orders import actions, exports, papers, queries
from conference.orders.actions import AddressChange, FreeTicket, HandOver
from conference.orders.forms import DeskAddressForm, HandOverForm, IssueTicketForm, ticket_choices
from conference.orders.queries import Search, Standing
from conference.orders.rules import NEEDS_KEPT, NeedKind, OrderState
from conference.orders.views.blueprint import FREE_TICKET_FORM, sealed, sent_token
from conference.tickets import queries as tickets
from conference.web import access, identity, paging
from conference.web.identity import viewer

blueprint = edition_blueprint("orders_manage", __name__, prefix="/manage")

LogLine = tuple[Entry, str]
"""An entry of the history, and who did it in words."""


@blueprint.get("/orders")
@access.requires(Permission.SEE_ORDERS)
def index() -> str:
    """List orders, newest first, or those that were asked for."""
    edition_id, number = this_edition().id, _page_number()
    search = _search(number)
    return render_template(
        "orders/manage/index.html",
        page=paging.cut(queries.order_rows(edition_id, search), number),
        sums=queries.figures(edition_id),
        search=search,
        states=tuple(OrderState),
        may_issue=viewer().may(Permission.ISSUE_TICKETS, edition_id),
    )


@blueprint.get("/orders/<code>")
@access.requires(Permission.SEE_ORDERS)
def show(code: str) -> str:
    """Show one order whole, with its history."""
    edition_id = this_edition().id
    detail = queries.order_detail(edition_id, code, clock.now())
    order = detail.order
    return render_template(
        "orders/manage/show.html",
        page=order,
        paid_text=papers.paid_text(order, papers.money_of(order)),
        acceptances=detail.acceptances,
        log=_log(detail.history),
        may_refund=viewer().may(Permission.REFUND, edition_id),
        may_readdress=viewer().may(Permission.ISSUE_TICKETS, edition_id),
    )


@blueprint.post("/orders/<code>/links")
@access.requires(Permission.SEE_ORDERS)
def resend(code: str) -> Response:
    """Send the order's links to their own addresses again."""
    with transaction():
        actions.resend_links(this_edition().id, code, actor=_actor(), now=clock.now())
    flash("The links are on their way to the addresses of this order.", "success")
    return redirect(url_for(".show", code=code), 303)


@blueprint.route("/orders/<code>/address", methods=["GET", "POST"])
@access.requires(Permission.ISSUE_TICKETS)
def address(code: str) -> ResponseReturnValue:
    """Correct the address of a paid order for a buyer who has lost the link."""
    page = queries.order_page(this_edition().id, code, clock.now(), for_desk=True)
    if not page.may_change_address:
        return redirect(url_for(".show", code=code), 303)
    form = DeskAddressForm()
    if page.own_place is None or not page.own_place.is_claimed:
        del form.holder  # nothing is on the ticket yet
    if form.validate_on_submit():
        flash(*_readdress(code, form))
        return redirect(url_for(".show", code=code), 303)
    text = render_template("orders/manage/address.html", page=page, form=form)
    return text, 422 if form.errors else 200


@blueprint.route("/orders/<code>/tickets/<ticket>", methods=["GET", "POST"])
@access.requires(Permission.ISSUE_TICKETS)
def hand_over(code: str, ticket: str) -> ResponseReturnValue:
    """Let somebody else come with a ticket. Raises: NotFound, MoveForbidden."""
    page = queries.order_page(this_edition().id, code, clock.now(), for_desk=True)
    place = next((place for place in page.places if place.code == ticket), None)
    if place is None or page.state is not OrderState.PAID or place.is_cancelled:
        raise NotFound
    form = HandOverForm()
    if form.validate_on_submit():
        change = HandOver(order=code, ticket=ticket, name=form.name.data, email=form.email.data)
        with transaction():
            actions.hand_over(change, edition_id=this_edition().id, actor=_actor(), now=clock.now())
        flash(f"The ticket is {form.name.data}'s now. It goes to {form.email.data}.", "success")
        return redirect(url_for(".show", code=code), 303)
    text = render_template("orders/manage/hand_over.html", page=page, place=place, form=form)
    return text, 422 if form.errors else 200


@blueprint.route("/free-ticket", methods=["GET", "POST"])
@access.requires(Permission.ISSUE_TICKETS)
def issue() -> ResponseReturnValue:
    """Give somebody a ticket that costs nothing: speaker, helper, guest."""
    types = tickets.free_types(this_edition().id)
    type_ids = {row.code: row.id for row in types}
    form = IssueTicketForm()
    form.ticket.choices = ticket_choices(types)
    if form.validate_on_submit():
        try:
            code = _issue(form, type_ids[form.ticket.data])
        except Refused as refusal:
            form.show_refusals({"ticket": str(refusal)})
        else:
            identity.form_token(codes.random_code(codes.TICKET_CODE_LENGTH))
            flash(f"The ticket for {form.name.data} goes to {form.email.data}.", "success")
            return redirect(url_for(".show", code=code), 303)
    form.form_token.data = form.form_token.data or sealed(FREE_TICKET_FORM, _form_token())
    page = render_template("orders/manage/issue.html", form=form, has_types=bool(type_ids))
    return page, 422 if form.errors else 200


@blueprint.get("/attendees")
@access.requires(Permission.SEE_ATTENDEES)
def attendees() -> str:
    """List ticket holders by name, or those that were asked for."""
    edition_id, number = this_edition().id, _page_number()
    search = _search(number)
    return render_template(
        "orders/manage/attendees.html",
        page=paging.cut(queries.attendee_rows(edition_id, search), number),
        sums=queries.attendee_figures(edition_id),
        search=search,
        types=tickets.types_of(edition_id),
        standings=tuple(Standing),
    )


@blueprint.get("/attendees.csv")
@access.requires(Permission.SEE_ATTENDEES)
def attendees_file() -> Response:
    """Return the ticket holders that were asked for as a file: no needs, no links, no photos."""
    edition = this_edition()
    rows = queries.attendee_rows(edition.id, _search(1, limit=None))
    response = Response(exports.attendees_csv(rows), content_type="text/csv; charset=utf-8")
    name = f"attendees-{edition.slug}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.get("/needs/access")
@access.requires(Permission.SEE_ACCESS_NEEDS)
def access_needs() -> str:
    """Show the access coordinators who needs what."""
    return _needs_page("orders/manage/access_needs.html", NeedKind.ACCESS)


@blueprint.get("/needs/diet")
@access.requires(Permission.SEE_DIET_NEEDS)
def diet_needs() -> str:
    """Show the catering coordinators how much of what, and cards without names."""
    return _needs_page("orders/manage/diet_needs.html", NeedKind.DIET)


def _needs_page(template: str, kind: NeedKind) -> str:
    edition = this_edition()
    return render_template(
        template,
        page=queries.needs_page(edition.id, kinds={kind}),
        kept_until=edition.ends_on + NEEDS_KEPT,
    )


def _page_number() -> int:
    return paging.page_number(request.args.get("page"))


def _search(number: int, *, limit: int | None = paging.PER_PAGE + 1) -> Search:
    return Search(
        query=request.args.get("q", "").strip(),
        state=request.args.get("state", ""),
        ticket=request.args.get("ticket", ""),
        start=(number - 1) * paging.PER_PAGE,
        limit=limit,
    )


def _issue(form: IssueTicketForm, type_id: int) -> str:
    ticket = FreeTicket(
        type_id=type_id,
        name=form.name.data,
        email=form.email.data,
        form_token=sent_token(FREE_TICKET_FORM, form.form_token.data),
    )
    with transaction():
        return actions.issue_free(ticket, edition=this_edition(), actor=_actor(), now=clock.now())


def _form_token() -> str:
    """Return the token that two tabs of this browser share until a ticket was given."""
    fresh = codes.random_code(codes.TICKET_CODE_LENGTH)
    return identity.form_token() or identity.form_token(fresh) or fresh


def _readdress(code: str, form: DeskAddressForm) -> tuple[str, str]:
    """Change the address and return what to tell the organiser."""
    email = form.email.data
    change = AddressChange(
        code=code,
        edition_id=this_edition().id,
        email=email,
        actor=_actor(),
        is_desk=True,
        is_same_holder=form.answers.get("holder", "same") == "same",
    )
    with transaction():
        is_new = actions.change_address(change, now=clock.now())
    if not is_new:
        return "That is the address of this order already. Nothing was sent.", "note"
    return f"The mail with new links is on its way to {email}.", "success"


def _log(entries: Iterable[Entry]) -> tuple[LogLine, ...]:
    """Name the people in the history."""
    told = tuple(entries)
    names = named(entry.actor for entry in told)
    return tuple((entry, names[entry.actor]) for entry in told)


def _actor() -> str:
    return person(viewer().known_id)
