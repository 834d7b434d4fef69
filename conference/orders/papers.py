"""What orders put on paper: the facts of tickets, receipts and calendar files."""

from collections.abc import Callable
from typing import Protocol

from conference.documents.calendar import CalendarEntry, CalendarFacts, calendar_file
from conference.documents.pdf import ReceiptFacts, ReceiptLine, TicketFacts
from conference.editions import queries as editions
from conference.editions.address import this_edition
from conference.editions.queries import EditionFrame
from conference.editions.rules import PolicyKind
from conference.kernel import money
from conference.kernel.errors import NotFound
from conference.orders.queries import LineFacts, OrderPage, TicketPage
from conference.orders.rules import OrderState
from conference.web import filters
from conference.web.answers import answer

WITH_BANK = "With the bank"
"""What the page of an order reads while its payment is decided on."""

KEEP_TO_YOURSELF = "Your ticket is in the mail that confirmed your booking."


class PaidBy(Protocol):
    """How an order was paid, as a higher package knows it."""

    @property
    def card_brand(self) -> str:
        """Whose card: visa."""

    @property
    def card_last4(self) -> str:
        """The last four digits."""


class MoneyOfOrder(Protocol):
    """Where an order's money is, as a higher package knows it; sums in pence."""

    @property
    def received(self) -> int:
        """What came in, a second payment of the same order too."""

    @property
    def refunded(self) -> int:
        """What was sent back or is on its way."""

    @property
    def is_being_paid(self) -> bool:
        """Whether a payment is with the bank, which has not decided yet."""


HowPaid = Callable[[int], PaidBy | None]
"""Tells of an order (its id) how it was paid; nothing for a free one."""


def day_and_place(edition: EditionFrame) -> str:
    """Write 25 September, The Slate: the tail of a subject."""
    return f"{filters.day_month(edition.starts_on)}, {edition.venue_name}"


def day_and_hours(edition: EditionFrame) -> str:
    """Write Wednesday 25 September 2024, 9am to 5pm."""
    hours = f"{filters.spoken_time(edition.opens_at)} to {filters.spoken_time(edition.closes_at)}"
    return f"{filters.long_date(edition.starts_on)}, {hours}"


def paid_text(order: OrderPage, how: PaidBy | None) -> str:
    """Write Paid by card ending 4242 on 15 July 2024, and what was given back, on a page."""
    return _paid_text(order, how, this_edition().id)


def _paid_text(order: OrderPage, how: PaidBy | None, edition_id: int) -> str:
    if order.paid_at is None:
        is_with_bank = (
            order.state is OrderState.AWAITING_PAYMENT
            and _money_of(order, edition_id).is_being_paid
        )
        return WITH_BANK if is_with_bank else "Not paid"
    day = filters.short_date(order.paid_at)
    if order.is_free:
        return f"Nothing to pay, confirmed on {day}"
    return f"{_means(how)} on {day}{_given_back(order, edition_id)}"


def _means(how: PaidBy | None) -> str:
    if how is None:
        return "Paid by card"
    return f"Paid by card ending {how.card_last4}" if how.card_last4 else "Paid"


def _given_back(order: OrderPage, edition_id: int) -> str:
    found = _money_of(order, edition_id)
    back = money.written(found.refunded)
    if not found.refunded:
        return ""
    if found.refunded >= found.received:
        return f". All of it was given back: {back}"
    return f". Given back: {back}. Kept: {money.written(found.received - found.refunded)}"


def _money_of(order: OrderPage, edition_id: int) -> MoneyOfOrder:
    found: MoneyOfOrder = answer("money_of_order", edition_id, order.code)
    return found


def ticket_facts(ticket: TicketPage, edition: EditionFrame) -> TicketFacts:
    """Return what the printed ticket says."""
    return TicketFacts(
        edition_name=edition.name,
        strapline=edition.strapline,
        attendee_name=ticket.name,
        ticket_type=ticket.type_name,
        date_text=day_and_hours(edition),
        venue_text=edition.venue,
        ticket_code=ticket.shown_code,
        order_reference=ticket.order_code,
        doors_text=doors_text(edition, ticket),
        conduct_text=_conduct(edition),
        help_text=_help(edition),
    )


def doors_text(edition: EditionFrame, ticket: TicketPage) -> str:
    """Return what to know before coming."""
    return "\n".join(filter(None, (_doors(edition), ticket.type_note)))


def receipt_facts(order: OrderPage, edition: EditionFrame, how: PaidBy | None) -> ReceiptFacts:
    """Return what the receipt says: a simplified VAT invoice's content (domain.md D2)."""
    return ReceiptFacts(
        seller_name=edition.seller_name,
        seller_address=tuple(edition.seller_address.splitlines()),
        vat_number=edition.vat_number,
        reference=order.code,
        issued_text=filters.long_date(order.paid_at or order.placed_at),
        buyer_name="\n".join(filter(None, (order.buyer_name, order.organisation))),
        buyer_email=order.email,
        lines=tuple(_receipt_line(line) for line in order.lines),
        net_text=money.written(order.total - order.vat),
        vat_text=money.written(order.vat),
        total_text=money.written(order.total),
        paid_text=_paid_text(order, how, edition.id),
    )


def calendar_entry(
    ticket: TicketPage, edition: EditionFrame, *, description: str = ""
) -> CalendarEntry:
    """Return the day as the holder of a ticket has it: no name, no code (domain.md PR-08)."""
    return CalendarEntry(
        uid=f"ticket-{ticket.id}@{edition.slug}.conference",
        starts_at=edition.opens_at,
        ends_at=edition.closes_at,
        title=edition.name,
        description=description or f"{_doors(edition)} {KEEP_TO_YOURSELF}",
        location=edition.venue,
        sequence=ticket.sequence + edition.calendar_sequence,  # both only rise, so the sum does
        changed_at=max(ticket.changed_at, edition.calendar_changed_at),
        is_cancelled=not ticket.is_valid,
    )


def ticket_calendar(ticket: TicketPage, edition: EditionFrame) -> bytes:
    """Return the calendar file of one ticket."""
    return calendar_file(
        CalendarFacts(
            name=edition.name,
            uid=f"ticket-{ticket.id}-calendar@{edition.slug}.conference",
            timezone=edition.timezone,
            entries=(calendar_entry(ticket, edition),),
            first_date=edition.starts_on,
            last_date=edition.ends_on,
        )
    )


def _doors(edition: EditionFrame) -> str:
    return f"Doors open at {filters.spoken_time(edition.doors_at)}."


def _receipt_line(line: LineFacts) -> ReceiptLine:
    return ReceiptLine(
        description=line.type_name,
        quantity=line.quantity,
        unit_price_text=money.written(line.unit_price),
        vat_rate_text=money.rate_written(line.vat_rate),
        vat_text=money.written(line.vat),
        total_text=money.written(line.gross),
    )


def _conduct(edition: EditionFrame) -> str:
    try:
        return editions.policy(edition.id, PolicyKind.CONDUCT).summary
    except NotFound:
        return ""


def _help(edition: EditionFrame) -> str:
    return "\n".join(f"{contact.label}: {contact.number}" for contact in edition.contacts)
