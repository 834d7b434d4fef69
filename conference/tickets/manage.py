"""Organisers say what is sold, until when, and how many of it there are."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import edition_blueprint, this_edition
from conference.history.actions import person
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid
from conference.kernel.permissions import Permission
from conference.tickets import actions, queries
from conference.tickets.actions import Desk, IsOrdered
from conference.tickets.forms import ChangeTypeForm, CreateTypeForm, QuotaForm
from conference.tickets.models import MAX_PER_ORDER
from conference.tickets.queries import Counter
from conference.tickets.rules import QuotaInUse, QuotaNeeded, QuotaTooSmall, TypeInUse
from conference.web import access
from conference.web.answers import answer
from conference.web.identity import viewer

blueprint = edition_blueprint("tickets_manage", __name__, prefix="/manage")


@blueprint.get("/tickets")
@access.requires(Permission.EDIT_TICKETS)
def index() -> str:
    """List ticket types and quotas, and how full they are."""
    page = queries.types_page(this_edition().id, clock.now(), count=_counter())
    return render_template("tickets/manage/index.html", page=page)


@blueprint.route("/tickets/types/new", methods=["GET", "POST"])
@access.requires(Permission.EDIT_TICKETS)
def create_type() -> ResponseReturnValue:
    """Make a ticket type; its own quota is made with it."""
    form = CreateTypeForm(
        vat_rate=this_edition().vat_rate, max_per_order=MAX_PER_ORDER, is_public=True
    )
    if form.validate_on_submit():
        try:
            with transaction():
                actions.create_type(form.type_code, form.facts(), size=form.size.data, desk=_desk())
        except Invalid as invalid:
            form.show_refusals(invalid.fields)
        else:
            flash(f"{form.name.data} is made, with a quota of its own.", "success")
            return redirect(url_for(".index"), 303)
    page = render_template("tickets/manage/new_type.html", form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/tickets/types/<code>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_TICKETS)
def change_type(code: str) -> ResponseReturnValue:
    """Show and change a ticket type, and what it counts against."""
    edition_id = this_edition().id
    row = queries.type_by_code(edition_id, code)
    form = ChangeTypeForm(obj=row, quotas=queries.quota_ids_of_type(row.id))
    form.offer(queries.quotas_of(edition_id))
    name = row.name
    if form.validate_on_submit():
        try:
            with transaction():
                actions.change_type(
                    code, form.facts(), quota_ids=form.quotas.data or (), desk=_desk()
                )
        except QuotaNeeded as refusal:
            form.show_refusals({"quotas": str(refusal)})
        else:
            flash(f"{form.name.data} is saved. Orders keep what they were sold.", "success")
            return redirect(url_for(".index"), 303)
    page = render_template("tickets/manage/type.html", form=form, code=code, name=name)
    return page, 422 if form.errors else 200


@blueprint.post("/tickets/types/<code>/end-of-sale")
@access.requires(Permission.EDIT_TICKETS)
def take_off_sale(code: str) -> Response:
    """Hide a type from the shop."""
    with transaction():
        actions.take_off_sale(code, desk=_desk())
    flash(f"{code} is off sale. Tickets that were sold stay valid.", "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/tickets/types/<code>/sale")
@access.requires(Permission.EDIT_TICKETS)
def put_on_sale(code: str) -> Response:
    """Show a type in the shop again."""
    with transaction():
        actions.put_on_sale(code, desk=_desk())
    flash(f"{code} is in the shop again, within its sale dates.", "success")
    return redirect(url_for(".index"), 303)


@blueprint.get("/tickets/types/<code>/removal")
@access.requires(Permission.EDIT_TICKETS)
def type_removal(code: str) -> str:
    """Ask before a ticket type is deleted."""
    row = queries.type_by_code(this_edition().id, code)
    return render_template("tickets/manage/type_removal.html", code=code, name=row.name)


@blueprint.post("/tickets/types/<code>/removal")
@access.requires(Permission.EDIT_TICKETS)
def remove_type(code: str) -> Response:
    """Delete a ticket type that nobody ordered."""
    is_ordered: IsOrdered = partial(answer, "is_ordered")
    try:
        with transaction():
            actions.remove_type(code, is_ordered=is_ordered, desk=_desk())
    except TypeInUse as refusal:
        flash(str(refusal), "warning")
    else:
        flash(f"{code} is deleted. Its quota is still there.", "success")
    return redirect(url_for(".index"), 303)


@blueprint.route("/tickets/quotas/new", methods=["GET", "POST"])
@access.requires(Permission.EDIT_TICKETS)
def create_quota() -> ResponseReturnValue:
    """Make a quota that several types may share."""
    form = QuotaForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.create_quota(form.quota_name.data, form.size.data, desk=_desk())
        except Invalid as invalid:
            form.show_refusals(invalid.fields)
        else:
            flash(f"{form.quota_name.data} is made. Say on a type that it counts here.", "success")
            return redirect(url_for(".index"), 303)
    page = render_template("tickets/manage/new_quota.html", form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/tickets/quotas/<int:quota_id>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_TICKETS)
def change_quota(quota_id: int) -> ResponseReturnValue:
    """Show and change a quota's name and size."""
    row = queries.quota_row(this_edition().id, quota_id, clock.now(), count=_counter())
    form = QuotaForm(quota_name=row.count.name, size=row.count.size)
    if form.validate_on_submit():
        try:
            _change_quota(quota_id, form)
        except Invalid as invalid:
            form.show_refusals(invalid.fields)
        except QuotaTooSmall as refusal:
            form.show_refusals({"size": str(refusal)})
        else:
            flash(f"{form.quota_name.data} is saved.", "success")
            return redirect(url_for(".index"), 303)
    page = render_template("tickets/manage/quota.html", form=form, row=row)
    return page, 422 if form.errors else 200


@blueprint.post("/tickets/quotas/<int:quota_id>/removal")
@access.requires(Permission.EDIT_TICKETS)
def remove_quota(quota_id: int) -> Response:
    """Delete a quota that no type counts against."""
    try:
        with transaction():
            actions.remove_quota(quota_id, desk=_desk())
    except QuotaInUse as refusal:
        flash(str(refusal), "warning")
    else:
        flash("The quota is deleted.", "success")
    return redirect(url_for(".index"), 303)


def _change_quota(quota_id: int, form: QuotaForm) -> None:
    with transaction():
        actions.change_quota(
            quota_id, form.quota_name.data, form.size.data, count=_counter(), desk=_desk()
        )


def _counter() -> Counter:
    """Return what counts what is taken: orders know."""
    return partial(answer, "taken")


def _desk() -> Desk:
    return Desk(edition_id=this_edition().id, actor=person(viewer().known_id), now=clock.now())
