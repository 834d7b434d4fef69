"""Organisers say who reviews what: a draw that is looked at first, by track, by person."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.kernel import codes
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.proposals.actions import assignments as actions
from conference.proposals.forms.reviewers import AssignEvenlyForm, DrawForm
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.manage.deciding import reader
from conference.proposals.manage.reviewers import chair, one_form, track_form
from conference.proposals.queries import assignments as queries
from conference.proposals.rules.assigning import PlanChanged
from conference.web import access
from conference.web.filters import plural


@blueprint.get("/proposals/reviewers/assignment")
@access.requires(Permission.EDIT_CALL)
def preview_assignment() -> ResponseReturnValue:
    """Show what a draw would do; another seed is another draw."""
    form = DrawForm(formdata=request.args)
    if not form.validate():
        page = queries.reviewers_page(this_edition().id, reader())
        return render_template("proposals/manage/reviewers.html", page=page, form=form), 422
    seed = request.args.get("seed", "")[:40]
    if not seed:
        address = url_for(".preview_assignment", each=form.each.data, seed=codes.random_code())
        return redirect(address, 303)
    draw = queries.preview(this_edition().id, reader(), each=form.each.data or 1, seed=seed)
    return render_template(
        "proposals/manage/preview_assignment.html", page=draw, other=codes.random_code()
    )


@blueprint.post("/proposals/reviewers/assignment")
@access.requires(Permission.EDIT_CALL)
def assign_evenly() -> Response:
    """Carry out the draw that was looked at."""
    form = AssignEvenlyForm()
    if not form.validate():
        flash("That was no draw of ours. Nothing was assigned: look at a draw first.", "error")
        return redirect(url_for(".reviewers"), 303)
    each, seed = form.each.data or 1, form.seed.data or ""
    try:
        with transaction():
            count = actions.assign_evenly(
                chair(), each=each, seed=seed, expected=form.expected.data or ""
            )
    except PlanChanged as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".preview_assignment", each=each, seed=seed), 303)
    _tell(count)
    return redirect(url_for(".reviewers"), 303)


@blueprint.post("/proposals/reviewers/<int:person_id>/tracks")
@access.requires(Permission.EDIT_CALL)
def assign_track(person_id: int) -> Response:
    """Give all of a track to one reviewer, as far as they may."""
    form = track_form(queries.reviewer_page(this_edition().id, person_id, reader()), is_sent=True)
    if form.validate():
        with transaction():
            count = actions.assign_track(chair(), person_id, int(form.track.data))
        _tell(count)
    else:
        flash("Choose a track from the list. Nothing was assigned.", "error")
    return redirect(url_for(".reviewer", person_id=person_id), 303)


@blueprint.post("/proposals/reviewers/<int:person_id>/proposals")
@access.requires(Permission.EDIT_CALL)
def assign_one(person_id: int) -> Response:
    """Give one proposal to one reviewer."""
    form = one_form(queries.reviewer_page(this_edition().id, person_id, reader()), is_sent=True)
    if form.validate():
        try:
            with transaction():
                count = actions.assign_one(chair(), person_id, form.proposal.data)
        except Refused as refusal:
            flash(str(refusal), "warning")
        else:
            _tell(count)
    else:
        flash("Choose a proposal from the list. Nothing was assigned.", "error")
    return redirect(url_for(".reviewer", person_id=person_id), 303)


@blueprint.post("/proposals/reviewers/<int:person_id>/proposals/<code>/removal")
@access.requires(Permission.EDIT_CALL)
def unassign(person_id: int, code: str) -> Response:
    """Ask a reviewer no more for a proposal."""
    try:
        with transaction():
            actions.unassign(chair(), person_id, code)
    except Refused as refusal:
        flash(str(refusal), "warning")
    else:
        flash("They are not asked for it any more.", "success")
    return redirect(url_for(".reviewer", person_id=person_id), 303)


def _tell(count: int) -> None:
    if count:
        flash(f"{plural(count, 'review')} asked for. One mail goes to each reviewer.", "success")
    else:
        flash("Nothing was left to ask for: everything stands as it was.", "success")
