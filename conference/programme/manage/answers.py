"""Organisers see what people on stage said to their times, and settle it."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.kernel.database import transaction
from conference.kernel.permissions import Permission
from conference.programme.actions import answers as actions
from conference.programme.manage.blueprint import blueprint, desk
from conference.programme.queries import answers as queries
from conference.programme.rules.answers import WISHES
from conference.web import access


@blueprint.get("/speakers/answers")
@access.requires(Permission.EDIT_PROGRAMME)
def slot_answers() -> str:
    """List the answers, what is to be settled first."""
    rows = queries.answers(this_edition().id)
    return render_template(
        "programme/manage/answers.html",
        rows=[(row, queries.is_open(row)) for row in rows],
        wishes=WISHES,
    )


@blueprint.post("/sessions/<code>/answers/<speaker>/settlement")
@access.requires(Permission.EDIT_PROGRAMME)
def settle_answer(code: str, speaker: str) -> Response:
    """Note that an answer has been dealt with."""
    with transaction():
        actions.settle(code, speaker, desk())
    flash("Settled.", "success")
    return redirect(url_for(".slot_answers"), 303)
