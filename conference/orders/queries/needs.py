"""Reading what attendees need: by the attendee, and by the coordinators through one query."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from conference.editions.models import Edition
from conference.kernel.database import db
from conference.kernel.errors import NotAllowed
from conference.orders.models import Attendee, Needs, Order
from conference.orders.queries.standing import has_ticket
from conference.orders.rules import AccessNeed, DietNeed, NeedKind
from conference.tickets.models import TicketType


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNeeds:
    """What an attendee told us, as the attendee sees it again."""

    access: tuple[AccessNeed, ...]
    access_text: str
    diet: tuple[DietNeed, ...]
    diet_text: str
    is_severe: bool
    may_name: bool

    @property
    def labels(self) -> tuple[str, ...]:
        """Everything in words, also what was written freely."""
        listed = (*(need.label for need in self.access), *(need.label for need in self.diet))
        return (*listed, *(text for text in (self.access_text, self.diet_text) if text))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRow:
    """One person's access needs, for those who arrange them; a reference where none is named."""

    reference: str
    name: str
    email: str
    ticket_type: str
    needs: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """One diet card: a reference, and a name only for a severe allergy and with agreement."""

    reference: str
    needs: tuple[str, ...]
    text: str
    is_severe: bool
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsPage:
    """What the coordinators of one edition see; a kind that the viewer may not see is nothing.

    ``attendees`` is how many people hold a ticket.
    """

    attendees: int
    access: tuple[AccessRow, ...] | None
    access_counts: Mapping[str, int]
    cards: tuple[CardRow, ...] | None
    diet_counts: Mapping[str, int]

    @property
    def severe_cards(self) -> tuple[CardRow, ...]:
        """The cards that the kitchen reads first."""
        return tuple(card for card in self.cards or () if card.is_severe)


def needs_of(attendee_id: int) -> OwnNeeds | None:
    """Return what an attendee told us, if anything is stored."""
    row = db.session.get(Needs, attendee_id)
    if row is None:
        return None
    return OwnNeeds(
        access=_access(row),
        access_text=row.access_text,
        diet=_diet(row),
        diet_text=row.diet_text,
        is_severe=row.is_severe,
        may_name=row.may_name,
    )


def needs_page(edition_id: int, *, kinds: Collection[NeedKind]) -> NeedsPage:
    """Return the needs of ticket holders, only of the kinds that the viewer may see.

    The only query that reads needs of other people. Raises: NotAllowed (no kind at all).
    """
    if not kinds:
        raise NotAllowed
    rows = _needs_of_holders(edition_id)
    access = [_access_row(*row) for row in rows if _asks_for_access(row[0])]
    cards = sorted(
        (_card_row(*row) for row in rows if _asks_for_diet(row[0])), key=lambda row: row.reference
    )
    sees_access, sees_diet = NeedKind.ACCESS in kinds, NeedKind.DIET in kinds
    return NeedsPage(
        attendees=_holders(edition_id),
        access=tuple(access) if sees_access else None,
        access_counts=_counts(row.needs for row in access) if sees_access else {},
        cards=tuple(cards) if sees_diet else None,
        diet_counts=_counts(row.needs for row in cards) if sees_diet else {},
    )


def needs_counts(edition_id: int, *, kinds: Collection[NeedKind]) -> Mapping[NeedKind, int]:
    """Return how many ticket holders told us of each kind, in one statement that reads no need.

    Raises: NotAllowed (no kind at all).
    """
    if not kinds:
        raise NotAllowed
    told = {
        NeedKind.ACCESS: _is_told(Needs.access) | (Needs.access_text != ""),
        NeedKind.DIET: _is_told(Needs.diet) | (Needs.diet_text != "") | Needs.is_severe,
    }
    asked = [kind for kind in NeedKind if kind in kinds]
    row = db.session.execute(
        select(*(func.count().filter(told[kind]) for kind in asked))
        .select_from(Needs)
        .join(Attendee, Attendee.id == Needs.attendee_id)
        .join(Order, Order.id == Attendee.order_id)
        .where(Attendee.edition_id == edition_id, has_ticket())
    ).one()
    return dict(zip(asked, row, strict=True))


def editions_past(last_day: date) -> Sequence[int]:
    """Return the editions that ended on ``last_day`` or before."""
    return db.session.scalars(
        select(Edition.id).where(Edition.ends_on <= last_day).order_by(Edition.id)
    ).all()


def _needs_of_holders(edition_id: int) -> Sequence[tuple[Needs, Attendee, str]]:
    return db.session.execute(
        select(Needs, Attendee, TicketType.name)
        .join(Attendee, Attendee.id == Needs.attendee_id)
        .join(Order, Order.id == Attendee.order_id)
        .join(TicketType, TicketType.id == Attendee.ticket_type_id)
        .where(Attendee.edition_id == edition_id, has_ticket())
        .order_by(Attendee.name, Attendee.id)
    ).all()


def _holders(edition_id: int) -> int:
    found = (
        select(func.count())
        .select_from(Attendee)
        .join(Order, Order.id == Attendee.order_id)
        .where(Attendee.edition_id == edition_id, has_ticket())
    )
    return db.session.scalar(found) or 0


def _is_told(listed: InstrumentedAttribute[list[str]]) -> ColumnElement[bool]:
    return func.json_array_length(listed) > 0


def _access_row(needs: Needs, attendee: Attendee, ticket_type: str) -> AccessRow:
    return AccessRow(
        reference=attendee.code,
        name=attendee.name,
        email=attendee.email or "",
        ticket_type=ticket_type,
        needs=tuple(need.label for need in _access(needs)),
        text=needs.access_text,
    )


def _card_row(needs: Needs, attendee: Attendee, _: str) -> CardRow:
    may_name = needs.is_severe and needs.may_name
    return CardRow(
        reference=attendee.code,
        needs=tuple(need.label for need in _diet(needs)),
        text=needs.diet_text,
        is_severe=needs.is_severe,
        name=attendee.name if may_name else None,
    )


def _asks_for_access(needs: Needs) -> bool:
    return bool(needs.access or needs.access_text)


def _asks_for_diet(needs: Needs) -> bool:
    return bool(needs.diet or needs.diet_text or needs.is_severe)


def _access(needs: Needs) -> tuple[AccessNeed, ...]:
    return tuple(AccessNeed(value) for value in needs.access)


def _diet(needs: Needs) -> tuple[DietNeed, ...]:
    return tuple(DietNeed(value) for value in needs.diet)


def _counts(told: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """Count each need, the most frequent first."""
    return dict(Counter(need for needs in told for need in needs).most_common())
