"""Reading an edition: the frame that every page of it needs, its policies and contacts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, bindparam, exists, null, select
from sqlalchemy.orm import aliased

from conference.editions.models import (
    Contact,
    Edition,
    Format,
    InformationPage,
    Policy,
    SetupMark,
    Track,
    UnseenTime,
)
from conference.editions.rules import ContactKind, PageKind, PolicyKind, SetupTask
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.text import rendered

FrameT = TypeVar("FrameT")
RowT = TypeVar("RowT", bound=Track | Format)

CallEnd = tuple[ColumnElement[Any], ColumnElement[Any]]
"""Of an edition's call while it is shown: its last deadline, and the minutes of grace after it."""

NO_CALL: CallEnd = (null(), null())


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRow:
    """An edition on a list; the home address shows the current one."""

    id: int
    slug: str
    name: str
    starts_on: date
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackFrame:
    """A track as pages show it."""

    id: int
    code: str
    letter: str
    name: str
    short_name: str
    shape: str
    colour: str
    dark_colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatFrame:
    """A kind of session, and how long one usually is."""

    id: int
    code: str
    name: str
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFrame:
    """A staffed number."""

    kind: ContactKind
    label: str
    number: str
    email: str
    hours: str
    note: str
    last_checked: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFrame:
    """What every page of an edition needs; read again only when ``frame_version`` rises.

    ``public_version`` also rises with each release and ends the rendered copies. The calendar's
    sequence and moment tell of the last change of the day's time or place. ``was_switched_off``:
    there was a time without a programme after the public had seen one; it may be now.
    ``call_until``: until when pages lead to its call for proposals; none: they do not.
    """

    id: int
    slug: str
    name: str
    strapline: str
    lead: str
    position: str
    is_sample: bool
    shows_programme: bool
    was_switched_off: bool
    starts_on: date
    ends_on: date
    doors_at: datetime
    opens_at: datetime
    closes_at: datetime
    timezone: str
    venue_name: str
    venue_place: str
    venue_text: str
    reference_prefix: str
    currency: str
    vat_rate: int
    seller_name: str
    seller_address: str
    vat_number: str
    hold_minutes: int
    bookings_close_minutes: int
    needs_by: date | None
    public_version: int
    frame_version: int
    calendar_sequence: int
    calendar_changed_at: datetime
    tracks: tuple[TrackFrame, ...]
    formats: tuple[FormatFrame, ...]
    contacts: tuple[ContactFrame, ...]
    call_until: datetime | None
    tracks_by_id: Mapping[int, TrackFrame] = field(init=False, repr=False)
    formats_by_id: Mapping[int, FormatFrame] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make the lookups once: a list asks them for each of its rows."""
        tracks = MappingProxyType({track.id: track for track in self.tracks})
        formats = MappingProxyType({kind.id: kind for kind in self.formats})
        object.__setattr__(self, "tracks_by_id", tracks)
        object.__setattr__(self, "formats_by_id", formats)

    @property
    def is_programme_back_later(self) -> bool:
        """Whether the public saw a programme that is switched off now."""
        return self.was_switched_off and not self.shows_programme

    @property
    def venue(self) -> str:
        """Name and place in one line."""
        return f"{self.venue_name}, {self.venue_place}"

    @property
    def days(self) -> tuple[date, ...]:
        """Its days, the first and the last included."""
        count = (self.ends_on - self.starts_on).days + 1
        return tuple(self.starts_on + timedelta(days=number) for number in range(count))

    def hours(self, day: date) -> tuple[datetime, datetime]:
        """Return from when until when the venue is open on a day: each is like the first."""
        doors, closes = clock.local(self.doors_at).time(), clock.local(self.closes_at).time()
        return (
            datetime.combine(day, doors, clock.ZONE).astimezone(UTC),
            datetime.combine(day, closes, clock.ZONE).astimezone(UTC),
        )

    def is_over(self, now: datetime) -> bool:
        """Say whether the doors have closed for good: nothing is sold any more."""
        return now >= self.closes_at

    def contact(self, kind: ContactKind) -> ContactFrame | None:
        """Return the contact of a kind, if the organisers gave one."""
        return next((contact for contact in self.contacts if contact.kind is kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPage:
    """A version of a policy, ready to show."""

    id: int
    kind: PolicyKind
    version: int
    summary: str
    body_html: Markup
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationText:
    """The text of an information page, ready to show."""

    body_html: Markup
    reviewed_on: date


class Versions(NamedTuple):
    """Which edition stands at a slug, and what of it is newest."""

    edition_id: int
    frame_version: int
    public_version: int


_COPIED = tuple(name for name in EditionFrame.__slots__ if hasattr(Edition, name))


def versions(slug: str) -> Versions | None:
    """Return what of the edition at ``slug`` is newest: the one statement of a copy."""
    row = db.session.execute(_versions(), {"slug": slug}).first()
    return Versions(*row) if row else None


def frame(slug: str, call_end: CallEnd = NO_CALL) -> EditionFrame | None:
    """Return the edition at ``slug`` with contacts, tracks and formats, in three statements.

    ``call_end`` is of the edition in the same statement: calls are another package's.
    """
    return _frame(Edition.slug == slug, call_end)


def frame_by_id(edition_id: int, call_end: CallEnd = NO_CALL) -> EditionFrame:
    """Return the edition with this id. Raises: NotFound."""
    found = _frame(Edition.id == edition_id, call_end)
    if found is None:
        raise NotFound
    return found


def current_slug() -> str | None:
    """Return the slug of the edition that ``/`` shows."""
    return db.session.scalar(select(Edition.slug).where(Edition.is_current))


def all_editions() -> tuple[EditionRow, ...]:
    """Return all editions by their first day, the newest first."""
    rows = db.session.execute(
        select(*(getattr(Edition, name) for name in EditionRow.__slots__)).order_by(
            Edition.starts_on.desc(), Edition.id.desc()
        )
    )
    return tuple(EditionRow(**row._mapping) for row in rows)  # noqa: SLF001 (documented)


def edition_for_update(edition_id: int) -> Edition:
    """Lock and return the edition. Raises: NotFound.

    Rows that name the edition can be written meanwhile (PostgreSQL: FOR NO KEY UPDATE): a booking
    holds a workshop and asks for a share of the edition for its line of history.
    """
    edition = db.session.scalar(
        select(Edition).where(Edition.id == edition_id).with_for_update(key_share=True)
    )
    if edition is None:
        raise NotFound
    return edition


def editions_for_update() -> frozenset[int]:
    """Lock all editions by id, and return which there are."""
    return frozenset(
        db.session.scalars(select(Edition.id).order_by(Edition.id).with_for_update(key_share=True))
    )


def policy(edition_id: int, kind: PolicyKind) -> PolicyPage:
    """Return the newest version of a policy. Raises: NotFound (none was published)."""
    found = newest_policy(edition_id, kind)
    if found is None:
        raise NotFound("This text has not been published yet.")
    return _policy_page(found)


def policy_version(edition_id: int, kind: PolicyKind, number: int) -> PolicyPage:
    """Return one version of a policy, the newest or an older one. Raises: NotFound."""
    found = db.session.scalar(
        select(Policy).where(
            Policy.edition_id == edition_id, Policy.kind == kind, Policy.version == number
        )
    )
    if found is None:
        raise NotFound("There is no such version.")
    return _policy_page(found)


def policies(edition_id: int) -> Mapping[PolicyKind, Policy]:
    """Return the newest version of each policy."""
    newer = aliased(Policy)
    rows = db.session.scalars(
        select(Policy)
        .outerjoin(
            newer,
            (newer.edition_id == Policy.edition_id)
            & (newer.kind == Policy.kind)
            & (newer.version > Policy.version),
        )
        .where(Policy.edition_id == edition_id, newer.id.is_(None))
    )
    return {row.kind: row for row in rows}


def newest_policy(edition_id: int, kind: PolicyKind) -> Policy | None:
    """Return the row of the newest version, for accepting it and for publishing the next."""
    return db.session.scalar(_newest_policy(), {"edition_id": edition_id, "kind": kind})


def conduct_summary(edition_id: int) -> str:
    """Return the code of conduct in short, for paper; empty where none is published."""
    found = newest_policy(edition_id, PolicyKind.CONDUCT)
    return found.summary if found else ""


def information(edition_id: int, kind: PageKind) -> InformationText:
    """Return the text of an information page. Raises: NotFound (not written yet)."""
    found = db.session.scalar(
        select(InformationPage).where(
            InformationPage.edition_id == edition_id, InformationPage.kind == kind
        )
    )
    if found is None:
        raise NotFound("This page has not been written yet.")
    return InformationText(body_html=rendered(found.body), reviewed_on=found.reviewed_on)


def information_pages(edition_id: int) -> Mapping[PageKind, InformationPage]:
    """Return the rows of all information pages."""
    rows = db.session.scalars(
        select(InformationPage).where(InformationPage.edition_id == edition_id)
    )
    return {row.kind: row for row in rows}


def rows_of(kind: type[RowT], edition_id: int) -> Sequence[RowT]:
    """Return an edition's tracks or formats in their order."""
    return db.session.scalars(
        select(kind).where(kind.edition_id == edition_id).order_by(kind.position, kind.id)
    ).all()


def marked_tasks(edition_id: int) -> frozenset[SetupTask]:
    """Return the tasks of the set-up list that somebody called done."""
    return frozenset(
        db.session.scalars(select(SetupMark.task).where(SetupMark.edition_id == edition_id))
    )


def _frame(which: ColumnElement[bool], call_end: CallEnd) -> EditionFrame | None:
    rows = db.session.execute(
        select(Edition, Contact, _was_switched_off(), *call_end)
        .outerjoin(Contact, Contact.edition_id == Edition.id)
        .where(which)
    ).all()
    if not rows:
        return None
    edition, _, was_switched_off, deadline, grace = rows[0]
    order = list(ContactKind)
    return EditionFrame(
        **{name: getattr(edition, name) for name in _COPIED},
        was_switched_off=was_switched_off,
        call_until=None if deadline is None else deadline + timedelta(minutes=grace),
        tracks=tuple(_copied(TrackFrame, track) for track in rows_of(Track, edition.id)),
        formats=tuple(_copied(FormatFrame, kind) for kind in rows_of(Format, edition.id)),
        contacts=tuple(
            sorted(
                (_contact(row[1]) for row in rows if row[1] is not None),
                key=lambda contact: order.index(contact.kind),
            )
        ),
    )


def _was_switched_off() -> ColumnElement[bool]:
    return exists().where(UnseenTime.edition_id == Edition.id, UnseenTime.number_before > 0)


def _copied(frame_class: type[FrameT], row: object) -> FrameT:
    names = frame_class.__slots__  # type: ignore[attr-defined]
    return frame_class(**{name: getattr(row, name) for name in names})


def _contact(row: Contact) -> ContactFrame:
    return ContactFrame(
        kind=row.kind,
        label=row.label,
        number=row.number,
        email=row.email,
        hours=row.hours,
        note=row.note,
        last_checked=row.last_checked,
    )


def _policy_page(row: Policy) -> PolicyPage:
    return PolicyPage(
        id=row.id,
        kind=row.kind,
        version=row.version,
        summary=row.summary,
        body_html=rendered(row.body),
        published_at=row.published_at,
    )


@cache
def _versions() -> Select[int, int, int]:
    return select(Edition.id, Edition.frame_version, Edition.public_version).where(
        Edition.slug == bindparam("slug")
    )


@cache
def _newest_policy() -> Select[Policy]:
    return (
        select(Policy)
        .where(Policy.edition_id == bindparam("edition_id"), Policy.kind == bindparam("kind"))
        .order_by(Policy.version.desc())
        .limit(1)
    )
