"""From public pages to what search engines read of them: nothing that the page does not show."""

from typing import Any

from flask import current_app, url_for

from conference.documents.structured import EventData, OfferData, event_json
from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.programme.queries import HomePage, SessionPage
from conference.tickets.rules import SaleState


def edition_event(page: HomePage, edition: EditionFrame) -> dict[str, Any]:
    """Return the conference with its tickets."""
    return event_json(
        EventData(
            name=edition.name,
            description=edition.lead,
            url=_address("programme.home"),
            starts_at=clock.local(edition.opens_at),
            ends_at=clock.local(edition.closes_at),
            venue=edition.venue_name,
            venue_address=edition.venue_place,
            organizer=edition.seller_name,
            offers=tuple(
                OfferData(
                    name=price.name,
                    price=price.price,
                    currency=edition.currency,
                    is_available=price.sale_state is not SaleState.SOLD_OUT,
                )
                for price in page.prices
                if price.sale_state is not SaleState.NOT_YET
            ),
        )
    )


def session_event(page: SessionPage, edition: EditionFrame) -> dict[str, Any]:
    """Return a session; who is not listed and where nobody may know are left out as on the page."""
    row = page.row
    return event_json(
        EventData(
            name=row.title,
            description=row.summary,
            url=_address("programme.session", code=row.code),
            starts_at=clock.local(row.starts_at),
            ends_at=clock.local(row.ends_at),
            venue=edition.venue_name,
            venue_address=edition.venue_place,
            place=row.room.name or "",
            organizer=edition.seller_name,
            language=page.lang or "en-GB",
            is_cancelled=row.is_cancelled,
            performers=tuple(
                (speaker.name, _address("programme.speaker", code=speaker.code))
                for speaker in row.speakers
                if speaker.code is not None
            ),
            part_of=(edition.name, _address("programme.home")),
        )
    )


def _address(endpoint: str, **values: Any) -> str:
    public_url: str = current_app.config["CONFERENCE"].public_url
    return f"{public_url.rstrip('/')}{url_for(endpoint, **values)}"
