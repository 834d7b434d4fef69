"""Organisers say when reviewers may do what."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid
from conference.kernel.permissions import Permission
from conference.proposals.actions import phases as actions
from conference.proposals.forms.calls import ChangePhaseForm, PhaseForm
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.manage.call_desk import call_desk, this_call
from conference.proposals.queries import call_desk as queries
from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.states import SightOfOthers
from conference.web import access


@blueprint.route("/call/phases", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def phases() -> ResponseReturnValue:
    """List the phases of review by time, and add one."""
    call = this_call()
    form = PhaseForm(is_blind=True, may_review=True, sight=SightOfOthers.AFTER_OWN.value)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.add_phase(form.facts(), desk=call_desk())
        except Invalid as invalid:
            form.show_refusals(invalid.fields)
        except ProposalRefused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"{form.name.data} is added.", "success")
            return redirect(url_for(".phases"), 303)
    page = render_template(
        "proposals/manage/phases.html",
        rows=queries.phase_rows(call.id),
        form=form,
        now=clock.now(),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/call/phases/<int:phase_id>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def phase(phase_id: int) -> ResponseReturnValue:
    """Show and change a phase of review."""
    call = this_call()
    desk = call_desk(call)
    row = queries.phase(call.id, phase_id)
    form = ChangePhaseForm(obj=row)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.change_phase(phase_id, form.facts(), desk=desk)
        except Invalid as invalid:
            form.show_refusals(invalid.fields)
        except ProposalRefused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"{form.name.data} is saved.", "success")
            return redirect(url_for(".phases"), 303)
    page = render_template("proposals/manage/phase.html", id=row.id, name=row.name, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/call/phases/<int:phase_id>/removal")
@access.requires(Permission.EDIT_CALL)
def remove_phase(phase_id: int) -> Response:
    """Take a phase away with its rights."""
    with transaction():
        actions.remove_phase(phase_id, desk=call_desk())
    flash("The phase is removed. Reviews that were written stay.", "success")
    return redirect(url_for(".phases"), 303)
