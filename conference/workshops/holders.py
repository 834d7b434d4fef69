"""Whose places the viewer decides on: tickets of opened links, or of whoever is signed in."""

from collections.abc import Sequence

from conference.editions.address import this_edition
from conference.kernel.errors import NotFound
from conference.orders import queries as orders
from conference.orders.queries import AttendeeFacts
from conference.web.identity import viewer


def held_tickets() -> tuple[AttendeeFacts, ...]:
    """Return the paid tickets of the address's edition that the viewer holds, cancelled last."""
    seen = viewer()
    return orders.attendees_of(this_edition().id, seen.tickets, seen.person_id)


def chosen(tickets: Sequence[AttendeeFacts], code: str | None) -> AttendeeFacts | None:
    """Return the ticket with this code, or without one the only ticket there is.

    Raises: NotFound (a ticket of somebody else, or none: the answer is the same).
    """
    if not code:
        return tickets[0] if len(tickets) == 1 else None
    found = next((ticket for ticket in tickets if ticket.code == code), None)
    if found is None:
        raise NotFound("You hold no such ticket. Open the link in its email first.")
    return found


def label(ticket: AttendeeFacts) -> str:
    """Return how a viewer with several tickets knows this one."""
    return ticket.name or f"Ticket {ticket.code}"
