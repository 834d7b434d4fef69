"""What search engines read of an event: schema.org's Event as JSON-LD (https://schema.org/Event)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

CONTEXT = "https://schema.org"
PENCE = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferData:
    """A ticket; ``price`` is in pence."""

    name: str
    price: int
    currency: str
    is_available: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EventData:
    """An event in public words; moments are aware, in the venue's zone.

    ``place`` is a name within ``venue``, or nothing where it is not told. ``part_of`` are name
    and address of the event that it belongs to.
    """

    name: str
    description: str
    url: str
    starts_at: datetime
    ends_at: datetime
    venue: str
    venue_address: str
    place: str = ""
    organizer: str = ""
    language: str = "en-GB"
    is_cancelled: bool = False
    performers: tuple[tuple[str, str], ...] = ()
    offers: tuple[OfferData, ...] = ()
    part_of: tuple[str, str] | None = None


def event_json(facts: EventData) -> dict[str, Any]:
    """Return the event as JSON-LD, for Jinja's ``tojson``; what is empty is left out."""
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Event",
        "name": facts.name,
        "description": facts.description,
        "url": facts.url,
        "inLanguage": facts.language,
        "startDate": facts.starts_at.isoformat(timespec="minutes"),
        "endDate": facts.ends_at.isoformat(timespec="minutes"),
        "eventStatus": f"{CONTEXT}/{'EventCancelled' if facts.is_cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "location": _location(facts),
        "organizer": {"@type": "Organization", "name": facts.organizer}
        if facts.organizer
        else None,
        "performer": _performers(facts.performers),
        "offers": [_offer(offer, facts.url) for offer in facts.offers],
        "superEvent": _event(*facts.part_of) if facts.part_of else None,
    }
    return {name: value for name, value in found.items() if value}


def _location(facts: EventData) -> dict[str, Any]:
    venue = {
        "@type": "Place",
        "name": facts.venue,
        "address": facts.venue_address or facts.venue,
    }
    if not facts.place:
        return venue
    return {**venue, "name": facts.place, "containedInPlace": venue}


def _performers(people: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"@type": "Person", "name": name, **({"url": url} if url else {})} for name, url in people
    ]


def _offer(offer: OfferData, url: str) -> dict[str, str]:
    return {
        "@type": "Offer",
        "name": offer.name,
        "price": f"{offer.price / PENCE:.2f}",
        "priceCurrency": offer.currency,
        "availability": f"{CONTEXT}/{'InStock' if offer.is_available else 'SoldOut'}",
        "url": url,
    }


def _event(name: str, url: str) -> dict[str, str]:
    return {"@type": "Event", "name": name, "url": url}
