"""Speakers answer for an accepted proposal: they come, or they withdraw it."""

from dataclasses import asdict, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.proposals.actions import confirming as actions
from conference.proposals.actions.confirming import Answer, Sight
from conference.proposals.forms.tasks import YES, ConfirmForm
from conference.proposals.queries import tasks as queries
from conference.proposals.queries.tasks import ConfirmationPage
from conference.proposals.rules.states import ProposalState
from conference.proposals.views.blueprint import blueprint
from conference.web import access
from conference.web.answers import answer
from conference.web.identity import viewer


@blueprint.route("/speak/<code>/confirm", methods=["GET", "POST"])
@access.signed_in
def confirm(code: str) -> ResponseReturnValue:
    """Ask whether the speakers come. Raises: NotFound (not one of the viewer's)."""
    page = _page(code)
    form = ConfirmForm(data=asdict(page.sight))
    if not page.asks_name:
        del form.name
    if form.validate_on_submit():
        if form.answer.data != YES:
            return redirect(url_for(".withdrawal_of_taken", code=code), 303)
        try:
            with transaction():
                actions.confirm(
                    replace(
                        _answer(code, form.name.data if page.asks_name else ""),
                        sight=Sight(
                            is_listed=form.is_listed.data, shows_picture=form.shows_picture.data
                        ),
                    )
                )
        except Refused as refusal:
            flash(str(refusal), "warning")
            return redirect(url_for(".confirm", code=code), 303)
        flash(f"“{page.title}” is confirmed. Thank you.", "success")
        return redirect(url_for(".tasks"), 303)
    place = None
    if page.state is ProposalState.CONFIRMED:
        place = answer("public_place_of_proposal", this_edition().id, code)
    shown = render_template("proposals/confirm.html", page=page, form=form, place=place)
    return shown, 422 if form.errors else 200


@blueprint.route("/speak/<code>/confirm/withdrawal", methods=["GET", "POST"])
@access.signed_in
def withdrawal_of_taken(code: str) -> ResponseReturnValue:
    """Ask before an accepted proposal is withdrawn: it cannot be taken back."""
    page = _page(code)
    if request.method == "POST":
        try:
            with transaction():
                actions.withdraw(_answer(code))
        except Refused as refusal:
            flash(str(refusal), "warning")
            return redirect(url_for(".confirm", code=code), 303)
        flash(f"“{page.title}” is withdrawn. The organisers see it now.", "success")
        return redirect(url_for(".tasks"), 303)
    if page.state is ProposalState.WITHDRAWN or not page.is_owner:
        return redirect(url_for(".confirm", code=code), 303)
    return render_template("proposals/withdrawal_of_taken.html", page=page)


def _page(code: str) -> ConfirmationPage:
    return queries.confirmation_page(this_edition().id, code, viewer().known_id)


def _answer(code: str, name: str = "") -> Answer:
    return Answer(
        edition_id=this_edition().id,
        code=code,
        person_id=viewer().known_id,
        now=clock.now(),
        name=" ".join(name.split()),
    )
