"""Organisers say what the call asks beside the proposal itself."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import newest_edition, this_edition
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid
from conference.kernel.permissions import Permission
from conference.proposals.actions import questions as actions
from conference.proposals.forms.questions import QuestionForm
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.manage.call_desk import WAYS, call_desk, this_call
from conference.proposals.queries import question_desk as queries
from conference.proposals.queries.questions import asked
from conference.proposals.rules.refusals import ProposalRefused
from conference.web import access


@blueprint.get("/call/questions")
@access.requires(Permission.EDIT_CALL)
def questions() -> str:
    """List the questions in their order, retired ones after them."""
    return render_template(
        "proposals/manage/questions.html",
        rows=queries.question_rows(this_call().id),
        tracks=this_edition().tracks_by_id,
    )


@blueprint.route("/call/questions/new", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def add_question() -> ResponseReturnValue:
    """Ask something new, after what is asked already."""
    form = QuestionForm(newest_edition().tracks, asked(this_call().id))
    if form.validate_on_submit():
        try:
            with transaction():
                actions.add_question(form.facts(), desk=call_desk())
        except Invalid as invalid:
            form.show_refusals(invalid.fields)
        except ProposalRefused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash("The question is added, as the last one.", "success")
            return redirect(url_for(".questions"), 303)
    page = render_template("proposals/manage/new_question.html", form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/call/questions/<int:question_id>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def question(question_id: int) -> ResponseReturnValue:
    """Show and change a question."""
    call = this_call()
    desk = call_desk(call)
    page = queries.question_page(call.id, question_id)
    form = QuestionForm(newest_edition().tracks, page.before, facts=page.facts)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.change_question(question_id, form.facts(), desk=desk)
        except Invalid as invalid:
            form.show_refusals(invalid.fields)
        except ProposalRefused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash("The question is saved.", "success")
            return redirect(url_for(".questions"), 303)
    html = render_template("proposals/manage/question.html", page=page, form=form)
    return html, 422 if form.errors else 200


@blueprint.post("/call/questions/<int:question_id>/<any(up, down):way>")
@access.requires(Permission.EDIT_CALL)
def move_question(question_id: int, way: str) -> Response:
    """Let a question change places with its neighbour, if nothing hangs the wrong way then."""
    try:
        with transaction():
            actions.move_question(question_id, WAYS[way], desk=call_desk())
    except ProposalRefused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for(".questions", _anchor=f"question-{question_id}"), 303)


@blueprint.post("/call/questions/<int:question_id>/retirement")
@access.requires(Permission.EDIT_CALL)
def retire_question(question_id: int) -> Response:
    """Ask a question no more; its answers stay."""
    try:
        with transaction():
            actions.retire_question(question_id, desk=call_desk())
    except ProposalRefused as refusal:
        flash(str(refusal), "warning")
    else:
        flash("The question is retired: it is asked no more, and its answers stay.", "success")
    return redirect(url_for(".question", question_id=question_id), 303)


@blueprint.post("/call/questions/<int:question_id>/return")
@access.requires(Permission.EDIT_CALL)
def bring_back_question(question_id: int) -> Response:
    """Ask a retired question again, as the last one."""
    try:
        with transaction():
            actions.bring_back_question(question_id, desk=call_desk())
    except Invalid as invalid:
        flash(next(iter(invalid.fields.values())), "warning")
    except ProposalRefused as refusal:
        flash(str(refusal), "warning")
    else:
        flash("The question is asked again, as the last one.", "success")
    return redirect(url_for(".question", question_id=question_id), 303)


@blueprint.post("/call/questions/<int:question_id>/removal")
@access.requires(Permission.EDIT_CALL)
def remove_question(question_id: int) -> Response:
    """Delete a question that nobody answered."""
    try:
        with transaction():
            actions.remove_question(question_id, desk=call_desk())
    except ProposalRefused as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".question", question_id=question_id), 303)
    flash("The question is deleted.", "success")
    return redirect(url_for(".questions"), 303)
