"""Organisers see orders and attendees, give free tickets, and send links again."""

import csv
import io

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import edition_blueprint, this_edition
from conference.history.actions import person
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.orders import actions, queries
from conference.orders.forms import IssueTicketForm, ticket_choices
from conference.orders.queries import AttendeeRow, Search
from conference.orders.rules import NeedKind, OrderState, csv_safe
from conference.tickets import queries as tickets
from conference.web import access, paging
from conference.web.identity import viewer

BYTE_ORDER_MARK = "\ufeff"
"""Excel reads a file as UTF-8 only if it begins with this."""

COLUMNS = (
    *("Order", "Ticket", "Name", "Name on badge", "Email", "Organisation"),
    *("Ticket type", "Claimed", "Cancelled"),
)

blueprint = edition_blueprint("orders_manage", __name__, prefix="/manage")


@blueprint.get("/orders")
@access.requires(Permission.SEE_ORDERS)
def index() -> str:
    """List orders, newest first, or those that were asked for."""
    search, number = _search()
    rows = queries.order_rows(this_edition().id, search)
    return render_template(
        "orders/manage/index.html",
        orders=paging.cut(rows, number),
        figures=queries.figures(this_edition().id),
        search=search,
        states=[(state.value, state.label) for state in OrderState],
        may_issue=viewer().may(Permission.ISSUE_TICKETS, this_edition().id),
    )


@blueprint.get("/orders/<code>")
@access.requires(Permission.SEE_ORDERS)
def show(code: str) -> str:
    """Show one order whole, with its history."""
    detail = queries.order_detail(this_edition().id, code, clock.now())
    return render_template(
        "orders/manage/show.html",
        page=detail.order,
        history=detail.history,
        may_refund=viewer().may(Permission.REFUND, this_edition().id),
    )


@blueprint.post("/orders/<code>/links")
@access.requires(Permission.SEE_ORDERS)
def resend(code: str) -> Response:
    """Send the order's links to their own addresses again."""
    with transaction():
        actions.resend_links(
            this_edition().id, code, actor=person(viewer().known_id), now=clock.now()
        )
    flash("The links are on their way to the addresses of this order.", "success")
    return redirect(url_for(".show", code=code), 303)


@blueprint.route("/orders/new", methods=["GET", "POST"])
@access.requires(Permission.ISSUE_TICKETS)
def issue() -> ResponseReturnValue:
    """Give somebody a free ticket: speaker, crew, guest."""
    types = tickets.free_types(this_edition().id)
    form = IssueTicketForm()
    form.ticket.choices = ticket_choices(types)
    chosen = {row.code: row.id for row in types}
    if form.validate_on_submit():
        try:
            with transaction():
                code = actions.issue_free(
                    edition=this_edition(),
                    type_id=chosen.get(form.ticket.data, 0),
                    name=form.name.data,
                    email=form.email.data,
                    actor=person(viewer().known_id),
                    now=clock.now(),
                )
        except Refused as refusal:
            form.show_refusals({"ticket": str(refusal)})
        else:
            flash(f"The ticket is on its way to {form.email.data}.", "success")
            return redirect(url_for(".show", code=code), 303)
    page = render_template("orders/manage/issue.html", form=form, has_types=bool(chosen))
    return page, 422 if form.errors else 200


@blueprint.get("/attendees")
@access.requires(Permission.SEE_ATTENDEES)
def attendees() -> str:
    """List ticket holders by name."""
    search, number = _search()
    rows = queries.attendee_rows(this_edition().id, search)
    return render_template(
        "orders/manage/attendees.html", attendees=paging.cut(rows, number), search=search
    )


@blueprint.get("/attendees.csv")
@access.requires(Permission.SEE_ATTENDEES)
def attendees_file() -> Response:
    """Return all ticket holders as a file: no needs, no photo choice, no session."""
    rows = queries.attendee_rows(this_edition().id)
    text = io.StringIO(BYTE_ORDER_MARK)
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(row) for row in rows)
    response = Response(text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"attendees-{this_edition().slug}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/needs")
@access.requires(Permission.SEE_ACCESS_NEEDS)
def needs() -> str:
    """Show the access coordinators who needs what."""
    page = queries.needs_page(this_edition().id, kinds={NeedKind.ACCESS})
    return render_template("orders/manage/needs.html", page=page)


@blueprint.get("/food")
@access.requires(Permission.SEE_DIET_NEEDS)
def food() -> str:
    """Show the catering coordinators what is eaten, by number and by card."""
    page = queries.needs_page(this_edition().id, kinds={NeedKind.DIET})
    return render_template("orders/manage/food.html", page=page)


def _search() -> tuple[Search, int]:
    number = paging.page_number(request.args.get("page"))
    search = Search(
        query=request.args.get("q", "").strip(),
        state=request.args.get("state", ""),
        start=(number - 1) * paging.PER_PAGE,
        limit=paging.PER_PAGE + 1,
    )
    return search, number


def _cells(row: AttendeeRow) -> list[str]:
    cells = (
        *(row.order_code, row.code, row.name, row.badge_name, row.email, row.organisation),
        *(row.ticket_type, _yes(row.is_claimed), _yes(row.is_cancelled)),
    )
    return [csv_safe(cell) for cell in cells]


def _yes(fact: bool) -> str:  # noqa: FBT001 (the fact is the cell)
    return "yes" if fact else "no"
