"""Changing what is sold: ticket types, quotas, and which type counts against which quota."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from conference.editions.actions import touch_public
from conference.editions.events import EditionCopied
from conference.editions.rules import moved
from conference.history import actions as history
from conference.kernel.clock import ZONE
from conference.kernel.database import copy_of, db
from conference.kernel.errors import Invalid
from conference.tickets import queries, rules
from conference.tickets.models import Quota, QuotaMember, TicketType
from conference.tickets.queries import Counter

IsOrdered = Callable[[int], bool]
"""Says whether a type was ever ordered; given by a higher package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeFacts:
    """What organisers say of a type: price in pence with VAT inside, rate in basis points."""

    name: str
    note: str
    price: int
    vat_rate: int
    opens_at: datetime | None
    closes_at: datetime | None
    is_public: bool
    max_per_order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who changes something, in which edition, when."""

    edition_id: int
    actor: str
    now: datetime


def create_type(code: str, facts: TypeFacts, *, size: int | None, desk: Desk) -> None:
    """Make a ticket type and the quota of its own (workflows.md rule 6).

    Raises: Invalid (the code or the quota's name is taken).
    """
    if queries.is_code_taken(desk.edition_id, code):
        raise Invalid({"code": "Another ticket type has this code"})
    _check_quota_name(desk.edition_id, facts.name, field="name")
    row = TicketType(
        edition_id=desk.edition_id,
        code=code,
        position=queries.next_position(desk.edition_id),
        **_columns(facts),
    )
    quota = Quota(edition_id=desk.edition_id, name=facts.name, size=size)
    db.session.add_all([row, quota])
    db.session.flush()
    db.session.add(QuotaMember(quota_id=quota.id, ticket_type_id=row.id))
    _record("ticket type made", ("ticket_type", row.id), desk, code=code, price=facts.price)


def change_type(code: str, facts: TypeFacts, *, quota_ids: Collection[int], desk: Desk) -> None:
    """Change a type and the quotas that it counts against; orders keep what they were sold.

    Raises: NotFound, QuotaNeeded.
    """
    row = queries.type_by_code(desk.edition_id, code)
    known = sorted(quota.id for quota in queries.quotas_of(desk.edition_id))
    for quota_id in known:  # by id, the order of all locks: nobody counts places meanwhile
        queries.quota_for_update(desk.edition_id, quota_id)
    chosen = set(known).intersection(quota_ids)
    if not chosen:
        raise rules.QuotaNeeded
    for name, value in _columns(facts).items():
        setattr(row, name, value)
    _change_members(row.id, chosen)
    _record("ticket type changed", ("ticket_type", row.id), desk, code=code, price=facts.price)


def take_off_sale(code: str, *, desk: Desk) -> None:
    """Hide a type from the shop; what was sold stays sold. Raises: NotFound."""
    _show_type(code, "ticket type off sale", desk, is_public=False)


def put_on_sale(code: str, *, desk: Desk) -> None:
    """Show a type in the shop again; its sale window still counts. Raises: NotFound."""
    _show_type(code, "ticket type on sale", desk, is_public=True)


def remove_type(code: str, *, is_ordered: IsOrdered, desk: Desk) -> None:
    """Delete a type that nobody ordered. Raises: NotFound, TypeInUse."""
    row = queries.type_by_code(desk.edition_id, code)
    queries.quotas_for_update([row.id])
    if is_ordered(row.id):
        raise rules.TypeInUse
    db.session.execute(delete(QuotaMember).where(QuotaMember.ticket_type_id == row.id))
    db.session.delete(row)
    _record("ticket type removed", ("ticket_type", row.id), desk, code=code)


def create_quota(name: str, size: int | None, *, desk: Desk) -> None:
    """Make a quota that several types may share. Raises: Invalid (the name is taken)."""
    _check_quota_name(desk.edition_id, name)
    quota = Quota(edition_id=desk.edition_id, name=name, size=size)
    db.session.add(quota)
    db.session.flush()
    _record("quota made", ("quota", quota.id), desk, size=size)


def change_quota(quota_id: int, name: str, size: int | None, *, count: Counter, desk: Desk) -> None:
    """Rename or resize a quota, never below what is taken.

    Raises: NotFound, Invalid (the name is taken), QuotaTooSmall.
    """
    quota = queries.quota_for_update(desk.edition_id, quota_id)
    if name != quota.name:
        _check_quota_name(desk.edition_id, name)
    rules.check_size(size, count([quota.id], desk.now).get(quota.id, 0))
    quota.name, quota.size = name, size
    _record("quota changed", ("quota", quota.id), desk, size=size)


def remove_quota(quota_id: int, *, desk: Desk) -> None:
    """Delete a quota that no type counts against. Raises: NotFound, QuotaInUse."""
    quota = queries.quota_for_update(desk.edition_id, quota_id)
    if queries.quota(desk.edition_id, quota_id).type_ids:
        raise rules.QuotaInUse
    db.session.delete(quota)
    _record("quota removed", ("quota", quota.id), desk)


def _columns(facts: TypeFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in TypeFacts.__slots__}


def copy_types(event: EditionCopied) -> None:
    """Give the next edition the types and quotas of the one before (reaction).

    Sales begin and end as many days before the conference as they did, at the same time of day.
    """
    shift = event.starts_on - event.was
    rows = queries.types_of(event.from_id)
    types = {row.id: copy_of(row, edition_id=event.to_id) for row in rows}
    for row in types.values():
        row.opens_at = row.opens_at and moved(row.opens_at, shift, ZONE)
        row.closes_at = row.closes_at and moved(row.closes_at, shift, ZONE)
    sizes = queries.quotas_of(event.from_id)
    quotas = [Quota(edition_id=event.to_id, name=one.name, size=one.size) for one in sizes]
    db.session.add_all([*types.values(), *quotas])
    db.session.flush()
    db.session.add_all(
        QuotaMember(quota_id=quota.id, ticket_type_id=types[type_id].id)
        for quota, size in zip(quotas, sizes, strict=True)
        for type_id in size.type_ids
    )


def _change_members(type_id: int, chosen: Collection[int]) -> None:
    present = queries.quota_ids_of_type(type_id)
    gone = present.difference(chosen)
    if gone:
        db.session.execute(
            delete(QuotaMember).where(
                QuotaMember.ticket_type_id == type_id, QuotaMember.quota_id.in_(gone)
            )
        )
    for quota_id in sorted(set(chosen) - present):
        db.session.add(QuotaMember(quota_id=quota_id, ticket_type_id=type_id))


def _show_type(code: str, what: str, desk: Desk, *, is_public: bool) -> None:
    row = queries.type_by_code(desk.edition_id, code)
    row.is_public = is_public
    _record(what, ("ticket_type", row.id), desk, code=code)


def _check_quota_name(edition_id: int, name: str, *, field: str = "quota_name") -> None:
    if queries.quota_named(edition_id, name) is not None:
        raise Invalid({field: "A quota with this name exists"})


def _record(what: str, on: tuple[str, int], desk: Desk, **details: object) -> None:
    history.record(desk.actor, what, on=on, at=desk.now, edition_id=desk.edition_id, **details)
    touch_public(desk.edition_id)
