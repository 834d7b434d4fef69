"""Facts for calendars and paper, without surprises."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from conference.documents.calendar import CalendarEntry, CalendarFacts
from conference.documents.pdf import ReceiptFacts, ReceiptLine, TicketFacts
from conference.documents.printed import (
    BreakLine,
    DayFacts,
    DoorCard,
    DoorCardsFacts,
    DoorLine,
    ProgrammeFacts,
    SessionLine,
    SheetFacts,
    TrackMark,
)

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

SHEET = SheetFacts(
    edition_name="Warwick Improvement Conference",
    release_text="Release 2 (Rooms settled) of 15 July 2024",
    stamp_text="Sample programme",
)

TALK = SessionLine(
    starts_text="09:55",
    ends_text="10:35",
    title="The chart that changed my mind",
    kind="Talk",
    who="Tomasz Wilk",
    room="Studio 1",
    places_text="",
    note="",
    track=0,
    is_cancelled=False,
)

PROGRAMME = ProgrammeFacts(
    sheet=SHEET,
    strapline="A conference designed to make things happen",
    venue_text="The Slate, University of Warwick",
    date_text="Wednesday 25 September 2024",
    zone_text="All times are UK time (BST).",
    tracks=tuple(
        TrackMark(letter=name[0], shape=shape, colour="#0a1867", name=name)
        for name, shape in (
            ("Methods", "dot"),
            ("Health", "cross"),
            ("Universities", "arch"),
            ("People", "diamond"),
            ("Digital", "square"),
            ("Safeguarding", "shield"),
        )
    ),
    days=(
        DayFacts(
            date_text="Wednesday 25 September 2024",
            sessions=(
                replace(TALK, starts_text="09:00", title="Make one thing happen", track=None),
                TALK,
                *(replace(TALK, title=f"Talk {track}", track=track) for track in range(1, 5)),
                replace(TALK, title="Kind and clear", room="", is_cancelled=True),
                replace(
                    TALK,
                    starts_text="11:00",
                    title="Shrink your trail",
                    kind="Workshop",
                    who="Jonah Price (chair), Dee Okafor",
                    places_text="24 places to book",
                    note="This session talks about stalking.",
                    track=5,
                ),
            ),
            breaks=(BreakLine(starts_text="10:35", ends_text="11:00", title="Coffee"),),
        ),
    ),
    help=(("Safeguarding team", "01632 960210"), ("Help desk", "01632 960211")),
    conduct_text="Ask before you photograph.\nTake no for an answer the first time.",
)

CARD = DoorCard(
    room="Main Hall",
    date_text="Wednesday 25 September 2024",
    signs=("Step-free", "Hearing loop"),
    lines=(
        DoorLine(
            starts_text="09:00",
            ends_text="09:45",
            title="Make one thing happen",
            who="Ngozi Adeyemi-Clarke",
            is_cancelled=False,
        ),
        DoorLine(
            starts_text="11:00",
            ends_text="11:40",
            title="Kind and clear",
            who="",
            is_cancelled=True,
        ),
    ),
)

CARDS = DoorCardsFacts(sheet=SHEET, cards=(CARD, replace(CARD, room="Studio 1", signs=())))


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
