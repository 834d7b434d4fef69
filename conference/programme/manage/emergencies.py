"""Organisers call a session off or hide it at once."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import newest_edition
from conference.editions.queries import EditionFrame
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.programme import queries
from conference.programme.actions import emergencies as actions
from conference.programme.forms.emergencies import EmergencyForm
from conference.programme.manage.blueprint import STAYS, blueprint, desk, within
from conference.programme.queries.alternatives import Alternative
from conference.programme.rules.emergencies import may_return
from conference.programme.rules.releases import PublicEntry
from conference.programme.rules.states import EntryState
from conference.web import access
from conference.web.answers import answer

UNSEEN = "Nobody sees it until the programme is switched on."


@blueprint.route("/sessions/<code>/emergency", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def emergency(code: str) -> ResponseReturnValue:
    """Show whom it hits that a session is called off at once, and call it off."""
    edition = newest_edition()
    words, now = queries.session_words(edition.id, code), desk().now
    public = words["public"]
    form = EmergencyForm()
    form.offer(_alternatives(edition, public, now))
    if form.validate_on_submit():
        try:
            with transaction():
                actions.cancel_now(
                    code,
                    form.note.data,
                    desk(),
                    alternatives=frozenset(form.alternatives.data or ()),
                )
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            _tell("It is called off", is_hidden=words["hidden_at"] is not None)
            return redirect(url_for(".emergency", code=code), 303)
    is_off = public is not None and public.state is EntryState.CANCELLED
    page = render_template(
        "programme/manage/emergency.html",
        form=form,
        is_shown=edition.shows_programme,
        words=words,
        is_off=is_off,
        may_return=is_off and may_return(public.changed_at, now=now),
        told=len(answer("addresses_of_sessions", edition.id, [words["id"]])),
        booked=answer("session_bookings", edition.id).places.get(words["id"]),
    )
    return page, 422 if form.errors else 200


def _alternatives(
    edition: EditionFrame, public: PublicEntry | None, now: datetime
) -> tuple[Alternative, ...]:
    """Return where places can be kept: nowhere while nobody is told of them."""
    if public is None or not edition.shows_programme:
        return ()
    places = answer("open_places", edition.id, now)
    return queries.alternatives(edition.id, public, places, now=now)


@blueprint.post("/sessions/<code>/emergency/return")
@access.requires(Permission.EDIT_PROGRAMME)
def bring_back_now(code: str) -> Response:
    """Take a calling off back, within 15 minutes."""
    try:
        with transaction():
            actions.bring_back_now(code, desk())
    except Refused as refusal:
        flash(str(refusal), "warning")
    else:
        words = queries.session_words(newest_edition().id, code)
        _tell("It runs after all", is_hidden=words["hidden_at"] is not None)
    return redirect(url_for(".emergency", code=code), 303)


@blueprint.post("/sessions/<code>/hiding")
@access.requires(Permission.EDIT_PROGRAMME)
def hide(code: str) -> Response:
    """Take a session out of everything public at once."""
    with transaction():
        actions.hide(code, desk())
    flash(
        f"It is hidden: {within()} no page, file or feed shows it. {STAYS} Nobody was told.",
        "success",
    )
    return redirect(url_for(".emergency", code=code), 303)


@blueprint.post("/sessions/<code>/showing")
@access.requires(Permission.EDIT_PROGRAMME)
def show_again(code: str) -> Response:
    """Let a hidden session be seen again."""
    with transaction():
        actions.show(code, desk())
    if newest_edition().shows_programme:
        flash(f"It is seen again {within()}, as the newest release has it.", "success")
    else:
        flash(f"It is not hidden any more. {UNSEEN}", "success")
    return redirect(url_for(".emergency", code=code), 303)


def _tell(done: str, *, is_hidden: bool) -> None:
    """Say what was done and who learns of it: while the programme is switched off, nobody."""
    if not newest_edition().shows_programme:
        told = f"{done}. {UNSEEN}"
    elif is_hidden:
        told = (
            f"{done}. Whoever is on stage or has a place gets a mail that does not name it. "
            "Nobody else sees or is told anything."
        )
    else:
        told = f"{done}, and everybody concerned is told."
    flash(told, "success")
