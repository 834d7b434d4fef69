"""The account: name, tickets, where one is signed in, the second step."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import current_edition
from conference.history import actions as history
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound
from conference.people import actions, queries
from conference.people.forms import RenameForm
from conference.people.views.blueprint import blueprint, this_browser
from conference.web import access, identity
from conference.web.access import SecondStepNeeded
from conference.web.answers import answer
from conference.web.identity import Viewer, viewer


@blueprint.get("/account")
@access.signed_in
def account() -> str:
    """Show everything that the account holds."""
    owner = _owner()
    page = queries.account_page(owner.known_id, sign_in_id=owner.sign_in_id, now=clock.real_now())
    tickets = answer("tickets_of_person", owner.known_id)
    return render_template(
        "people/account.html",
        page=page,
        tickets=tickets,
        ways=_speaker_ways(owner.known_id),
        shift=clock.offset(),
    )


@blueprint.route("/account/name", methods=["GET", "POST"])
@access.signed_in
def rename() -> ResponseReturnValue:
    """Change what we call the owner."""
    owner = _owner()
    form = RenameForm(name=owner.name)
    if form.validate_on_submit():
        with transaction():
            actions.rename(owner.known_id, name=form.name.data or "", now=clock.now())
        flash("Your name is changed.", "success")
        return redirect(url_for(".account"), 303)
    return render_template("people/rename.html", form=form), 422 if form.errors else 200


@blueprint.post("/account/sign-ins/ending")
@access.signed_in
def end_sign_in() -> Response:
    """End one sign-in of the owner; ending this one signs out."""
    owner = _owner()
    sign_in_id = request.form.get("sign_in", type=int)
    if sign_in_id is None:
        raise NotFound
    with transaction():
        actions.end_sign_in(owner.known_id, sign_in_id, now=clock.real_now())
    if sign_in_id == owner.sign_in_id:
        identity.end_session()
        return redirect(url_for(".sign_in"), 303)
    flash("That sign-in has ended.", "success")
    return redirect(url_for(".account"), 303)


@blueprint.post("/account/sign-ins/others/ending")
@access.signed_in
def end_other_sign_ins() -> Response:
    """End all sign-ins of the owner but this one."""
    owner = _owner()
    with transaction():
        actions.end_other_sign_ins(owner.known_id, kept_id=owner.sign_in_id, now=clock.real_now())
    flash("You are signed in here only.", "success")
    return redirect(url_for(".account"), 303)


@blueprint.route("/account/recovery-codes", methods=["GET", "POST"])
@access.signed_in
def recovery_codes() -> str:
    """Make new recovery codes after asking; they are shown in the answer and never again."""
    _owner()
    if request.method != "POST":
        return render_template("people/renew_recovery_codes.html")
    with transaction():
        codes = actions.renew_recovery_codes(this_browser(), now=clock.real_now())
    return render_template("people/recovery_codes.html", codes=codes, next=url_for(".account"))


@blueprint.route("/account/second-step", methods=["GET", "POST"])
@access.signed_in
def move_second_step() -> ResponseReturnValue:
    """Take the second step away after asking, and set it up on another phone."""
    owner = _owner()
    if request.method != "POST":
        return render_template("people/move_second_step.html")
    with transaction():
        actions.reset_second_step(
            owner.known_id, actor=history.person(owner.known_id), now=clock.real_now()
        )
    return redirect(url_for(".second_step"), 303)


def _speaker_ways(person_id: int) -> Any:
    """Return which pages of speakers the owner has; none where there is no edition yet."""
    try:
        edition = current_edition()
    except NotFound:
        return None
    return answer("speaker_ways", edition.id, person_id)


def _owner() -> Viewer:
    """Return the viewer, second step passed: a mailbox alone must not open a team's account."""
    if viewer().owes_second_step:
        raise SecondStepNeeded
    return viewer()
