"""Organisers let some people send in after the deadline."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid
from conference.kernel.permissions import Permission
from conference.proposals.actions import extensions as actions
from conference.proposals.forms.calls import ExtensionForm
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.manage.call_desk import call_desk, this_call
from conference.proposals.queries import call_desk as queries
from conference.proposals.rules.refusals import ProposalRefused
from conference.web import access


@blueprint.route("/call/extensions", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def extensions() -> ResponseReturnValue:
    """List the extension codes with how often each was spent, and make one."""
    call = this_call()
    form = ExtensionForm(uses=1)
    if form.validate_on_submit():
        try:
            with transaction():
                code = actions.make_extension(form.facts(), desk=call_desk())
        except Invalid as invalid:
            form.show_refusals(invalid.fields)
        except ProposalRefused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"The code is {code}. Give it to whom it is for.", "success")
            return redirect(url_for(".extensions"), 303)
    page = render_template(
        "proposals/manage/extensions.html",
        rows=queries.extension_rows(call.id),
        call=queries.call_facts(call),
        form=form,
        now=clock.now(),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/call/extensions/<int:extension_id>/end")
@access.requires(Permission.EDIT_CALL)
def end_extension(extension_id: int) -> Response:
    """Let a code be spent no more."""
    with transaction():
        actions.end_extension(extension_id, desk=call_desk())
    flash("The code is ended. What was sent in with it stays.", "success")
    return redirect(url_for(".extensions"), 303)
