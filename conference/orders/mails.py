"""Which message goes to whom about an order, and what each says at the moment of sending."""

from datetime import datetime
from typing import Any

from conference.documents import pdf
from conference.editions.frames import frame_of
from conference.editions.queries import EditionFrame
from conference.kernel.codes import fingerprint
from conference.mail import actions as mail
from conference.mail.rules import Attachment, Draft, MailRequest
from conference.orders import papers, queries
from conference.orders.models import Attendee, Order
from conference.orders.papers import MoneyOf
from conference.orders.queries import OrderPage, TicketLetter, TicketPage
from conference.orders.rules import name_in_mail

PAID = "orders.paid"
TICKET = "orders.ticket"
NO_PLACE = "orders.no_place"
EXPIRED = "orders.expired"
CANCELLED = "orders.cancelled"
SPEAKER_TICKET_ENDED = "orders.speaker_ticket_ended"
TICKET_CANCELLED = "orders.ticket_cancelled"
LINKS = "orders.links"
ADDRESS_CHANGED = "orders.address_changed"

PDF = "application/pdf"
CALENDAR = "text/calendar"
PATHS = {"order": "orders", "ticket": "tickets"}


def tell_paid(order: Order, *, now: datetime) -> None:
    """Tell the buyer that there is a place, with ticket, receipt and calendar file."""
    _to_buyer(PAID, order, now, once=_once_for_address(PAID, order))


def tell_ticket(attendee: Attendee, *, now: datetime) -> None:
    """Tell somebody that a place was booked for them."""
    _to_attendee(TICKET, attendee, now)


def tell_no_place(order: Order, *, now: datetime) -> None:
    """Tell the buyer that the money came too late and goes back."""
    _to_buyer(NO_PLACE, order, now, once=_once_for_address(NO_PLACE, order))


def tell_expired(order: Order, *, now: datetime) -> None:
    """Tell the buyer that the places went back on sale, and that the answers are kept."""
    _to_buyer(EXPIRED, order, now, once=f"{EXPIRED}:{order.id}:{int(order.placed_at.timestamp())}")


def tell_cancelled(order: Order, *, now: datetime) -> None:
    """Tell the buyer that a paid order was cancelled."""
    _to_buyer(CANCELLED, order, now, once=f"{CANCELLED}:{order.id}")


def tell_speaker_ticket_ended(order: Order, *, now: datetime) -> None:
    """Tell somebody who was to speak that their free ticket went with what was withdrawn."""
    _to_buyer(SPEAKER_TICKET_ENDED, order, now, once=f"{SPEAKER_TICKET_ENDED}:{order.id}")


def tell_address_changed(order: Order, former: str, *, now: datetime) -> None:
    """Tell the address that an order no longer has that its mail goes elsewhere."""
    mail.enqueue(
        ADDRESS_CHANGED,
        former,
        facts={},
        edition_id=order.edition_id,
        now=now,
        once=_once_for_address(ADDRESS_CHANGED, order),
    )


def tell_passed_on(attendee: Attendee, former: str, *, now: datetime) -> None:
    """Tell the address that a ticket no longer has that somebody else comes."""
    mail.enqueue(ADDRESS_CHANGED, former, facts={}, edition_id=attendee.edition_id, now=now)


def tell_ticket_cancelled(attendee: Attendee, *, now: datetime) -> None:
    """Tell somebody other than the buyer that their ticket does not open the door any more."""
    _to_attendee(TICKET_CANCELLED, attendee, now)


def send_links(edition_id: int, address: str, *, now: datetime) -> None:
    """Send an address what was booked with it, or that nothing was; once a day.

    The same work for every address: what there is to say is found out when the mail is written
    (domain.md PR-02, workflows.md rule 59).
    """
    mail.enqueue(
        LINKS,
        address,
        facts={},
        edition_id=edition_id,
        now=now,
        once=f"{LINKS}:{edition_id}:{now:%Y%m%d}:{fingerprint(address)}",
    )


def resend(order: Order, *, now: datetime) -> None:
    """Send the buyer the order's links, as often as an organiser presses."""
    if order.email:
        mail.enqueue(LINKS, order.email, facts={}, edition_id=order.edition_id, now=now)


def paid(request: MailRequest, *, money_of: MoneyOf) -> Draft:
    """Write: you have a place."""
    edition, order = _order(request)
    if order.email != request.address:
        return address_changed(request)
    own = queries.own_ticket(order.id)
    subject = "You have a place" if own else "Your booking is confirmed"
    files = _ticket_files(own, edition) if own else ()
    if not order.is_free:
        files = (*files, _receipt(order, edition, money_of))
    return Draft(
        subject=f"{subject}: {papers.day_and_place(edition)}",
        template="orders/mail/paid.txt",
        context=_context(request, edition, order)
        | {"own": own, "ticket_link": _own_ticket_link(request, edition, order)},
        attachments=files,
    )


def ticket(request: MailRequest) -> Draft:
    """Write: somebody has booked you a place."""
    edition, letter = _ticket(request)
    if letter.email != request.address:
        return address_changed(request)
    buyer = name_in_mail(letter.buyer_name)
    return Draft(
        subject=f"{buyer} has booked you a place",
        template="orders/mail/ticket.txt",
        context={
            "edition": edition,
            "when": papers.day_and_hours(edition),
            "buyer": buyer,
            "type_name": letter.type_name,
            "ticket_link": _link(request, edition, "ticket", letter.code, letter.selector),
        },
    )


def no_place(request: MailRequest) -> Draft:
    """Write: your payment came after the places were gone, or after the order was cancelled."""
    edition, order = _order(request)
    if order.email != request.address:
        return address_changed(request)
    subject = "but the order is cancelled" if order.cancelled_at else "but there is no place"
    return Draft(
        subject=f"Your payment arrived, {subject}",
        template="orders/mail/no_place.txt",
        context=_context(request, edition, order),
    )


def expired(request: MailRequest) -> Draft:
    """Write: your answers are saved."""
    edition, order = _order(request)
    if order.email != request.address:
        return address_changed(request)
    return Draft(
        subject="Your answers are saved",
        template="orders/mail/expired.txt",
        context=_context(request, edition, order),
    )


def cancelled(request: MailRequest) -> Draft:
    """Write: your booking is cancelled."""
    edition, order = _order(request)
    if order.email != request.address:
        return address_changed(request)
    return Draft(
        subject=f"Your booking is cancelled: {papers.day_and_place(edition)}",
        template="orders/mail/cancelled.txt",
        context=_context(request, edition, order),
    )


def speaker_ticket_ended(request: MailRequest) -> Draft:
    """Write: your speaker ticket is cancelled."""
    edition, order = _order(request)
    if order.email != request.address:
        return address_changed(request)
    return Draft(
        subject=f"Your speaker ticket is cancelled: {papers.day_and_place(edition)}",
        template="orders/mail/speaker_ticket_ended.txt",
        context=_context(request, edition, order)
        | {"shop_link": request.link(f"/{edition.slug}/tickets")},
    )


def ticket_cancelled(request: MailRequest) -> Draft:
    """Write: your ticket is cancelled."""
    edition, letter = _ticket(request)
    return Draft(
        subject=f"Your ticket is cancelled: {papers.day_and_place(edition)}",
        template="orders/mail/ticket_cancelled.txt",
        context={"edition": edition, "type_name": letter.type_name},
    )


def address_changed(request: MailRequest) -> Draft:
    """Write: a booking no longer uses this address; no link and no name is in it.

    Also what becomes of a mail that still waited when its address was changed: its links would
    open the booking for whoever the booking was taken from.
    """
    edition = _edition(request)
    return Draft(
        subject=f"A booking no longer uses this address: {papers.day_and_place(edition)}",
        template="orders/mail/address_changed.txt",
        context={"edition": edition},
    )


def links(request: MailRequest) -> Draft:
    """Write: these are your links, or nothing was booked with this address."""
    edition = _edition(request)
    booked = queries.booked_with(edition.id, request.address)
    return Draft(
        subject=f"Your links: {papers.day_and_place(edition)}",
        template="orders/mail/links.txt",
        context={
            "edition": edition,
            "orders": [
                (row.code, _link(request, edition, "order", row.code, row.selector))
                for row in booked.orders
            ],
            "tickets": [
                (row.words, _link(request, edition, "ticket", row.code, row.selector))
                for row in booked.tickets
            ],
        },
    )


def _once_for_address(kind: str, order: Order) -> str:
    """Return the key under which each address that an order has had is told once."""
    key = f"{kind}:{order.id}"
    return f"{key}:{order.address_changes}" if order.address_changes else key


def _to_buyer(kind: str, order: Order, now: datetime, *, once: str) -> None:
    if not order.email:
        return
    facts = {"order_id": order.id}
    mail.enqueue(kind, order.email, facts=facts, edition_id=order.edition_id, now=now, once=once)


def _to_attendee(kind: str, attendee: Attendee, now: datetime) -> None:
    if not attendee.email:
        return
    facts = {"attendee_id": attendee.id}
    mail.enqueue(kind, attendee.email, facts=facts, edition_id=attendee.edition_id, now=now)


def _edition(request: MailRequest) -> EditionFrame:
    return frame_of(request.edition_id)


def _order(request: MailRequest) -> tuple[EditionFrame, OrderPage]:
    return _edition(request), queries.order_page_by_id(request.facts["order_id"], request.now)


def _ticket(request: MailRequest) -> tuple[EditionFrame, TicketLetter]:
    return _edition(request), queries.ticket_letter(request.facts["attendee_id"])


def _context(request: MailRequest, edition: EditionFrame, order: OrderPage) -> dict[str, Any]:
    return {
        "edition": edition,
        "order": order,
        "when": papers.day_and_hours(edition),
        "order_link": _link(request, edition, "order", order.code, order.selectors.order),
    }


def _own_ticket_link(request: MailRequest, edition: EditionFrame, order: OrderPage) -> str | None:
    own, selector = order.own_place, order.selectors.own_ticket
    if own is None or selector is None:
        return None
    return _link(request, edition, "ticket", own.code, selector)


def _link(
    request: MailRequest, edition: EditionFrame, purpose: str, code: str, selector: str
) -> str:
    token = request.sealed(purpose, selector)
    return request.link(f"/{edition.slug}/{PATHS[purpose]}/{code}/open/{token}")


def _ticket_files(page: TicketPage, edition: EditionFrame) -> tuple[Attachment, ...]:
    printed = pdf.ticket_pdf(papers.ticket_facts(page, edition))
    stem = f"ticket-{edition.slug}"
    return (
        Attachment(f"{stem}.pdf", PDF, printed),
        Attachment(f"{stem}.ics", CALENDAR, papers.ticket_calendar(page, edition)),
    )


def _receipt(order: OrderPage, edition: EditionFrame, money_of: MoneyOf) -> Attachment:
    printed = pdf.receipt_pdf(papers.receipt_facts(order, edition, money_of(order.id)))
    return Attachment(f"receipt-{order.code}.pdf", PDF, printed)
