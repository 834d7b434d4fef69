"""Organisers read feedback before it reaches who was on stage."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from conference.editions.address import edition_blueprint, this_edition
from conference.feedback import actions, queries
from conference.feedback.forms import PASS, DecisionForm
from conference.feedback.rules import ENOUGH, FeedbackState
from conference.history.actions import person
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.programme.actions.desk import Desk
from conference.web import access
from conference.web.identity import viewer
from conference.web.paging import PER_PAGE, cut, page_number

blueprint = edition_blueprint("feedback_manage", __name__, prefix="/manage")


@blueprint.get("/feedback")
@access.requires(Permission.EDIT_PROGRAMME)
def index() -> str:
    """Show feedback in one state, first what nobody has read."""
    asked = request.args.get("state", "")
    state = FeedbackState(asked) if asked in set(FeedbackState) else FeedbackState.WAITING
    number = page_number(request.args.get("page"))
    own = queries.own_sessions(this_edition().id, viewer().known_id)
    rows = queries.to_moderate(
        this_edition().id, state, own=own, limit=PER_PAGE + 1, offset=(number - 1) * PER_PAGE
    )
    return render_template(
        "feedback/manage/index.html",
        page=cut(rows, number),
        counts=queries.counts(this_edition().id, own=own),
        states=FeedbackState,
        state=state,
        enough=ENOUGH,
        has_own=bool(own),
    )


@blueprint.post("/feedback/<int:feedback_id>/decision")
@access.requires(Permission.EDIT_PROGRAMME)
def decide(feedback_id: int) -> Response:
    """Pass a piece of feedback on, or keep it back. Raises: NotFound."""
    form = DecisionForm()
    if form.validate():
        passes = form.decision.data == PASS
        seen, person_id = form.seen.data or "", viewer().known_id
        desk = Desk(edition_id=this_edition().id, actor=person(person_id), now=clock.now())
        try:
            with transaction():
                actions.decide(feedback_id, seen, passes=passes, person_id=person_id, desk=desk)
        except Refused as refusal:
            flash(str(refusal), "warning")
        else:
            flash("Passed on." if passes else "Kept back. Nobody else reads it.", "success")
    return redirect(_back(), 303)


def _back() -> str:
    """Return the list as it was read: the same state, the same page."""
    number = page_number(request.args.get("page"))
    state = request.args.get("state", "")
    return url_for(
        ".index",
        state=state if state in set(FeedbackState) else None,
        page=number if number > 1 else None,
    )
