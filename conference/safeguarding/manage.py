"""Organisers keep the support services right: list, add, change, check, remove."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import edition_blueprint
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid
from conference.kernel.permissions import Permission
from conference.safeguarding import actions, queries
from conference.safeguarding.forms import EditServiceForm
from conference.safeguarding.rules import TooManyForEveryone
from conference.web import access
from conference.web.filters import short_date
from conference.web.identity import viewer

UNNAMED = "the organisers"

blueprint = edition_blueprint("safeguarding_manage", __name__, prefix="/manage/support-services")


@blueprint.get("")
@access.requires(Permission.EDIT_EDITION)
def index() -> str:
    """List the services with the state of their checks."""
    page = queries.services_page(today=clock.day(clock.now()))
    return render_template("safeguarding/manage/index.html", page=page)


@blueprint.route("/new", methods=["GET", "POST"])
@access.requires(Permission.EDIT_EDITION)
def new() -> ResponseReturnValue:
    """Add a service."""
    form = EditServiceForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.add_service(form.facts(), by=_staff(), now=clock.now())
        except (Invalid, TooManyForEveryone) as refusal:
            _show(form, refusal)
        else:
            flash("The service is on the page. Now check it: ring or open it.", "success")
            return redirect(url_for(".index"), 303)
    return render_template("safeguarding/manage/new.html", form=form), _status(form)


@blueprint.route("/<int:service_id>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_EDITION)
def edit(service_id: int) -> ResponseReturnValue:
    """Change a service."""
    service = queries.service(service_id)
    form = EditServiceForm(obj=service)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.change_service(service_id, form.facts(), by=_staff(), now=clock.now())
        except (Invalid, TooManyForEveryone) as refusal:
            _show(form, refusal)
        else:
            flash("Saved.", "success")
            return redirect(url_for(".index"), 303)
    name = queries.service(service_id).name
    page = render_template(
        "safeguarding/manage/edit.html", form=form, name=name, service_id=service_id
    )
    return page, _status(form)


@blueprint.post("/<int:service_id>/checks")
@access.requires(Permission.EDIT_EDITION)
def check(service_id: int) -> Response:
    """Note that the viewer has rung or opened the service today."""
    with transaction():
        next_check = actions.check_service(service_id, by=_staff(), now=clock.now())
    flash(f"Checked today. Check it again by {short_date(next_check)}.", "success")
    return redirect(url_for(".index"), 303)


@blueprint.get("/<int:service_id>/removal")
@access.requires(Permission.EDIT_EDITION)
def removal(service_id: int) -> str:
    """Ask before a service leaves the pages."""
    service = queries.service(service_id)
    return render_template(
        "safeguarding/manage/removal.html", name=service.name, service_id=service_id
    )


@blueprint.post("/<int:service_id>/removal")
@access.requires(Permission.EDIT_EDITION)
def remove(service_id: int) -> Response:
    """Remove a service from all pages."""
    with transaction():
        actions.remove_service(service_id, by=_staff(), now=clock.now())
    flash("The service is off the page.", "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/reviews")
@access.requires(Permission.EDIT_EDITION)
def review() -> Response:
    """Note that the viewer has read all help pages today."""
    with transaction():
        actions.review_guidance(by=_staff(), now=clock.now())
    flash("The help pages now show today as the day of their last review.", "success")
    return redirect(url_for(".index"), 303)


def _staff() -> actions.Staff:
    return actions.Staff(person_id=viewer().known_id, name=viewer().name or UNNAMED)


def _show(form: EditServiceForm, refusal: Invalid | TooManyForEveryone) -> None:
    if isinstance(refusal, Invalid):
        form.show_refusals(refusal.fields)
    else:
        form.show_refusals({"is_for_everyone": refusal.message})


def _status(form: EditServiceForm) -> int:
    return 422 if form.errors else 200
