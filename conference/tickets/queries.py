"""Reading ticket types and quotas; how much of a quota is taken is the orders' knowledge."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.tickets.models import Quota, QuotaMember, TicketType
from conference.tickets.rules import QuotaCount, SaleState, SaleWindow, TypeOffer, sale_state
from conference.tickets.rules import places_left as smallest_left

SPEAKER = "speaker"
"""What the free type for people on stage is called, in any case of letters."""

Counter = Callable[[Collection[int], datetime], Mapping[int, int]]
"""Counts the taken places of quotas at a moment; given by a higher package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaSize:
    """A quota, and the types that count against it."""

    id: int
    name: str
    size: int | None
    type_ids: frozenset[int]

    def count(self, taken: Mapping[int, int]) -> QuotaCount:
        """Return how full it is."""
        return QuotaCount(
            quota_id=self.id, name=self.name, size=self.size, taken=taken.get(self.id, 0)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRow:
    """A ticket type on the organisers' list; places of its narrowest quota."""

    code: str
    name: str
    price: int
    opens_at: datetime | None
    closes_at: datetime | None
    is_public: bool
    state: SaleState
    quotas: tuple[str, ...]
    left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRow:
    """A quota on the organisers' list."""

    id: int
    count: QuotaCount
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesPage:
    """Everything that is sold, and how full it is."""

    types: tuple[TypeRow, ...]
    quotas: tuple[QuotaRow, ...]


def types_of(edition_id: int) -> Sequence[TicketType]:
    """Return the edition's types in the order in which they are shown."""
    return db.session.scalars(_types_in_order(), {"edition_id": edition_id}).all()


def shown_types(edition_id: int) -> Sequence[TicketType]:
    """Return the types that the shop may show, whatever their sale says now."""
    return [row for row in types_of(edition_id) if row.is_public]


def type_count(edition_id: int) -> int:
    """Return how many types the shop may show."""
    return len(shown_types(edition_id))


def types_for_order(edition_id: int, type_ids: Collection[int]) -> Mapping[int, TicketType]:
    """Return these types by id. Raises: NotFound (one of them is not of this edition)."""
    rows = db.session.scalars(_types_by_id(), {"edition_id": edition_id, "ids": list(type_ids)})
    found = {row.id: row for row in rows}
    if found.keys() != set(type_ids):
        raise NotFound("There is no such ticket type.")
    return found


def type_by_code(edition_id: int, code: str) -> TicketType:
    """Return a type. Raises: NotFound."""
    found = db.session.scalar(
        select(TicketType).where(TicketType.edition_id == edition_id, TicketType.code == code)
    )
    if found is None:
        raise NotFound("There is no such ticket type.")
    return found


def free_types(edition_id: int) -> Sequence[TicketType]:
    """Return the types that are given, not sold: no price, not in the shop."""
    return [row for row in types_of(edition_id) if row.price == 0 and not row.is_public]


def speaker_type_id(edition_id: int) -> int | None:
    """Return the type that people on stage are given, if the edition has one called so."""
    return next((row.id for row in free_types(edition_id) if row.name.casefold() == SPEAKER), None)


def quotas_of(edition_id: int) -> tuple[QuotaSize, ...]:
    """Return the edition's quotas by name, in one statement."""
    rows = db.session.execute(
        select(Quota.id, Quota.name, Quota.size, QuotaMember.ticket_type_id)
        .outerjoin(QuotaMember, QuotaMember.quota_id == Quota.id)
        .where(Quota.edition_id == edition_id)
        .order_by(Quota.name, Quota.id)
    )
    return _gathered(rows)


def quotas_for_update(type_ids: Collection[int]) -> tuple[QuotaSize, ...]:
    """Lock and return the quotas of these types, by id (the order of all locks)."""
    return _gathered(db.session.execute(_quotas_for_update(), {"type_ids": list(type_ids)}))


def quota_for_update(edition_id: int, quota_id: int) -> Quota:
    """Lock and return a quota. Raises: NotFound."""
    found = db.session.scalar(
        select(Quota).where(Quota.edition_id == edition_id, Quota.id == quota_id).with_for_update()
    )
    if found is None:
        raise NotFound("There is no such quota.")
    return found


def quota(edition_id: int, quota_id: int) -> QuotaSize:
    """Return a quota. Raises: NotFound."""
    for found in quotas_of(edition_id):
        if found.id == quota_id:
            return found
    raise NotFound("There is no such quota.")


def quota_ids_of_type(type_id: int) -> frozenset[int]:
    """Return the quotas that a type counts against."""
    rows = db.session.scalars(
        select(QuotaMember.quota_id).where(QuotaMember.ticket_type_id == type_id)
    )
    return frozenset(rows)


def next_position(edition_id: int) -> int:
    """Return the place after the last type."""
    last = db.session.scalar(
        select(func.max(TicketType.position)).where(TicketType.edition_id == edition_id)
    )
    return (last or 0) + 10


def is_code_taken(edition_id: int, code: str) -> bool:
    """Say whether a type of the edition has this code."""
    return (
        db.session.scalar(
            select(TicketType.id).where(
                TicketType.edition_id == edition_id, TicketType.code == code
            )
        )
        is not None
    )


def quota_named(edition_id: int, name: str) -> int | None:
    """Return the id of the quota with this name, if there is one."""
    return db.session.scalar(
        select(Quota.id).where(Quota.edition_id == edition_id, Quota.name == name)
    )


def open_types(edition_id: int, now: datetime, *, count: Counter) -> tuple[TypeOffer, ...]:
    """Return what the shop shows at ``now``, in order, in two statements."""
    rows = db.session.execute(_types_and_quotas(), {"edition_id": edition_id}).all()
    quotas = _gathered(
        (quota_id, name, size, kind.id) for kind, quota_id, name, size in rows if quota_id
    )
    taken = count([quota.id for quota in quotas], now)
    types = dict.fromkeys(kind for kind, *_ in rows)
    offers = (_offer(kind, quotas, taken, now) for kind in types)
    return tuple(offer for offer in offers if offer.sale_state is not SaleState.HIDDEN)


def types_page(edition_id: int, now: datetime, *, count: Counter) -> TypesPage:
    """Return all types and quotas with what is taken, in three statements."""
    types = types_of(edition_id)
    quotas = quotas_of(edition_id)
    taken = count([quota.id for quota in quotas], now)
    return TypesPage(
        types=tuple(_type_row(row, quotas, taken, now) for row in types),
        quotas=tuple(_quota_row(quota, types, taken) for quota in quotas),
    )


def quota_row(edition_id: int, quota_id: int, now: datetime, *, count: Counter) -> QuotaRow:
    """Return one quota and how full it is, in three statements. Raises: NotFound."""
    return _quota_row(quota(edition_id, quota_id), types_of(edition_id), count([quota_id], now))


def window(row: TicketType) -> SaleWindow:
    """Return when a type is sold."""
    return SaleWindow(opens_at=row.opens_at, closes_at=row.closes_at)


def _offer(
    row: TicketType, quotas: Sequence[QuotaSize], taken: Mapping[int, int], now: datetime
) -> TypeOffer:
    counts = _counts(row, quotas, taken)
    return TypeOffer(
        id=row.id,
        code=row.code,
        name=row.name,
        note=row.note,
        price=row.price,
        vat_rate=row.vat_rate,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        max_per_order=row.max_per_order,
        sale_state=sale_state(is_public=row.is_public, window=window(row), counts=counts, now=now),
        left=smallest_left(counts),
    )


def _type_row(
    row: TicketType, quotas: Sequence[QuotaSize], taken: Mapping[int, int], now: datetime
) -> TypeRow:
    offer = _offer(row, quotas, taken, now)
    return TypeRow(
        code=row.code,
        name=row.name,
        price=row.price,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        is_public=row.is_public,
        state=offer.sale_state,
        quotas=tuple(quota.name for quota in quotas if row.id in quota.type_ids),
        left=offer.left,
    )


def _quota_row(quota: QuotaSize, types: Sequence[TicketType], taken: Mapping[int, int]) -> QuotaRow:
    return QuotaRow(
        id=quota.id,
        count=quota.count(taken),
        types=tuple(row.name for row in types if row.id in quota.type_ids),
    )


def _counts(
    row: TicketType, quotas: Sequence[QuotaSize], taken: Mapping[int, int]
) -> list[QuotaCount]:
    return [quota.count(taken) for quota in quotas if row.id in quota.type_ids]


def _gathered(rows: Iterable[tuple[int, str, int | None, int | None]]) -> tuple[QuotaSize, ...]:
    quotas: dict[int, tuple[str, int | None]] = {}
    members: dict[int, set[int]] = defaultdict(set)
    for quota_id, name, size, type_id in rows:
        quotas[quota_id] = (name, size)
        if type_id is not None:
            members[quota_id].add(type_id)
    return tuple(
        QuotaSize(id=quota_id, name=name, size=size, type_ids=frozenset(members[quota_id]))
        for quota_id, (name, size) in quotas.items()
    )


@cache
def _types_in_order() -> Select[TicketType]:
    return (
        select(TicketType)
        .where(TicketType.edition_id == bindparam("edition_id"))
        .order_by(TicketType.position, TicketType.id)
    )


@cache
def _types_by_id() -> Select[TicketType]:
    return select(TicketType).where(
        TicketType.edition_id == bindparam("edition_id"),
        TicketType.id.in_(bindparam("ids", expanding=True)),
    )


@cache
def _types_and_quotas() -> Select[TicketType, int, str, int | None]:
    return (
        select(TicketType, Quota.id, Quota.name, Quota.size)
        .outerjoin(QuotaMember, QuotaMember.ticket_type_id == TicketType.id)
        .outerjoin(Quota, Quota.id == QuotaMember.quota_id)
        .where(TicketType.edition_id == bindparam("edition_id"))
        .order_by(TicketType.position, TicketType.id)
    )


@cache
def _quotas_for_update() -> Select[int, str, int | None, int]:
    return (
        select(Quota.id, Quota.name, Quota.size, QuotaMember.ticket_type_id)
        .join(QuotaMember, QuotaMember.quota_id == Quota.id)
        .where(QuotaMember.ticket_type_id.in_(bindparam("type_ids", expanding=True)))
        .order_by(Quota.id)
        .with_for_update(of=Quota)
    )
