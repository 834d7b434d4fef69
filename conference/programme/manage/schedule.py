"""Organisers place sessions: the schedule of a day, and the move of one session."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound, Refused
from conference.kernel.permissions import Permission
from conference.programme import queries
from conference.programme.actions import findings, schedule
from conference.programme.forms.schedule import (
    VERSION,
    AcceptForm,
    MoveForm,
    ShiftForm,
    SwapForm,
    VersionForm,
    shown,
)
from conference.programme.manage.blueprint import blueprint, desk
from conference.programme.queries import Draft, DraftSession
from conference.programme.rules.releases import Placement
from conference.web import access, filters
from conference.web.answers import answer


@blueprint.get("/schedule")
@access.requires(Permission.EDIT_PROGRAMME)
def board() -> str:
    """Show one day of the draft, what has no place yet, and what is wrong."""
    edition = this_edition()
    found = edition.days
    asked = request.args.get("day", "")
    day = next((day for day in found if day.isoformat() == asked), found[0])
    seen = queries.draft(edition.id)
    page = queries.board_page(
        edition, seen, answer("session_bookings", edition.id), day=day, actor=desk().actor
    )
    return render_template(
        "programme/manage/schedule.html",
        page=page,
        days=found,
        accept=AcceptForm(),
        rooms={room.id: room.name for room in seen.rooms},
        room_ids={room.name: room.id for room in seen.rooms},
        lengths={row.id: _length(row) for row in seen.sessions},
        titles={row.id: (row.code, row.title) for row in seen.sessions},
        edition=edition,
    )


@blueprint.route("/schedule/<code>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def move(code: str) -> ResponseReturnValue:
    """Give one session a time and a room."""
    edition = this_edition()
    seen = queries.draft(edition.id)
    row = seen.session(code)
    form = MoveForm(data=shown(row, edition, _usual_minutes(row)))
    form.offer(edition, seen.rooms)
    if form.validate_on_submit():
        try:
            stands = _place(code, form)
        except Refused as refusal:
            form.form_errors.append(_told(refusal, code))
        else:
            flash(f"{row.title} stands at {filters.clock_time(stands.starts_at)}.", "success")
            return redirect(url_for(".board", day=form.day.data), 303)
    return _move_page(seen, row, form)


@blueprint.post("/schedule/<code>/shift")
@access.requires(Permission.EDIT_PROGRAMME)
def shift(code: str) -> ResponseReturnValue:
    """Move a session and what follows it in its room by some minutes."""
    form = ShiftForm()
    if not form.validate():
        flash("Enter by how many minutes, like 10 or -10.", "warning")
        return redirect(url_for(".move", code=code), 303)
    by = form.by.data
    way = "later" if by > 0 else "earlier"
    return _pressed(
        code,
        lambda: schedule.shift_from(code, by, version=form.seen, desk=desk()),
        f"and what follows it in its room are {abs(by)} minutes {way}",
    )


@blueprint.post("/schedule/<code>/removal")
@access.requires(Permission.EDIT_PROGRAMME)
def take_out(code: str) -> Response:
    """Take a session out of the schedule."""
    form = VersionForm()
    return _pressed(
        code,
        lambda: schedule.take_out(code, version=form.seen, desk=desk()),
        "is out of the schedule",
    )


@blueprint.post("/schedule/<code>/lock")
@access.requires(Permission.EDIT_PROGRAMME)
def lock(code: str) -> Response:
    """Lock a session to its slot."""
    return _set_locked(code, is_locked=True)


@blueprint.post("/schedule/<code>/unlock")
@access.requires(Permission.EDIT_PROGRAMME)
def unlock(code: str) -> Response:
    """Let a session be moved again."""
    return _set_locked(code, is_locked=False)


@blueprint.post("/schedule/<code>/swap")
@access.requires(Permission.EDIT_PROGRAMME)
def swap(code: str) -> ResponseReturnValue:
    """Let two sessions change places."""
    seen = queries.draft(this_edition().id)
    form = SwapForm()
    form.offer(_others(seen, code), seen)
    if not form.validate():
        flash("Choose the session to change places with.", "warning")
        return redirect(url_for(".move", code=code), 303)
    other, shown_version = form.choice
    return _pressed(
        code,
        lambda: schedule.swap(code, other, versions=(form.seen, shown_version), desk=desk()),
        f"and {seen.session(other).title} have changed places",
    )


@blueprint.post("/schedule/undo")
@access.requires(Permission.EDIT_PROGRAMME)
def undo() -> Response:
    """Take back one's own newest step."""
    return _step(lambda: schedule.undo(desk(), _named_step()), "Taken back")


@blueprint.post("/schedule/redo")
@access.requires(Permission.EDIT_PROGRAMME)
def redo() -> Response:
    """Do again what was taken back last."""
    return _step(lambda: schedule.redo(desk(), _named_step()), "Done again")


@blueprint.post("/schedule/findings")
@access.requires(Permission.EDIT_PROGRAMME)
def accept() -> Response:
    """Let something that is wrong stay, for a reason."""
    edition = this_edition()
    form = AcceptForm()
    seen = queries.draft(edition.id)
    known = queries.findings(edition, seen, answer("session_bookings", edition.id))
    soft = {one.finding.key for one in known if not one.finding.is_hard}
    if not form.validate():
        told = form.reason.errors or ("Something is missing",)
        flash(f"{told[0]}. Nothing was accepted.", "warning")
    elif form.key.data not in soft:
        flash("That is not wrong any more, or blocks a release and has to be mended.", "warning")
    else:
        with transaction():
            findings.accept(form.key.data, form.reason.data, desk())
        flash("It may stay, and the reason is kept.", "success")
    return _back()


@blueprint.post("/schedule/findings/reopening")
@access.requires(Permission.EDIT_PROGRAMME)
def reopen() -> Response:
    """Let an accepted finding ask again."""
    with transaction():
        findings.reopen(request.form.get("key", ""), desk())
    flash("It counts as wrong again.", "success")
    return _back()


def _place(code: str, form: MoveForm) -> Placement:
    to = form.placement
    with transaction():
        if form.is_next_free:
            _, closes = this_edition().hours(clock.local(to.starts_at).date())
            return schedule.place_next(code, to, latest=closes, version=form.seen, desk=desk())
        schedule.place(code, to, version=form.seen, desk=desk())
        return to


def _move_page(seen: Draft, row: DraftSession, form: MoveForm) -> ResponseReturnValue:
    edition = this_edition()
    known = queries.findings(edition, seen, answer("session_bookings", edition.id))
    others = _others(seen, row.code)
    swap_form = SwapForm(formdata=None, version=str(row.version))
    swap_form.offer(others, seen)
    shift_form = ShiftForm(formdata=None, by=10)
    page = render_template(
        "programme/manage/move.html",
        form=form,
        row=row,
        room=seen.room_name(row.room_id),
        findings=[one for one in known if row.id in one.finding.session_ids],
        swap=swap_form if row.is_placed and others else None,
        shift=shift_form if row.is_placed else None,
        press=VersionForm(formdata=None, version=str(row.version)),
    )
    return page, 422 if form.errors else 200


def _others(seen: Draft, code: str) -> list[DraftSession]:
    """Return the sessions with which one can change places."""
    return [
        row for row in seen.sessions if row.is_placed and not row.is_locked and row.code != code
    ]


def _set_locked(code: str, *, is_locked: bool) -> Response:
    form = VersionForm()
    return _pressed(
        code,
        lambda: schedule.set_locked(code, is_locked=is_locked, version=form.seen, desk=desk()),
        "is locked to its time and room" if is_locked else "can be moved again",
    )


def _pressed(code: str, work: Any, done: str) -> Response:
    row = queries.draft(this_edition().id).session(code)
    try:
        with transaction():
            work()
    except (Refused, NotFound) as refusal:
        flash(_told(refusal, code), "warning")
    else:
        flash(f"{row.title} {done}.", "success")
    return redirect(url_for(".move", code=code), 303)


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
    where = "findings" if "key" in request.form else None
    return redirect(url_for(".board", day=request.form.get("day") or None, _anchor=where), 303)


def _told(refusal: Exception, code: str) -> str:
    """Say what a refusal says, and where the session stands now."""
    row = queries.draft(this_edition().id).session(code)
    if row.starts_at is None:
        return f"{refusal} {row.title} has no time now."
    return f"{refusal} {row.title} stands at {filters.moment_text(row.starts_at)} now."


def _length(row: DraftSession) -> object:
    """Return how many minutes a session takes where it is put, unless somebody says otherwise."""
    return shown(row, this_edition(), _usual_minutes(row))["minutes"]


def _usual_minutes(row: DraftSession) -> int | None:
    kind = this_edition().formats_by_id.get(row.format_id or 0)
    return kind.minutes if kind else None
