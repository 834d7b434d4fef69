"""The sample edition: facts, tracks, contacts, texts, ticket types, rooms and sessions."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from conference.demo import programme_facts as facts
from conference.demo.support_services import GUIDANCE_REVIEW, SUPPORT_SERVICES
from conference.editions.models import (
    Contact,
    Edition,
    Format,
    InformationPage,
    Policy,
    Track,
)
from conference.editions.rules import ContactKind, MarkShape, PageKind, PolicyKind
from conference.kernel.clock import ZONE
from conference.kernel.codes import ALPHABET
from conference.kernel.database import db
from conference.kernel.text import slug
from conference.people.models import Speaker
from conference.programme.models import Room, Session, SessionSpeaker, Slot
from conference.programme.rules.states import SessionKind
from conference.safeguarding.models import GuidanceReview, SupportService
from conference.tickets.models import Quota, QuotaMember, TicketType

SLUG = "2024"
DAY = date(2024, 9, 25)
CHECKED = date(2024, 7, 1)
CHECKER = "Helen Marsh-Odu (sample)"
BY = "sample data"
VAT = 2000
TEXTS = Path(__file__).parent / "texts"
PLACES = 300
"""All places together: the day's fire limit in the sample."""

PRIVATE_CLINIC = 18
"""The clinic with a safeguarding lead: sensitive, in a private room."""

TICKET_TYPES = (
    ("EARLY", "Early bird", "", 14900, 80, True),
    (
        "NHS",
        "NHS and public sector",
        "You tell us; we do not check your email address.",
        17900,
        None,
        True,
    ),
    (
        "ACAD",
        "University staff",
        "For anyone employed by a university or college.",
        17900,
        None,
        True,
    ),
    ("STD", "Standard", "", 19900, None, True),
    ("STU", "Student", "Bring your student card on the day.", 4900, 40, True),
    ("SPK", "Speaker", "Free, by invitation.", 0, None, False),
    (
        "PA",
        "Personal assistant or carer",
        "Free. No proof needed: ask the access contact.",
        0,
        None,
        False,
    ),
    ("CREW", "Helper", "Free, by invitation.", 0, None, False),
    ("LIVE", "Lived-experience partner", "Free, travel paid, by invitation.", 0, None, False),
)
"""Code, name, note, price in pence with VAT, own quota, public (domain.md D1)."""


def at(text: str) -> datetime:
    """Return a local time of the day as a moment."""
    hour, minute = text.split(":")
    return datetime(DAY.year, DAY.month, DAY.day, int(hour), int(minute), tzinfo=ZONE)


def sample_code(text: str, length: int = 6) -> str:
    """Return the same public code for the same text, so that links outlive ``make fresh``."""
    digest = hashlib.sha256(text.encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:length])


def store_edition(now: datetime) -> Edition:
    """Store the sample edition with its frame. Runs inside ``transaction()``."""
    edition = Edition(
        slug=SLUG,
        name="Warwick Improvement Conference",
        strapline="A conference designed to make things happen",
        lead=(
            "Bring something that is stuck. Spend a day with people from the NHS, universities "
            "and councils who have moved things like it. Go home with a first step."
        ),
        position="the only improvement conference by practitioners, for practitioners",
        is_current=True,
        is_sample=True,
        starts_on=DAY,
        ends_on=DAY,
        doors_at=at("08:30"),
        opens_at=at("09:00"),
        closes_at=at("17:00"),
        venue_name="The Slate",
        venue_place="University of Warwick",
        venue_text=(
            "A modern, well-equipped venue suited to creativity, conversation and collaboration."
        ),
        reference_prefix="MTH",
        vat_rate=VAT,
        seller_name="Warwick Improvement Conference (sample organiser)",
        seller_address="1 Sample Street\nCoventry\nCV0 0AA",
        vat_number="GB 000 0000 00 (sample)",
        needs_by=date(2024, 9, 11),
        calendar_changed_at=now,
        created_at=now,
    )
    db.session.add(edition)
    db.session.flush()
    _store_frame(edition, now)
    _store_support_services()
    return edition


def store_ticket_types(edition: Edition) -> Mapping[str, TicketType]:
    """Store ticket types with their quotas and return them by code."""
    everything = Quota(edition_id=edition.id, name="All places", size=PLACES)
    db.session.add(everything)
    types: dict[str, TicketType] = {}
    for position, (code, name, note, price, size, is_public) in enumerate(TICKET_TYPES):
        kind = TicketType(
            edition_id=edition.id,
            code=code,
            name=name,
            note=note,
            price=price,
            vat_rate=VAT,
            opens_at=datetime(2024, 5, 1, 9, tzinfo=ZONE),
            closes_at=_sale_end(code),
            is_public=is_public,
            position=position,
        )
        own = Quota(edition_id=edition.id, name=name, size=size)
        db.session.add_all((kind, own))
        db.session.flush()
        for quota in (everything, own):
            db.session.add(QuotaMember(quota_id=quota.id, ticket_type_id=kind.id))
        types[code] = kind
    return types


def store_programme(edition: Edition) -> None:
    """Store rooms, speakers, sessions and slots as a draft; the release is made by the caller."""
    rooms = {
        name: Room(
            edition_id=edition.id,
            name=name,
            theatre_capacity=theatre,
            cabaret_capacity=cabaret,
            standing_capacity=standing,
            is_step_free=name not in facts.UP_STEPS,
            has_loop=name in facts.LOOPS,
            note=note,
            is_private=is_private,
            position=position,
        )
        for position, (name, theatre, cabaret, standing, note, is_private) in enumerate(facts.ROOMS)
    }
    speakers = {name: _speaker(edition, name) for name in _speaker_names()}
    db.session.add_all((*rooms.values(), *speakers.values()))
    db.session.flush()
    tracks, formats = _ids(Track, edition), _ids(Format, edition)
    for sample in facts.SESSIONS:
        _store_session(edition, sample, rooms, speakers, tracks, formats)
    for starts, ends, title in facts.BREAKS:
        _store_break(edition, starts, ends, title, rooms["Foyer"])


def _sale_end(code: str) -> datetime | None:
    if code == "EARLY":  # until 11:59pm: the first moment that is too late is midnight
        return datetime(2024, 8, 1, 0, 0, tzinfo=ZONE)
    return None  # until the conference is over


def _store_frame(edition: Edition, now: datetime) -> None:
    db.session.add_all(
        Track(
            edition_id=edition.id,
            code=code,
            letter=letter,
            name=name,
            short_name=short,
            shape=MarkShape(shape),
            colour=colour,
            dark_colour=dark,
            position=position,
        )
        for position, (code, letter, name, short, shape, colour, dark) in enumerate(facts.TRACKS)
    )
    db.session.add_all(
        Format(edition_id=edition.id, code=code, name=name, position=position)
        for position, (code, name) in enumerate(facts.FORMATS)
    )
    db.session.add_all(_contacts(edition))
    db.session.add_all(_texts(edition, now))


def _contacts(edition: Edition) -> list[Contact]:
    rows = (
        (
            ContactKind.SAFEGUARDING,
            "If something is wrong",
            "07700 900123",
            "8am to 6pm on the day",
            "Duty safeguarding lead, call or text, 8am to 6pm on the day",
        ),
        (
            ContactKind.HELP_DESK,
            "Event help desk",
            "01632 960210",
            "8am to 5.30pm on the day",
            "In the Foyer from 8am",
        ),
        (
            ContactKind.ACCESS,
            "Access and adjustments",
            "01632 960244",
            "9am to 5pm, Monday to Friday",
            "Ask us anything, as early as you like",
        ),
    )
    return [
        Contact(
            edition_id=edition.id,
            kind=kind,
            label=label,
            number=number,
            email=f"{kind.value.replace('_', '-')}@example.org",
            hours=hours,
            note=note,
            last_checked=CHECKED,
            checked_by=CHECKER,
        )
        for kind, label, number, hours, note in rows
    ]


def _texts(edition: Edition, now: datetime) -> list[Policy | InformationPage]:
    policies = {
        PolicyKind.CONDUCT: ("conduct-short", "conduct"),
        PolicyKind.TERMS: (None, "terms"),
        PolicyKind.PRIVACY: (None, "privacy"),
        PolicyKind.NEEDS_CONSENT: (None, "needs_consent"),
    }
    return [
        *(
            Policy(
                edition_id=edition.id,
                kind=kind,
                version=1,
                summary=_text(summary) if summary else "",
                body=_text(body),
                published_at=now,
                published_by=BY,
            )
            for kind, (summary, body) in policies.items()
        ),
        *(
            InformationPage(
                edition_id=edition.id, kind=kind, body=_text(kind.value), reviewed_on=CHECKED
            )
            for kind in PageKind
        ),
    ]


def _text(name: str) -> str:
    return (TEXTS / f"{name}.md").read_text(encoding="utf-8").strip()


def _store_support_services() -> None:
    db.session.add_all(SupportService(**row) for row in SUPPORT_SERVICES)
    db.session.add(GuidanceReview(**GUIDANCE_REVIEW))


def _ids(table: type[Track] | type[Format], edition: Edition) -> dict[str, int]:
    rows = db.session.execute(select(table.code, table.id).where(table.edition_id == edition.id))
    return {row.code: row.id for row in rows}


def _speaker_names() -> list[str]:
    names = (name for sample in facts.SESSIONS for name in sample.speakers)
    return list(dict.fromkeys(names))


def _speaker(edition: Edition, name: str) -> Speaker:
    is_protected = name == facts.NAMED_ON_THE_DAY
    return Speaker(
        edition_id=edition.id,
        code=sample_code(f"speaker {name}"),
        name="A protected speaker (sample)" if is_protected else name,
        organisation=facts.ORGANISATIONS.get(name, ""),
        is_listed=not is_protected,
    )


def _store_session(
    edition: Edition,
    sample: facts.SampleSession,
    rooms: Mapping[str, Room],
    speakers: Mapping[str, Speaker],
    tracks: Mapping[str, int],
    formats: Mapping[str, int],
) -> None:
    session = Session(
        edition_id=edition.id,
        code=sample_code(f"session {sample.number}"),
        kind=SessionKind.SESSION,
        title=sample.title,
        summary=sample.summary,
        abstract=sample.abstract,
        content_note=sample.content_note,
        track_id=tracks[sample.track] if sample.track else None,
        format_id=formats[sample.kind],
        places=sample.places,
        is_sensitive=sample.number == PRIVATE_CLINIC,
    )
    db.session.add(session)
    db.session.flush()
    starts, ends = facts.TIMES[sample.part]
    db.session.add(
        Slot(
            session_id=session.id,
            room_id=rooms[sample.room].id,
            starts_at=at(starts),
            ends_at=at(ends),
        )
    )
    db.session.add_all(
        SessionSpeaker(session_id=session.id, speaker_id=speakers[name].id, position=position)
        for position, name in enumerate(sample.speakers)
    )


def _store_break(edition: Edition, starts: str, ends: str, title: str, room: Room) -> None:
    session = Session(
        edition_id=edition.id,
        code=f"break-{slug(title)}"[:20].rstrip("-"),
        kind=SessionKind.BREAK,
        title=title,
    )
    db.session.add(session)
    db.session.flush()
    db.session.add(
        Slot(session_id=session.id, room_id=room.id, starts_at=at(starts), ends_at=at(ends))
    )
