"""What a list of the desk is asked for, and which rows answer it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, false, func, or_

from conference.kernel import codes
from conference.orders.models import Attendee, Order

QUERY_LENGTH = 120
SHORTEST_REFERENCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a list is asked for; empty is anything, no limit is all.

    ``state`` is the value of an order's state or of a ticket's standing, ``ticket`` a type's code.
    """

    query: str = ""
    state: str = ""
    ticket: str = ""
    start: int = 0
    limit: int | None = None


def order_matches(query: str) -> ColumnElement[bool]:
    """Match a reference, or part of a name or address of an order's buyer or attendee."""
    query = query[:QUERY_LENGTH]
    like = _like(query)
    return or_(
        _code_matches(query),
        Order.buyer_name.ilike(like, escape="\\"),
        Order.email.ilike(like, escape="\\"),
        exists().where(Attendee.order_id == Order.id, _named(like)),
    )


def attendee_matches(query: str) -> ColumnElement[bool]:
    """Match a reference or a ticket's code, or part of an attendee's name or address."""
    query = query[:QUERY_LENGTH]
    return or_(_code_matches(query), Attendee.code == query.upper(), _named(_like(query)))


def _code_matches(query: str) -> ColumnElement[bool]:
    """Match a reference however it was typed: without its dash or prefix, in lower case."""
    tail = codes.normalised(query.rpartition("-")[2])
    if len(tail) < SHORTEST_REFERENCE:
        return false()
    return func.replace(Order.code, "-", "").endswith(tail, autoescape=True)


def _named(like: str) -> ColumnElement[bool]:
    return or_(
        Attendee.name.ilike(like, escape="\\"),
        Attendee.badge_name.ilike(like, escape="\\"),
        Attendee.email.ilike(like, escape="\\"),
    )


def _like(query: str) -> str:
    plain = query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"
