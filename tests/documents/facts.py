"""Facts for calendars and paper, without surprises."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from conference.documents.calendar import CalendarEntry, CalendarFacts
from conference.documents.pdf import ReceiptFacts, ReceiptLine, TicketFacts

CHANGED_AT = datetime(2024, 7, 1, 12, tzinfo=UTC)
NINE_IN_SUMMER = datetime(2024, 9, 25, 8, tzinfo=UTC)

TICKET = TicketFacts(
    edition_name="Warwick Improvement Conference 2024",
    strapline="A conference designed to make things happen",
    attendee_name="Rowan Hale",
    ticket_type="NHS and public sector",
    date_text="Wednesday 25 September 2024\n9am to 5pm",
    venue_text="The Slate, University of Warwick",
    ticket_code="7K4Q-2MNP-RS6T-V8WX",
    order_reference="MTH7K4",
    doors_text="Doors and coffee from 8.30am.",
    conduct_text="Ask before you photograph. Take no for an answer the first time.",
    help_text="07700 900123, duty safeguarding lead.\nIn an emergency call 999.",
)

RECEIPT = ReceiptFacts(
    seller_name="Warwick Improvement Conference",
    seller_address=("The Slate", "University of Warwick", "Coventry"),
    vat_number="GB 123 4567 89",
    reference="MTH7K4",
    issued_text="Monday 15 July 2024",
    buyer_name="Rowan Hale",
    buyer_email="rowan.hale@example.org",
    lines=(
        ReceiptLine(
            description="NHS and public sector",
            quantity=5,
            unit_price_text="£149.00",
            vat_rate_text="20%",
            vat_text="£124.17",
            total_text="£745.00",
        ),
    ),
    net_text="£620.83",
    vat_text="£124.17",
    total_text="£745.00",
    paid_text="Paid by card ending 4242 on 15 July 2024",
)


def make_entry(
    uid: str, starts_at: datetime = NINE_IN_SUMMER, minutes: int = 60, *, title: str = "Opening"
) -> CalendarEntry:
    """Return an entry; anything more is said with ``dataclasses.replace``."""
    return CalendarEntry(
        uid=uid,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        title=title,
        changed_at=CHANGED_AT,
    )


def make_calendar(*entries: CalendarEntry, day: date = date(2024, 9, 25)) -> CalendarFacts:
    """Return a calendar of one day."""
    return CalendarFacts(
        name="Warwick Improvement Conference",
        uid="programme-2024@example.org",
        entries=entries,
        first_date=day,
        last_date=day,
    )


def ticket_for(name: str) -> TicketFacts:
    """Return the ticket of somebody else."""
    return replace(TICKET, attendee_name=name)
