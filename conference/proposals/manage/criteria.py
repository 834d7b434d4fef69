"""Organisers say what reviewers score."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.kernel.database import transaction
from conference.kernel.errors import Invalid
from conference.kernel.permissions import Permission
from conference.proposals.actions import criteria as actions
from conference.proposals.forms.calls import ChangeCriterionForm, CriterionForm
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.manage.call_desk import WAYS, call_desk, this_call
from conference.proposals.queries import call_desk as queries
from conference.proposals.rules.refusals import ProposalRefused
from conference.web import access


@blueprint.route("/call/criteria", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def criteria() -> ResponseReturnValue:
    """List the criteria in their order, and add one."""
    call = this_call()
    form = CriterionForm(weight=1)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.add_criterion(form.facts(), desk=call_desk())
        except Invalid as invalid:
            form.show_refusals(invalid.fields)
        except ProposalRefused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"{form.name.data} is added, as the last criterion.", "success")
            return redirect(url_for(".criteria"), 303)
    rows = queries.criterion_rows(call.id)
    page = render_template("proposals/manage/criteria.html", rows=rows, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/call/criteria/<int:criterion_id>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def criterion(criterion_id: int) -> ResponseReturnValue:
    """Show and change a criterion."""
    call = this_call()
    desk = call_desk(call)
    row = queries.criterion(call.id, criterion_id)
    form = ChangeCriterionForm(obj=row)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.change_criterion(criterion_id, form.facts(), desk=desk)
        except Invalid as invalid:
            form.show_refusals(invalid.fields)
        except ProposalRefused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"{form.name.data} is saved.", "success")
            return redirect(url_for(".criteria"), 303)
    page = render_template(
        "proposals/manage/criterion.html",
        id=row.id,
        name=row.name,
        is_scored=queries.is_scored(row.id),
        form=form,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/call/criteria/<int:criterion_id>/<any(up, down):way>")
@access.requires(Permission.EDIT_CALL)
def move_criterion(criterion_id: int, way: str) -> Response:
    """Let a criterion change places with its neighbour."""
    with transaction():
        actions.move_criterion(criterion_id, WAYS[way], desk=call_desk())
    return redirect(url_for(".criteria", _anchor=f"criterion-{criterion_id}"), 303)


@blueprint.post("/call/criteria/<int:criterion_id>/removal")
@access.requires(Permission.EDIT_CALL)
def remove_criterion(criterion_id: int) -> Response:
    """Delete a criterion that nobody scored."""
    try:
        with transaction():
            actions.remove_criterion(criterion_id, desk=call_desk())
    except ProposalRefused as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".criterion", criterion_id=criterion_id), 303)
    flash("The criterion is deleted.", "success")
    return redirect(url_for(".criteria"), 303)
