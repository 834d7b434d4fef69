"""Making the next edition from one that was: its frame and texts, with dates moved.

Nothing personal goes along: no order, attendee, speaker or session, and no staffed number either,
because whoever answered it last year may not this year.
"""

from datetime import date, datetime, timedelta

from conference.editions import queries
from conference.editions.events import EditionCopied
from conference.editions.models import Edition, Format, Track
from conference.editions.rules import NextEdition, SlugTaken, moved, problems_of_next
from conference.history import actions as history
from conference.kernel.clock import ZONE
from conference.kernel.database import copy_of, db
from conference.kernel.errors import Invalid
from conference.kernel.events import announce

DATES = ("starts_on", "ends_on", "needs_by")
MOMENTS = ("doors_at", "opens_at", "closes_at")
KEPT = (
    *("strapline", "lead", "position", "timezone", "venue_name", "venue_place", "venue_text"),
    *("reference_prefix", "currency", "vat_rate", "seller_name", "seller_address", "vat_number"),
    *("hold_minutes", "bookings_close_minutes"),
)


def copy_edition(from_id: int, new: NextEdition, *, actor: str, now: datetime) -> int:
    """Make an edition from another one and return its id; it is not the current one.

    Packages above copy what is theirs in the same transaction (``EditionCopied``). Raises:
    NotFound, Invalid, SlugTaken.
    """
    if problems := problems_of_next(new):
        raise Invalid(problems)
    queries.editions_for_update()  # of two that take one address the later one waits
    source = queries.edition_for_update(from_id)
    if queries.versions(new.slug) is not None:
        raise SlugTaken
    edition = _edition(source, new, now)
    db.session.add(edition)
    db.session.flush()
    for row in (*queries.rows_of(Track, from_id), *queries.rows_of(Format, from_id)):
        db.session.add(copy_of(row, edition_id=edition.id))
    _copy_texts(source, edition, actor=actor, now=now)
    announce(
        EditionCopied(
            from_id=from_id,
            to_id=edition.id,
            was=source.starts_on,
            starts_on=new.starts_on,
            at=now,
        )
    )
    history.record(
        actor,
        "edition made from another",
        on=("edition", edition.id),
        at=now,
        edition_id=edition.id,
        source=source.slug,
    )
    return edition.id


def _edition(source: Edition, new: NextEdition, now: datetime) -> Edition:
    shift = new.starts_on - source.starts_on
    return Edition(
        slug=new.slug,
        name=new.name,
        is_current=False,
        shows_programme=False,
        calendar_changed_at=now,
        created_at=now,
        **{name: getattr(source, name) for name in KEPT},
        **{name: _moved_date(getattr(source, name), shift) for name in DATES},
        **{name: moved(getattr(source, name), shift, ZONE) for name in MOMENTS},
    )


def _moved_date(day: date | None, shift: timedelta) -> date | None:
    return None if day is None else day + shift


def _copy_texts(source: Edition, edition: Edition, *, actor: str, now: datetime) -> None:
    for policy in queries.policies(source.id).values():
        db.session.add(
            copy_of(policy, edition_id=edition.id, version=1, published_at=now, published_by=actor)
        )
    for page in queries.information_pages(source.id).values():
        db.session.add(copy_of(page, edition_id=edition.id))
