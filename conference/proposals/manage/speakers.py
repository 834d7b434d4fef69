"""Organisers see who has done what, remind people, and answer on their behalf."""

from collections.abc import Callable, Mapping, Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.history.actions import person
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.proposals.actions import confirming, reminding
from conference.proposals.actions.confirming import Answer
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.queries import looked_after as queries
from conference.proposals.queries.tasks import confirmation_page
from conference.web import access
from conference.web.answers import answer
from conference.web.counting import CountForm
from conference.web.identity import viewer


@blueprint.get("/speakers/tasks")
@access.requires(Permission.EDIT_CALL)
def speaker_tasks() -> str:
    """Show who has confirmed and who has done what."""
    page = queries.looked_after(this_edition().id, _times())
    due = page.to_remind(clock.now())
    return render_template("proposals/manage/tasks.html", page=page, due=due)


@blueprint.route("/speakers/tasks/reminders", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def remind() -> ResponseReturnValue:
    """Ask, with the count, before reminders go out; send them."""
    form = CountForm()
    if form.validate_on_submit():
        with transaction():
            count = reminding.remind(
                this_edition().id,
                expected=form.expected,
                times=_times,
                actor=person(viewer().known_id),
                now=clock.now(),
            )
        if count and count == form.expected:
            flash(f"{_people(count)} reminded.", "success")
            return redirect(url_for(".speaker_tasks"), 303)
        flash("It is another number by now. Nobody was reminded yet.", "warning")
        return redirect(url_for(".remind"), 303)
    count = len(queries.looked_after(this_edition().id, _times()).to_remind(clock.now()))
    return render_template("proposals/manage/reminders.html", count=count)


@blueprint.get("/speakers/access")
@access.requires(Permission.SEE_ACCESS_NEEDS)
def confidences() -> str:
    """Show the access coordinators what speakers need to come and take part."""
    rows = queries.told_in_confidence(this_edition().id)
    return render_template("proposals/manage/confidences.html", rows=rows)


@blueprint.get("/proposals/<code>/confirmation")
@access.requires(Permission.EDIT_CALL)
def confirmation(code: str) -> str:
    """Show whether a proposal is confirmed, and who is on stage."""
    page = confirmation_page(this_edition().id, code)
    return render_template(
        "proposals/manage/confirmation.html",
        page=page,
        public_code=answer("public_session_of_proposal", this_edition().id, code),
    )


@blueprint.post("/proposals/<code>/confirmation")
@access.requires(Permission.EDIT_CALL)
def confirm_on_behalf(code: str) -> Response:
    """Confirm for the speakers; the history says who did."""
    return _answer(code, confirming.confirm, "Confirmed on behalf of the speakers.")


@blueprint.post("/proposals/<code>/unconfirmation")
@access.requires(Permission.EDIT_CALL)
def unconfirm(code: str) -> Response:
    """Take a confirmation back."""
    return _answer(code, confirming.unconfirm, "Not confirmed any more. Nobody got a mail.")


def _answer(code: str, action: Callable[[Answer], None], done: str) -> Response:
    given = Answer(
        edition_id=this_edition().id,
        code=code,
        person_id=viewer().known_id,
        now=clock.now(),
        on_behalf=True,
    )
    try:
        with transaction():
            action(given)
    except Refused as refusal:
        flash(str(refusal), "warning")
    else:
        flash(done, "success")
    return redirect(url_for(".confirmation", code=code), 303)


def _times() -> Mapping[int, Sequence[str]]:
    """Return what each speaker was asked about and has not answered."""
    found: Mapping[int, Sequence[str]] = answer("asked_times", this_edition().id, clock.now())
    return found


def _people(count: int) -> str:
    return "1 person was" if count == 1 else f"{count} people were"
