"""Booking a place in a session and giving it back, for whoever holds a ticket."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import edition_blueprint, this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.orders.queries import AttendeeFacts
from conference.programme import queries as programme
from conference.web import access
from conference.web.answers import answer
from conference.workshops import actions, queries, rules
from conference.workshops.forms import BookPlaceForm, GiveUpPlaceForm
from conference.workshops.holders import chosen, held_tickets, label
from conference.workshops.queries import BookingPage

CHOOSING = "workshops"
"""The form's word for going on in My day where more can be chosen."""

blueprint = edition_blueprint("workshops", __name__)


@blueprint.get("/sessions/<code>/booking")
@access.public
def booking(code: str) -> ResponseReturnValue:
    """Show how the session stands for the viewer's ticket, and what they can do."""
    return _page(code, BookPlaceForm(formdata=None, after=request.args.get("after", "")))


@blueprint.post("/sessions/<code>/booking")
@access.public
def book(code: str) -> ResponseReturnValue:
    """Book a place, or swap for it, and go on to My day."""
    form = BookPlaceForm()
    is_complete = form.validate()
    ticket = chosen(_valid_tickets(), form.ticket.data)
    if ticket is None or not is_complete:
        return _page(code, form, 422)
    try:
        with transaction():
            lost = actions.book(
                edition_id=this_edition().id,
                code=code,
                attendee_id=ticket.id,
                give_up=form.swapped,
                now=clock.now(),
            )
    except rules.AlreadyBooked as told:
        flash(str(told), "success")
    except rules.BookingRefused as refusal:
        return _refused(refusal, code, ticket, form.after.data)
    else:
        flash(_told(ticket, lost), "success")
    return redirect(_way_on(form.after.data, ticket), 303)


@blueprint.get("/sessions/<code>/booking/cancellation")
@access.public
def cancellation(code: str) -> ResponseReturnValue:
    """Ask before a place goes back."""
    ticket = chosen(_valid_tickets(), request.args.get("ticket"))
    page = queries.booking_page(this_edition(), code, ticket, now=clock.now())
    if ticket is None or page.choice is None or not page.choice.may_give_back:
        return redirect(url_for(".booking", code=code, ticket=ticket and ticket.code), 303)
    return render_template(
        "workshops/cancellation.html",
        page=page,
        ticket=ticket,
        after=request.args.get("after", ""),
    )


@blueprint.post("/sessions/<code>/booking/cancellation")
@access.public
def cancel(code: str) -> ResponseReturnValue:
    """Give a place back and go on to My day."""
    form = GiveUpPlaceForm()
    ticket = chosen(_valid_tickets(), form.ticket.data)
    if ticket is None:
        return redirect(url_for(".booking", code=code), 303)
    try:
        with transaction():
            actions.cancel(
                edition_id=this_edition().id,
                code=code,
                attendee_id=ticket.id,
                now=clock.now(),
            )
    except rules.BookingRefused as refusal:
        return _refused(refusal, code, ticket, form.after.data)
    flash("You have given your place back.", "success")
    return redirect(_way_on(form.after.data, ticket), 303)


def _page(code: str, form: BookPlaceForm, status: int = 200) -> ResponseReturnValue:
    tickets = _valid_tickets()
    ticket = chosen(tickets, request.args.get("ticket"))
    page = queries.booking_page(this_edition(), code, ticket, now=clock.now())
    is_choosing = len(tickets) > 1 and ticket is None
    form.offer({held.code: label(held) for held in tickets})
    placed = (
        queries.attendees_with_place(page.row.session_id, [held.id for held in tickets])
        if is_choosing
        else frozenset()
    )
    body = render_template(
        "workshops/booking.html",
        page=page,
        form=form,
        tickets=tickets,
        ticket=ticket,
        has_place={held.code: "Has a place." for held in tickets if held.id in placed},
        ticket_types={held.code: held.ticket_type for held in tickets},
        calendar=answer("calendar_key", ticket.id) if ticket else None,
        private_room=_private_room(page, ticket),
    )
    return body, status


def _told(ticket: AttendeeFacts, lost: frozenset[int]) -> str:
    """Say that there is a place, what went for it, and where it can be seen."""
    given_up = programme.entries_of_sessions(this_edition().id, lost) if lost else ()
    words = ["You have a place.", *(f"You gave up “{entry.title}” for it." for entry in given_up)]
    words.append("It is in your day.")
    if answer("calendar_key", ticket.id):
        words.append("Your calendar follows when it is next fetched.")
    return " ".join(words)


def _private_room(page: BookingPage, ticket: AttendeeFacts | None) -> str:
    """Return a room that only those who booked are told, as My day tells it to them."""
    if ticket is None or page.choice is None or not page.choice.has_place or page.row.room.name:
        return ""
    day: Any = answer("day_of_ticket", this_edition(), ticket, clock.now())
    rows = (row for part in day.days for row in part.rows)
    return next((row.room for row in rows if row.code == page.row.code), "")


def _valid_tickets() -> tuple[AttendeeFacts, ...]:
    return tuple(ticket for ticket in held_tickets() if not ticket.is_cancelled)


def _refused(
    refusal: rules.BookingRefused, code: str, ticket: AttendeeFacts, after: str | None
) -> ResponseReturnValue:
    """Go to the page that says how things stand now; a clash is told there, with the swap."""
    if not isinstance(refusal, rules.TimeClash):
        flash(str(refusal), "error")
    address = url_for(".booking", code=code, ticket=ticket.code, after=after or None)
    return redirect(address, 303)


def _way_on(after: str | None, ticket: AttendeeFacts) -> str:
    """Return where somebody goes on: only places of our own, named by a word."""
    anchor = CHOOSING if after == CHOOSING else None
    return url_for("agendas.my_day", ticket=ticket.code, _anchor=anchor)
