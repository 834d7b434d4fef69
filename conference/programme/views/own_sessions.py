"""Your sessions: when and where somebody is on stage, and what they say to it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.history.actions import person
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound
from conference.programme.actions import answers as actions
from conference.programme.actions.answers import SlotReply
from conference.programme.actions.desk import Desk
from conference.programme.forms.answers import AnswerSlotForm
from conference.programme.queries import answers as queries
from conference.programme.queries.answers import OwnSlot
from conference.programme.rules.answers import PRESSES, WISHES, SlotMoved
from conference.programme.rules.states import SlotWish
from conference.programme.views.blueprint import blueprint
from conference.web import access
from conference.web.answers import answer
from conference.web.frame import SLUG
from conference.web.identity import viewer


@blueprint.get(f"/<{SLUG}>/speak/sessions")
@access.signed_in
def own_sessions() -> str:
    """List the sessions in which the viewer is on stage."""
    rows = queries.own_slots(this_edition().id, viewer().known_id)
    said = answer("feedback_of_sessions", this_edition().id, viewer().known_id)
    return render_template("programme/own_sessions.html", rows=rows, wishes=WISHES, said=said)


@blueprint.route(f"/<{SLUG}>/speak/sessions/<code>/answer", methods=["GET", "POST"])
@access.signed_in
def answer_slot(code: str) -> ResponseReturnValue:
    """Answer to a time and a room: yes in one press, anything else with a word to it.

    Links of mails say which answer: their page has one button for it, and opening it says nothing.
    Whoever must withdraw and owns the proposal is asked next whether it is withdrawn.

    Raises: NotFound (not on this stage, or it has no time yet).
    """
    slot, form = _slot(code), AnswerSlotForm()
    if form.validate_on_submit():
        reply = SlotReply(
            code=code,
            person_id=viewer().known_id,
            mark=form.mark.data or "",
            wish=SlotWish(form.answer.data),
            note=form.note.data or "",
        )
        try:
            with transaction():
                actions.answer_slot(reply, _desk())
        except SlotMoved as refusal:
            flash(str(refusal), "warning")
            return redirect(url_for(".answer_slot", code=code), 303)
        flash("Thank you. The organisers see your answer.", "success")
        if reply.wish is SlotWish.WITHDRAW and slot.proposal:
            return redirect(url_for("proposals.withdrawal_of_taken", code=slot.proposal), 303)
        return redirect(url_for(".own_sessions"), 303)
    form.mark.data = slot.mark
    page = render_template(
        "programme/answer_slot.html", form=form, slot=slot, chosen=_chosen(), wishes=WISHES
    )
    return page, 422 if form.errors else 200


def _chosen() -> tuple[SlotWish, str] | None:
    """Return the answer that a link is for, and what its button says."""
    asked = request.args.get("answer", "") if request.method == "GET" else ""
    return next((found for found in PRESSES.items() if found[0].value == asked), None)


def _slot(code: str) -> OwnSlot:
    rows = queries.own_slots(this_edition().id, viewer().known_id)
    found = next((row for row in rows if row.code == code and row.starts_at), None)
    if found is None:
        raise NotFound
    return found


def _desk() -> Desk:
    return Desk(edition_id=this_edition().id, actor=person(viewer().known_id), now=clock.now())
