"""Organisers place one session: the page of its move, and what is done there."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound, Refused
from conference.kernel.permissions import Permission
from conference.programme import queries
from conference.programme.actions import schedule
from conference.programme.forms.schedule import (
    MoveForm,
    ShiftForm,
    SwapForm,
    VersionForm,
    shown,
)
from conference.programme.manage.blueprint import blueprint, desk
from conference.programme.queries import Draft, DraftSession, Standing
from conference.programme.rules.releases import Placement
from conference.web import access, filters
from conference.web.answers import answer


@blueprint.route("/schedule/<code>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def move(code: str) -> ResponseReturnValue:
    """Give one session a time and a room."""
    edition = this_edition()
    seen = queries.draft(edition.id)
    row = seen.session(code)
    form = MoveForm(data=shown(row, edition, usual_minutes(row)))
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
    form = SwapForm()
    if not form.validate():
        flash("Choose the session to change places with.", "warning")
        return redirect(url_for(".move", code=code), 303)
    other, shown_version = form.choice
    return _pressed(
        code,
        lambda: schedule.swap(code, other, versions=(form.seen, shown_version), desk=desk()),
        f"and {_standing(other).title} have changed places",
    )


def _place(code: str, form: MoveForm) -> Placement:
    to = form.placement
    with transaction():
        if form.is_next_free:
            _, closes = this_edition().hours(clock.day(to.starts_at))
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
        steps=queries.own_steps(edition.id, desk().actor),
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
    title = _standing(code).title
    try:
        with transaction():
            work()
    except (Refused, NotFound) as refusal:
        flash(_told(refusal, code), "warning")
    else:
        flash(f"{title} {done}.", "success")
    return redirect(url_for(".move", code=code), 303)


def _told(refusal: Exception, code: str) -> str:
    """Say what a refusal says, and where the session stands now."""
    row = _standing(code)
    if row.starts_at is None:
        return f"{refusal} {row.title} has no time now."
    return f"{refusal} {row.title} stands at {filters.moment_text(row.starts_at)} now."


def usual_minutes(row: DraftSession) -> int | None:
    """Return how long sessions of its format are, if it has one."""
    kind = this_edition().formats_by_id.get(row.format_id or 0)
    return kind.minutes if kind else None


def _standing(code: str) -> Standing:
    return queries.standing(this_edition().id, code)
