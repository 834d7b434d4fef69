"""What organisers do with orders: give a free ticket, hand one over, send the links again."""

from dataclasses import dataclass
from datetime import datetime

from conference.editions.queries import EditionFrame
from conference.kernel import codes
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.orders import mails, queries, rules
from conference.orders.actions.filling import Holding, fill
from conference.orders.actions.log import record
from conference.orders.actions.passing import pass_on
from conference.orders.actions.placing import new_order, stored
from conference.orders.actions.settling import settle_given
from conference.orders.actions.stock import Demand, check_places
from conference.orders.rules import Audience, OrderState
from conference.people.rules import normalised_address
from conference.tickets import queries as tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeTicket:
    """Who is given a ticket of which type; ``form_token`` is that of the form that said so."""

    type_id: int
    name: str
    email: str
    form_token: str

    @property
    def mark(self) -> str:
        """What makes a repeat the same ticket: the form with these answers, and no others."""
        answers = (self.form_token, str(self.type_id), self.name, normalised_address(self.email))
        return codes.fingerprint("\0".join(answers))


def issue_free(ticket: FreeTicket, *, edition: EditionFrame, actor: str, now: datetime) -> str:
    """Give somebody a ticket that costs nothing and return the order's code.

    The type is one that is not in the shop: speaker, crew, guest. It counts in its quotas like
    any other. The same form with the same answers gives the same ticket. Raises: NotFound,
    NotFree, SaleClosed (it has no quota), QuotaExhausted.
    """
    types = tickets.types_for_order(edition.id, [ticket.type_id])
    if types[ticket.type_id].price or types[ticket.type_id].is_public:
        raise rules.NotFree
    fresh = new_order(edition, Audience.ME, ticket.mark, now, total=0)
    fresh.buyer_name, fresh.email = ticket.name, normalised_address(ticket.email)
    order, is_new = stored(fresh)
    if not is_new:
        return order.code
    demand = Demand(order_id=order.id, types=types, wanted={ticket.type_id: 1}, held={})
    fill(order, Holding(), demand, now=now)
    db.session.flush()
    check_places(order, now=now)
    record(order, "free ticket given", actor, now)
    settle_given(order, actor=actor, now=now)
    return order.code


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Who comes instead of a ticket's holder, whoever that was."""

    order: str
    ticket: str
    name: str
    email: str


def hand_over(change: HandOver, *, edition_id: int, actor: str, now: datetime) -> None:
    """Give a ticket of a paid order to somebody else, claimed or not.

    The old link, code and calendar end, bookings and needs go; the new holder gets a mail, the
    former one a notice. The same person again changes nothing. Raises: NotFound, MoveForbidden.
    """
    order = queries.order_for_update(change.order, edition_id)
    attendees = queries.attendees_for_update(order.id)
    attendee = next((row for row in attendees if row.code == change.ticket), None)
    if attendee is None:
        raise NotFound
    if order.state != OrderState.PAID or attendee.cancelled_at is not None:
        raise rules.MoveForbidden
    former, address = attendee.email, normalised_address(change.email)
    if (attendee.name, former) == (change.name, address):
        return
    attendee.name, attendee.email = change.name, address
    attendee.is_buyer = attendee.is_buyer and address == order.email
    pass_on(attendee, now=now)
    record(order, "ticket handed over", actor, now, ticket=attendee.code)
    mails.tell_ticket(attendee, now=now)
    if former and former != address:
        mails.tell_passed_on(attendee, former, now=now)


def resend_links(edition_id: int, code: str, *, actor: str, now: datetime) -> None:
    """Send the links of an order and its tickets to their own addresses again.

    Raises: NotFound.
    """
    order = queries.order_for_update(code, edition_id)
    mails.resend(order, now=now)
    for attendee in queries.attendees_for_update(order.id):
        if not attendee.is_buyer and attendee.cancelled_at is None and order.paid_at:
            mails.tell_ticket(attendee, now=now)
    record(order, "links sent again", actor, now)


def send_links(edition_id: int, address: str, *, now: datetime) -> None:
    """Send an address the links of whatever was booked with it, at most once a day.

    The same work and the same answer for every address (domain.md PR-02).
    """
    mails.send_links(edition_id, normalised_address(address), now=now)
