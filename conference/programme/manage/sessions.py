"""Organisers write sessions: list, words, calling off with the next release."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import newest_edition, this_edition
from conference.kernel.codes import random_code
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.programme import queries
from conference.programme.actions import sessions as actions
from conference.programme.actions.sessions import SessionFacts
from conference.programme.forms.sessions import ChangeSessionForm, NewSessionForm, shown
from conference.programme.manage.blueprint import blueprint, desk, done
from conference.programme.queries import DraftSession
from conference.web import access


@blueprint.get("/sessions")
@access.requires(Permission.EDIT_PROGRAMME)
def sessions() -> str:
    """List the sessions of the draft, by time; those that hold the searched words."""
    seen = queries.draft(this_edition().id)
    words = request.args.get("q", "").strip()[:100]
    rows = [row for row in seen.sessions if _holds(row, words)]
    return render_template(
        "programme/manage/sessions.html",
        rows=rows,
        rooms={room.id: room.name for room in seen.rooms},
        edition=this_edition(),
        words=words,
        total=len(seen.sessions),
    )


@blueprint.route("/sessions/new", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def create_session() -> ResponseReturnValue:
    """Write a new session; it has no time yet.

    The code that it will have stands in the address, since Back asks for the page again and the
    browser fills in what was typed: a form that was sent finds what it has made.
    """
    form = NewSessionForm(code=request.args.get("code", ""))
    form.offer(newest_edition())
    code = form.own_code()
    if not code and request.method != "POST":
        return redirect(url_for(".create_session", code=random_code()))
    if code and queries.has_session(this_edition().id, code):
        return _made_already(form, code)
    code = code or random_code()
    if form.validate_on_submit() and done(
        form, lambda: actions.create(form.facts(), desk(), code=code)
    ):
        flash(f"{form.title.data} is in the draft. Now give it a time.", "success")
        return redirect(url_for(".move", code=code), 303)
    page = render_template("programme/manage/new_session.html", form=form, made=None)
    return page, 422 if form.errors else 200


@blueprint.route("/sessions/<code>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def change_session(code: str) -> ResponseReturnValue:
    """Show and change the words of a session."""
    words = queries.session_words(this_edition().id, code)
    form = ChangeSessionForm(data=shown(words))
    form.offer(newest_edition())
    if form.validate_on_submit() and done(form, lambda: actions.change(code, form.facts(), desk())):
        flash(f"{form.title.data} is saved in the draft.", "success")
        return redirect(url_for(".sessions"), 303)
    page = render_template("programme/manage/session.html", form=form, words=words)
    return page, 422 if form.errors else 200


@blueprint.post("/sessions/<code>/cancellation")
@access.requires(Permission.EDIT_PROGRAMME)
def call_off(code: str) -> Response:
    """Let a session not run from the next release on."""
    with transaction():
        actions.call_off(code, desk())
    flash("Called off in the draft. The next release says so to whoever has it.", "success")
    return redirect(url_for(".change_session", code=code), 303)


@blueprint.post("/sessions/<code>/return")
@access.requires(Permission.EDIT_PROGRAMME)
def bring_back(code: str) -> Response:
    """Let a session run again from the next release on."""
    with transaction():
        actions.bring_back(code, desk())
    flash("Back in the draft.", "success")
    return redirect(url_for(".change_session", code=code), 303)


@blueprint.get("/sessions/<code>/removal")
@access.requires(Permission.EDIT_PROGRAMME)
def session_removal(code: str) -> str:
    """Ask before a session is deleted."""
    words = queries.session_words(this_edition().id, code)
    return render_template("programme/manage/session_removal.html", words=words)


@blueprint.post("/sessions/<code>/removal")
@access.requires(Permission.EDIT_PROGRAMME)
def remove_session(code: str) -> Response:
    """Delete a session that nobody outside the team ever saw."""
    try:
        with transaction():
            actions.remove(code, desk())
    except Refused as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".change_session", code=code), 303)
    flash("The session is deleted.", "success")
    return redirect(url_for(".sessions"), 303)


def _made_already(form: NewSessionForm, code: str) -> ResponseReturnValue:
    """Say that a form has made its session; sent again as it was it leads there as before."""
    made = queries.session_words(this_edition().id, code)
    if form.validate_on_submit() and form.facts() == _facts(made):
        flash(f"{made['title']} is in the draft. It was not added a second time.", "success")
        return redirect(url_for(".move", code=code), 303)
    if request.method == "POST":
        form.form_errors.append("Nothing of what stands below was saved")
    page = render_template("programme/manage/new_session.html", form=form, made=made)
    return page, 422 if form.errors else 200


def _facts(words: Mapping[str, Any]) -> SessionFacts:
    stored = ChangeSessionForm(formdata=None, data=shown(words))
    stored.offer(newest_edition())
    return stored.facts()


def _holds(row: DraftSession, words: str) -> bool:
    text = f"{row.title} {row.code} {' '.join(person.name for person in row.people)}".casefold()
    return all(word in text for word in words.casefold().split())
