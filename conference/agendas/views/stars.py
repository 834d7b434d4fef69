"""Stars of whoever is signed in: for the script of the public pages, and on a page without it."""

from flask import Response, current_app, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from conference.agendas import actions, queries, rules
from conference.agendas.forms import ChangeStarsForm, StarForm
from conference.agendas.views.blueprint import blueprint
from conference.editions.address import this_edition
from conference.kernel import clock, codes
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid
from conference.web import access
from conference.web.identity import viewer

MARK_LENGTH = 16


@blueprint.get("/stars.json")
@access.public
def starred() -> Response:
    """Tell the script of the public pages, which are copies, what the viewer starred.

    A stranger is told that they are one, and gets no cookie by asking.
    """
    person_id = viewer().person_id
    if person_id is None:
        return _private(account=None)
    return _private(
        account=_mark(person_id),
        token=generate_csrf(),
        stars=queries.starred_codes(this_edition().id, person_id),
    )


@blueprint.post("/stars")
@access.signed_in
def change_stars() -> Response:
    """Star and unstar sessions, and tell the script what is starred now.

    Raises: Invalid (no list of codes), TooManyStars.
    """
    form, person_id = ChangeStarsForm(), viewer().known_id
    if not form.validate():
        raise Invalid({name: "; ".join(said) for name, said in form.errors.items() if name})
    with transaction():
        actions.change_stars(
            edition_id=this_edition().id,
            person_id=person_id,
            add=form.added,
            remove=form.removed,
            now=clock.now(),
        )
    return _private(stars=queries.starred_codes(this_edition().id, person_id))


@blueprint.get("/sessions/<code>/star")
@access.public
def star(code: str) -> str:
    """Show whether the viewer starred a session, with a button; a stranger is told the ways."""
    page = queries.star_page(this_edition().id, code, viewer().person_id)
    return render_template("agendas/star.html", page=page)


@blueprint.post("/sessions/<code>/star")
@access.signed_in
def set_star(code: str) -> ResponseReturnValue:
    """Star a session, or take its star away, and show how it stands."""
    form = StarForm()
    try:
        with transaction():
            actions.set_star(
                edition_id=this_edition().id,
                person_id=viewer().known_id,
                code=code,
                is_starred=form.is_wanted,
                now=clock.now(),
            )
    except rules.TooManyStars as refusal:
        flash(str(refusal), "error")
    else:
        flash("Starred." if form.is_wanted else "The star is gone.", "success")
    return redirect(url_for(".star", code=code), 303)


def _private(**facts: object) -> Response:
    response = jsonify(**facts)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _mark(person_id: int) -> str:
    """Return what tells one account from another on a device, and tells nobody who it is."""
    key: str = current_app.config["SECRET_KEY"]
    return codes.fingerprint(codes.sealed("stars", str(person_id), key=key))[:MARK_LENGTH]
