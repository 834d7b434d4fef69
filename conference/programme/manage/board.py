"""Organisers see a day of the draft: what stands where, their own steps, and what is wrong."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import newest_edition, this_edition
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.programme import queries
from conference.programme.actions import findings, steps
from conference.programme.forms.schedule import VERSION, AcceptForm, shown
from conference.programme.manage.blueprint import blueprint, desk
from conference.programme.manage.judging import judged_now
from conference.programme.manage.schedule import usual_minutes
from conference.programme.queries import DraftSession
from conference.web import access
from conference.web.answers import answer


@blueprint.get("/schedule")
@access.requires(Permission.EDIT_PROGRAMME)
def board() -> ResponseReturnValue:
    """Show one day of the draft, what has no place yet, and what is wrong."""
    return _page(AcceptForm(formdata=None))


@blueprint.post("/schedule/undo")
@access.requires(Permission.EDIT_PROGRAMME)
def undo() -> Response:
    """Take back one's own newest step."""
    return _step(lambda: steps.undo(desk(), _named_step()), "Taken back")


@blueprint.post("/schedule/redo")
@access.requires(Permission.EDIT_PROGRAMME)
def redo() -> Response:
    """Do again what was taken back last."""
    return _step(lambda: steps.redo(desk(), _named_step()), "Done again")


@blueprint.route("/schedule/findings", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def accept() -> ResponseReturnValue:
    """Let things that are wrong stay, for one reason; what is odd is told on the schedule."""
    form = AcceptForm()
    if form.validate_on_submit():
        try:
            with transaction():
                count = findings.accept(
                    form.marks.data, form.reason.data, desk(), judged=judged_now
                )
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            what = "It may stay" if count == 1 else f"{count} things may stay"
            flash(f"{what}, and the reason is kept.", "success")
            return _back()
    return _page(form)


@blueprint.post("/schedule/findings/reopening")
@access.requires(Permission.EDIT_PROGRAMME)
def reopen() -> Response:
    """Let an accepted finding ask again."""
    with transaction():
        findings.reopen(request.form.get("key", ""), desk())
    flash("It counts as wrong again.", "success")
    return _back()


def _page(form: AcceptForm) -> ResponseReturnValue:
    edition = newest_edition()
    found = edition.days
    asked = request.values.get("day", "")
    day = next((day for day in found if day.isoformat() == asked), found[0])
    seen = queries.draft(edition.id)
    page = queries.board_page(
        edition, seen, answer("session_bookings", edition.id), day=day, actor=desk().actor
    )
    form.offer(page.wrong.soft)
    text = render_template(
        "programme/manage/schedule.html",
        page=page,
        days=found,
        form=form,
        rooms={room.id: room.name for room in seen.rooms},
        room_ids={room.name: room.id for room in seen.rooms},
        lengths={row.id: _length(row) for row in seen.sessions},
        titles={row.id: (row.code, row.title) for row in seen.sessions},
        edition=edition,
    )
    return text, 422 if form.errors else 200


def _named_step() -> int | None:
    """Return the step that the pressed button named; -1, which is none, for nonsense."""
    sent = request.form.get("step", "")
    if not sent:
        return None
    return int(sent) if VERSION.fullmatch(sent) else -1


def _step(work: Any, done: str) -> Response:
    try:
        with transaction():
            what = work()
    except Refused as refusal:
        flash(str(refusal), "warning")
    else:
        flash(f"{done}: {what}.", "success")
    return _back()


def _back() -> Response:
    """Lead back to where the button stood: the page of a session, or the day."""
    if code := request.form.get("code"):
        return redirect(url_for(".move", code=code), 303)
    where = "findings" if {"key", "marks"} & request.form.keys() else None
    return redirect(url_for(".board", day=request.form.get("day") or None, _anchor=where), 303)


def _length(row: DraftSession) -> object:
    """Return how many minutes a session takes where it is put, unless somebody says otherwise."""
    return shown(row, this_edition(), usual_minutes(row))["minutes"]
