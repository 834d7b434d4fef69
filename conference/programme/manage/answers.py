"""Organisers see what people on stage said to their times, and settle it."""

from collections.abc import Iterable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.permissions import Permission
from conference.programme.actions import answers as actions
from conference.programme.actions import asking
from conference.programme.manage.blueprint import blueprint, desk
from conference.programme.queries import answers as queries
from conference.programme.queries.slots import OpenSlot, open_slots
from conference.programme.rules.answers import WISHES
from conference.web import access
from conference.web.counting import CountForm


@blueprint.get("/speakers/answers")
@access.requires(Permission.EDIT_PROGRAMME)
def slot_answers() -> str:
    """List the answers, what is to be settled first."""
    rows = queries.answers(this_edition().id)
    slots = open_slots(this_edition().id, clock.now())
    return render_template(
        "programme/manage/answers.html",
        rows=[(row, queries.is_open(row)) for row in rows],
        wishes=WISHES,
        slots=slots,
        count=_to_ask(slots),
    )


@blueprint.route("/speakers/answers/question", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def ask_about_slots() -> ResponseReturnValue:
    """Ask, with the count, before people on stage are asked; ask them."""
    form = CountForm()
    if form.validate_on_submit():
        with transaction():
            count = asking.ask(form.expected, desk())
        if count and count == form.expected:
            flash(f"{count} {'person was' if count == 1 else 'people were'} asked.", "success")
            return redirect(url_for(".slot_answers"), 303)
        flash("It is another number by now. Nobody was asked yet.", "warning")
        return redirect(url_for(".ask_about_slots"), 303)
    count = _to_ask(open_slots(this_edition().id, clock.now()))
    return render_template("programme/manage/ask_about_slots.html", count=count)


@blueprint.post("/sessions/<code>/answers/<speaker>/settlement")
@access.requires(Permission.EDIT_PROGRAMME)
def settle_answer(code: str, speaker: str) -> Response:
    """Note that an answer has been dealt with."""
    with transaction():
        actions.settle(code, speaker, desk())
    flash("Settled.", "success")
    return redirect(url_for(".slot_answers"), 303)


def _to_ask(slots: Iterable[OpenSlot]) -> int:
    """Return how many people would be asked."""
    return len({slot.speaker_id for slot in slots if slot.may_be_asked})
