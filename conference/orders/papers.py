"""What orders put on paper: the facts of tickets, receipts and calendar files."""

from collections.abc import Callable
from typing import Protocol

from conference.documents.calendar import CalendarEntry, CalendarFacts, calendar_file
from conference.documents.pdf import ReceiptFacts, ReceiptLine, TicketFacts
from conference.editions import queries as editions
from conference.editions.queries import EditionFrame
from conference.kernel.money import rate_written, written
from conference.orders.queries import LineFacts, OrderPage, TicketPage
from conference.orders.rules import OrderState
from conference.web import filters
from conference.web.answers import answer

KEEP_TO_YOURSELF = "Your ticket is in the mail that confirmed your booking."


class OrderMoney(Protocol):
    """Where an order's money is, as a higher package knows it; sums in pence."""

    @property
    def card_last4(self) -> str:
        """The last four digits of the card that paid, where it was a card."""

    @property
    def received(self) -> int:
        """What came in, a second payment of the same order too."""

    @property
    def refunded(self) -> int:
        """What was sent back or is on its way."""

    @property
    def is_being_paid(self) -> bool:
        """Whether a payment is with the bank, which has not decided yet."""


MoneyOf = Callable[[int], OrderMoney]
"""Tells of an order (its id) where its money is."""


def day_and_place(edition: EditionFrame) -> str:
    """Write 25 September, The Slate: the tail of a subject."""
    return f"{filters.day_month(edition.starts_on)}, {edition.venue_name}"


def day_and_hours(edition: EditionFrame) -> str:
    """Write Wednesday 25 September 2024, 9am to 5pm."""
    hours = f"{filters.spoken_time(edition.opens_at)} to {filters.spoken_time(edition.closes_at)}"
    return f"{filters.long_date(edition.starts_on)}, {hours}"


def money_of(order: OrderPage) -> OrderMoney | None:
    """Return where an order's money is; nothing for one that has nothing to do with money yet."""
    has_money = order.paid_at is not None or order.state is OrderState.AWAITING_PAYMENT
    if order.is_free or not has_money:
        return None
    found: OrderMoney = answer("money_of_order", order.id)
    return found


def paid_text(order: OrderPage, money: OrderMoney | None) -> str:
    """Write Paid by card ending 4242 on 15 July 2024, and what was given back."""
    if order.paid_at is None:
        return "With the bank" if money and money.is_being_paid else "Not paid"
    day = filters.short_date(order.paid_at)
    if order.is_free or money is None:
        return f"Nothing to pay, confirmed on {day}"
    means = f"Paid by card ending {money.card_last4}" if money.card_last4 else "Paid"
    return f"{means} on {day}{_given_back(money)}"


def _given_back(money: OrderMoney) -> str:
    back = written(money.refunded)
    if not money.refunded:
        return ""
    if money.refunded >= money.received:
        return f". All of it was given back: {back}"
    return f". Given back: {back}. Kept: {written(money.received - money.refunded)}"


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
        conduct_text=editions.conduct_summary(edition.id),
        help_text=_help(edition),
    )


def doors_text(edition: EditionFrame, ticket: TicketPage) -> str:
    """Return what to know before coming."""
    return "\n".join(filter(None, (_doors(edition), ticket.type_note)))


def receipt_facts(order: OrderPage, edition: EditionFrame, money: OrderMoney) -> ReceiptFacts:
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
        net_text=written(order.total - order.vat),
        vat_text=written(order.vat),
        total_text=written(order.total),
        paid_text=paid_text(order, money),
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
        unit_price_text=written(line.unit_price),
        vat_rate_text=rate_written(line.vat_rate),
        vat_text=written(line.vat),
        total_text=written(line.gross),
    )


def _help(edition: EditionFrame) -> str:
    return "\n".join(f"{contact.label}: {contact.number}" for contact in edition.contacts)
