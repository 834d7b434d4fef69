"""Which place of an order is the buyer's own."""

from collections.abc import Sequence

from conference.orders.actions.passing import end_link, set_address
from conference.orders.models import Attendee, Order


def mark_own_place(
    order: Order, attendees: Sequence[Attendee], *, type_id: int | None = None
) -> None:
    """Let the buyer's own place be one of ``type_id``, or stay, or be the first.

    Who was named for that place changes places with the buyer, whose browser holds the link of
    the place before: it ends.
    """
    before = next((attendee for attendee in attendees if attendee.is_buyer), None)
    after = _own_place(order, attendees, before, type_id)
    if before is after:
        return
    if before is not None and after is not None:
        _hand_over(before, after.name, after.email)
    elif before is not None:
        _hand_over(before, "", None)
    if after is not None:
        after.is_buyer = True
        name_own_place(order, after)


def name_own_place(order: Order, own: Attendee) -> None:
    """Copy what the buyer said to the buyer's own ticket (domain.md UX-03)."""
    own.name, own.organisation = order.buyer_name, order.organisation
    set_address(own, order.email)


def _hand_over(before: Attendee, name: str, address: str | None) -> None:
    before.is_buyer, before.name, before.organisation = False, name, ""
    set_address(before, address)
    end_link(before)


def _own_place(
    order: Order, attendees: Sequence[Attendee], before: Attendee | None, type_id: int | None
) -> Attendee | None:
    if not order.audience.has_buyer:
        return None
    if before is not None and type_id in (None, before.ticket_type_id):
        return before
    fitting = (attendee for attendee in attendees if attendee.ticket_type_id == type_id)
    return next(fitting, before or attendees[0])
