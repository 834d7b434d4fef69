"""What organisers do with orders: give a free ticket, send the links again."""

from datetime import datetime

from conference.editions.queries import EditionFrame
from conference.history import actions as history
from conference.kernel import codes
from conference.kernel.database import db
from conference.orders import mails, queries, rules
from conference.orders.actions.placing import Demand, Holding, check_places, fill, new_order
from conference.orders.actions.settling import settle_given
from conference.orders.models import Order
from conference.orders.rules import Audience
from conference.people.rules import normalised_address
from conference.tickets import queries as tickets


def issue_free(
    *, edition: EditionFrame, type_id: int, name: str, email: str, actor: str, now: datetime
) -> str:
    """Give somebody a ticket that costs nothing and return the order's code.

    The type is one that is not in the shop: speaker, crew, guest. It counts in its quotas like
    any other. Raises: NotFound, NotFree, SaleClosed (it has no quota), QuotaExhausted.
    """
    types = tickets.types_for_order(edition.id, [type_id])
    if types[type_id].price or types[type_id].is_public:
        raise rules.NotFree
    order = new_order(edition, Audience.ME, codes.random_token(), now, total=0)
    order.buyer_name, order.email = name, normalised_address(email)
    db.session.add(order)
    db.session.flush()
    demand = Demand(order_id=order.id, types=types, wanted={type_id: 1}, held={})
    fill(order, Holding(), demand, now=now)
    db.session.flush()
    check_places(order, now=now)
    _record(order, "free ticket given", actor, now)
    settle_given(order, actor=actor, now=now)
    return order.code


def resend_links(edition_id: int, code: str, *, actor: str, now: datetime) -> None:
    """Send the links of an order and its tickets to their own addresses again.

    Raises: NotFound.
    """
    order = queries.order_for_update(code, edition_id)
    mails.resend(order, now=now)
    for attendee in queries.attendees_for_update(order.id):
        if not attendee.is_buyer and attendee.cancelled_at is None and order.paid_at:
            mails.tell_ticket(attendee, now=now)
    _record(order, "links sent again", actor, now)


def send_links(edition_id: int, address: str, *, now: datetime) -> None:
    """Send an address the links of whatever was booked with it, at most once a day.

    The same work and the same answer for every address (domain.md PR-02).
    """
    mails.send_links(edition_id, normalised_address(address), now=now)


def _record(order: Order, what: str, actor: str, now: datetime) -> None:
    history.record(actor, what, on=("order", order.id), at=now, edition_id=order.edition_id)
