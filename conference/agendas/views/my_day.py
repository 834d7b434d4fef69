"""My day, and the address of the private calendar, for whoever holds a ticket."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.agendas import actions, queries
from conference.agendas.forms import ChangeCalendarForm
from conference.agendas.queries import KeyFacts, StarredRow
from conference.agendas.rules import FEED_PURPOSE
from conference.agendas.views.blueprint import blueprint
from conference.editions.address import this_edition
from conference.kernel import clock, codes
from conference.kernel.database import transaction
from conference.orders.queries import AttendeeFacts
from conference.programme.queries.ways import SpeakerWays, speaker_ways
from conference.web import access
from conference.web.identity import viewer
from conference.workshops.holders import chosen, held_tickets, label

SHOW = "show"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """The private calendar as its owner's page shows it."""

    address: str
    webcal: str
    shows_rooms: bool
    last_fetched_at: datetime | None


@blueprint.get("/my-day")
@access.public
def my_day() -> ResponseReturnValue:
    """Show the day of one ticket that the viewer holds, or the ways to it."""
    tickets = held_tickets()
    ticket = chosen(tickets, request.args.get("ticket")) or next(iter(tickets), None)
    if ticket is None:
        return render_template(
            "agendas/no_ticket.html", starred=_starred(), edition=this_edition(), ways=_ways()
        )
    held = [(other, label(other)) for other in tickets]
    if ticket.is_cancelled:
        return render_template(
            "agendas/cancelled.html",
            tickets=held,
            ticket=ticket,
            edition=this_edition(),
            ways=_ways(),
        )
    key = queries.key_of(ticket.id)
    return render_template(
        "agendas/my_day.html",
        page=queries.my_day(this_edition(), ticket, now=clock.now(), person_id=viewer().person_id),
        tickets=held,
        ticket=ticket,
        edition=this_edition(),
        ways=_ways(),
        subscription=_subscription(key) if key else None,
    )


@blueprint.post("/my-day/calendar")
@access.public
def calendar() -> ResponseReturnValue:
    """Make the address of a ticket's private calendar."""
    return _change(
        lambda ticket, _: actions.calendar_key(
            edition_id=this_edition().id, attendee_id=ticket.id, now=clock.now()
        ),
        "Your calendar has an address now. Subscribe once, and it follows your day.",
    )


@blueprint.post("/my-day/calendar/replacement")
@access.public
def replace_calendar() -> ResponseReturnValue:
    """Replace the address in one press: the old one ends at once."""
    return _change(
        lambda ticket, _: actions.replace_calendar_key(
            edition_id=this_edition().id, attendee_id=ticket.id, now=clock.now()
        ),
        "The old address has stopped working. Subscribe again with the new one.",
    )


@blueprint.post("/my-day/calendar/rooms")
@access.public
def calendar_rooms() -> ResponseReturnValue:
    """Let the private calendar tell rooms, or leave them out."""
    return _change(
        lambda ticket, form: actions.set_shows_rooms(
            edition_id=this_edition().id,
            attendee_id=ticket.id,
            shows_rooms=form.rooms.data == SHOW,
        ),
        "Your calendar will follow when it is next fetched.",
    )


def _change(
    action: Callable[[AttendeeFacts, ChangeCalendarForm], object], told: str
) -> ResponseReturnValue:
    form = ChangeCalendarForm()
    ticket = chosen(held_tickets(), form.ticket.data)
    if ticket is None:
        return redirect(url_for(".my_day"), 303)
    with transaction():
        action(ticket, form)
    flash(told, "success")
    return redirect(url_for(".my_day", ticket=ticket.code, _anchor="calendar"), 303)


def _ways() -> SpeakerWays:
    """Return which pages of speakers the viewer has."""
    return speaker_ways(this_edition().id, viewer().person_id)


def _starred() -> tuple[StarredRow, ...]:
    """Return what the viewer starred, where they hold no ticket."""
    person_id = viewer().person_id
    if person_id is None:
        return ()
    return queries.starred_rows(this_edition(), person_id, now=clock.now())


def _subscription(key: KeyFacts) -> Subscription:
    token = codes.sealed(FEED_PURPOSE, key.selector, key=current_app.config["SECRET_KEY"])
    base: str = current_app.config["CONFERENCE"].public_url
    address = base.rstrip("/") + url_for("calendars.feed", token=token)
    return Subscription(
        address=address,
        webcal="webcal:" + address.partition(":")[2],
        shows_rooms=key.shows_rooms,
        last_fetched_at=key.last_fetched_at,
    )
