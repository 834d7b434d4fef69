"""Organisers make the call and say which formats may be proposed."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid
from conference.kernel.permissions import Permission
from conference.proposals.actions import calls as actions
from conference.proposals.actions.call_desk import CallDesk
from conference.proposals.forms.calls import CallForm, formats_form
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.manage.call_desk import call_desk, this_call
from conference.proposals.models import Call
from conference.proposals.queries import call_desk as queries
from conference.proposals.queries import calls
from conference.proposals.rules.call_settings import CallOvertaken
from conference.web import access

GRACE_MINUTES, ABSTRACT_WORDS, CONFIRM_DAYS = 15, 300, 28


@blueprint.route("/call", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def call() -> ResponseReturnValue:
    """Show and change the call, or make it."""
    row = calls.call_of(this_edition().id)
    desk = call_desk(row)
    form = CallForm(obj=row) if row else CallForm(data=_first_values())
    if form.validate_on_submit():
        try:
            with transaction():
                _save(row, form, desk)
        except Invalid as invalid:
            form.show_refusals(invalid.fields)
        except actions.CallMade as made:
            flash(str(made), "warning")
            return redirect(url_for(".call"), 303)
        except CallOvertaken as overtaken:
            form.form_errors.append(str(overtaken))
        else:
            flash("The call is saved.", "success")
            return redirect(url_for(".call"), 303)
    phase = calls.dates_of(row).phase(clock.now()) if row else None
    facts = queries.call_facts(row) if row else None
    page = render_template("proposals/manage/call.html", call=facts, phase=phase, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/call/formats", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def call_formats() -> ResponseReturnValue:
    """Show and change which formats may be proposed, and until when."""
    row = this_call()
    desk = call_desk(row)
    formats = queries.formats_of_edition(this_edition().id)
    form = formats_form(formats, queries.formats_of_call(row.id))
    if form.validate_on_submit():
        try:
            with transaction():
                actions.set_formats(form.chosen(formats), desk=desk)
        except Invalid as invalid:
            form.show_refusals(invalid.fields)
        except CallOvertaken as overtaken:
            form.form_errors.append(str(overtaken))
        else:
            flash("The formats are saved.", "success")
            return redirect(url_for(".call_formats"), 303)
    page = render_template(
        "proposals/manage/call_formats.html",
        call=queries.call_facts(row),
        formats=formats,
        form=form,
    )
    return page, 422 if form.errors else 200


def _save(row: Call | None, form: CallForm, desk: CallDesk) -> None:
    if row is None:
        actions.make_call(form.facts(), desk=desk)
    else:
        actions.change_call(form.facts(), desk=desk)


def _first_values() -> dict[str, object]:
    """Suggest what most calls have; the dates are the organisers' own."""
    before = timedelta(days=CONFIRM_DAYS)
    return {
        "grace_minutes": GRACE_MINUTES,
        "abstract_words": ABSTRACT_WORDS,
        "confirm_by": this_edition().doors_at - before,
    }
