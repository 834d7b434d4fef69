"""Organisers call a session off or hide it at once."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
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
from conference.programme.queries.called_off import CalledOff
from conference.programme.rules.emergencies import AlreadyOff
from conference.programme.rules.releases import PublicEntry
from conference.programme.rules.states import EntryState
from conference.web import access, filters
from conference.web.answers import answer

Words = Mapping[str, Any]
"""What ``queries.session_words`` says of a session."""

UNSEEN = "Nobody sees it until the programme is switched on."


@blueprint.route("/sessions/<code>/emergency", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def emergency(code: str) -> ResponseReturnValue:
    """Show whom it hits that a session is called off at once, and call it off."""
    form, words = _emergency_form(code)
    off = _called_off(words)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.cancel_now(
                    code,
                    form.note.data,
                    desk(),
                    alternatives=frozenset(form.alternatives.data or ()),
                )
        except AlreadyOff:
            words = queries.session_words(newest_edition().id, code)
            off = _called_off(words)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            _tell("It is called off", is_hidden=words["hidden_at"] is not None)
            return redirect(url_for(".emergency", code=code), 303)
    if request.method == "POST" and off is not None:
        return _pressed_late(form, words, off)
    return _page(form, words, off), 422 if form.errors else 200


def _emergency_form(code: str) -> tuple[EmergencyForm, Words]:
    edition = newest_edition()
    words = queries.session_words(edition.id, code)
    form = EmergencyForm()
    form.offer(_alternatives(edition, words["public"], desk().now))
    return form, words


def _pressed_late(form: EmergencyForm, words: Words, off: CalledOff) -> ResponseReturnValue:
    """Answer a press on a session that is off: the same twice is once, all else is told."""
    if off.is_same(form.note.data or "", form.alternatives.data or ()):
        return redirect(url_for(".emergency", code=words["code"]), 303)
    form.forget_errors()
    form.form_errors.append(
        f"It was called off at {filters.clock_time(off.at)} already. "
        "What this page sent was not done: it stands below, beside what holds."
    )
    return _page(form, words, off, is_late=True), 422


def _page(
    form: EmergencyForm, words: Words, off: CalledOff | None, *, is_late: bool = False
) -> str:
    edition = newest_edition()
    return render_template(
        "programme/manage/emergency.html",
        form=form,
        is_shown=edition.shows_programme,
        words=words,
        off=off,
        is_late=is_late,
        wanted=_titles(edition.id, form.alternatives.data or ()),
        clashes=answer("clashes_of_returning", edition.id, words["id"]) if off else 0,
        told=len(answer("addresses_of_sessions", edition.id, [words["id"]])),
        booked=answer("session_bookings", edition.id).places.get(words["id"]),
    )


def _titles(edition_id: int, codes: Collection[str]) -> list[str]:
    if not codes:
        return []
    entries = queries.public_entries(edition_id).values()
    return [entry.words.title for entry in entries if entry.words.code in codes]


def _called_off(words: Words) -> CalledOff | None:
    public, now = words["public"], desk().now
    if public is None or public.state is not EntryState.CANCELLED:
        return None
    kept = answer("kept_places", words["id"], now)
    return queries.called_off(newest_edition().id, public, kept, now=now)


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
        is_other = actions.show(code, desk())
    if newest_edition().shows_programme:
        done = f"It is seen again {within()}, as the newest release has it."
        told = "Everybody concerned is told what has changed while it was hidden."
    else:
        done = f"It is not hidden any more. {UNSEEN}"
        told = "Then everybody concerned is told what has changed while it was hidden."
    flash(f"{done} {told if is_other else 'Nobody was told.'}", "success")
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
