"""Feedback on a session, from whoever holds a ticket."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import edition_blueprint, this_edition
from conference.feedback import actions, queries
from conference.feedback.actions import Said
from conference.feedback.forms import FeedbackForm
from conference.feedback.models import Feedback
from conference.feedback.rules import FeedbackRead, FeedbackState
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.orders.queries import AttendeeFacts
from conference.programme import queries as programme
from conference.programme.queries import EntryFacts
from conference.web import access
from conference.web.identity import viewer
from conference.workshops.holders import chosen, held_tickets

blueprint = edition_blueprint("feedback", __name__)


@blueprint.get("/feedback")
@access.public
def index() -> str:
    """List the sessions of which the viewer may say something now."""
    ticket = _ticket()
    if ticket is None:
        return render_template("feedback/no_ticket.html", entry=None)
    rows = queries.open_sessions(this_edition().id, ticket, viewer().person_id, now=clock.now())
    return render_template("feedback/index.html", rows=rows, ticket=ticket)


@blueprint.route("/sessions/<code>/feedback", methods=["GET", "POST"])
@access.public
def write(code: str) -> ResponseReturnValue:
    """Say how a session was, or change it until it is read. Raises: NotFound."""
    entry, ticket = programme.entry(this_edition().id, code), _ticket()
    if ticket is None:
        return render_template("feedback/no_ticket.html", entry=entry)
    said = queries.own_feedback(entry.session_id, ticket.id)
    form = FeedbackForm(data=_shown(said) | {"ticket": ticket.code})
    if form.validate_on_submit():
        try:
            with transaction():
                actions.write(
                    _said(code, ticket, form), edition_id=this_edition().id, now=clock.now()
                )
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash("Thank you. You can change it until the organisers have read it.", "success")
            return redirect(url_for("agendas.my_day", ticket=ticket.code), 303)
    page = render_template(
        "feedback/write.html",
        entry=entry,
        ticket=ticket,
        form=form,
        closed=_closed(entry, ticket, said),
    )
    return page, 422 if form.errors else 200


def _said(code: str, ticket: AttendeeFacts, form: FeedbackForm) -> Said:
    body = (form.body.data or "").strip()
    return Said(
        code=code,
        ticket=ticket.code,
        person_id=viewer().person_id,
        rating=form.number,
        body=body,
    )


def _ticket() -> AttendeeFacts | None:
    """Return the ticket that is named, or the first that is good. Raises: NotFound."""
    tickets = tuple(ticket for ticket in held_tickets() if not ticket.is_cancelled)
    named = request.form.get("ticket") or request.args.get("ticket")
    return chosen(tickets, named) or next(iter(tickets), None)


def _shown(said: Feedback | None) -> dict[str, str]:
    """Return what was said as the form shows it; what was read is shown no more."""
    if said is None or said.state is not FeedbackState.WAITING:
        return {}
    return {"rating": str(said.rating or ""), "body": said.body}


def _closed(entry: EntryFacts, ticket: AttendeeFacts, said: Feedback | None) -> str:
    """Return why no feedback is taken now, if so."""
    if said is not None and said.state is not FeedbackState.WAITING:
        return FeedbackRead.message
    people = (ticket.person_id, viewer().person_id)
    try:
        queries.check_open_to(entry, people, edition_id=this_edition().id, now=clock.now())
    except Refused as refusal:
        return str(refusal)
    return ""
