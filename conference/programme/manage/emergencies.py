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
from conference.programme.manage.blueprint import blueprint, desk
from conference.programme.queries.alternatives import Alternative
from conference.programme.rules.emergencies import may_return
from conference.programme.rules.releases import PublicEntry
from conference.programme.rules.states import EntryState
from conference.web import access
from conference.web.answers import answer


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
            _tell(
                "It is called off everywhere, and everybody concerned is told.", "It is called off."
            )
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
        _tell("It runs after all, and everybody concerned is told.", "It runs after all.")
    return redirect(url_for(".emergency", code=code), 303)


@blueprint.post("/sessions/<code>/hiding")
@access.requires(Permission.EDIT_PROGRAMME)
def hide(code: str) -> Response:
    """Take a session out of everything public at once."""
    with transaction():
        actions.hide(code, desk())
    flash("It is hidden: no page, file or feed shows it. Nobody was told.", "success")
    return redirect(url_for(".emergency", code=code), 303)


@blueprint.post("/sessions/<code>/showing")
@access.requires(Permission.EDIT_PROGRAMME)
def show_again(code: str) -> Response:
    """Let a hidden session be seen again."""
    with transaction():
        actions.show(code, desk())
    _tell("It is seen again, as the newest release has it.", "It is not hidden any more.")
    return redirect(url_for(".emergency", code=code), 303)


def _tell(shown: str, unshown: str) -> None:
    """Say what was done; while the programme is switched off, nobody sees it and is told."""
    if newest_edition().shows_programme:
        flash(shown, "success")
    else:
        flash(f"{unshown} Nobody sees it until the programme is switched on.", "success")
