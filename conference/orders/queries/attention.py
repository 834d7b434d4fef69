"""What the desk's front page shows of sales and needs: numbers, never a person."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from conference.kernel.database import db
from conference.orders.models import Attendee, Order
from conference.orders.queries.needs import needs_counts
from conference.orders.queries.standing import has_ticket
from conference.orders.queries.stock import taken
from conference.orders.rules import NeedKind
from conference.tickets import queries as tickets
from conference.tickets.models import TicketType
from conference.tickets.queries import QuotaRow, TypeRow
from conference.tickets.rules import QuotaCount, SaleState, is_closing_soon


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSales:
    """How one ticket type sells.

    ``sold`` counts the paid places and ``unnamed`` those of them that carry no name yet. ``count``
    is the quota that ends the sale first, shared with other types or not; nothing: no limit.
    """

    code: str
    name: str
    state: SaleState
    opens_at: datetime | None
    closes_at: datetime | None
    is_closing_soon: bool
    sold: int
    unnamed: int
    count: QuotaCount | None


def type_sales(edition_id: int, now: datetime) -> tuple[TypeSales, ...]:
    """Return how each ticket type sells at ``now``, in the shop's order, in four statements."""
    page = tickets.types_page(edition_id, now, count=taken)
    sold = _sold(edition_id)
    return tuple(
        _type_sales(row, page.quotas, sold.get(row.code, (0, 0)), now) for row in page.types
    )


def needs_told(edition_id: int, kinds: Collection[str]) -> Mapping[str, int]:
    """Return how many ticket holders told us of each kind of need.

    ``kinds`` are those that the viewer may see. Raises: NotAllowed (none at all).
    """
    counts = needs_counts(edition_id, kinds={NeedKind(kind) for kind in kinds})
    return {kind.value: count for kind, count in counts.items()}


def _sold(edition_id: int) -> Mapping[str, tuple[int, int]]:
    rows = db.session.execute(
        select(TicketType.code, func.count(), func.count().filter(Attendee.name == ""))
        .select_from(Attendee)
        .join(Order, Order.id == Attendee.order_id)
        .join(TicketType, TicketType.id == Attendee.ticket_type_id)
        .where(Attendee.edition_id == edition_id, has_ticket())
        .group_by(TicketType.code)
    )
    return {code: (sold, unnamed) for code, sold, unnamed in rows}


def _type_sales(
    row: TypeRow, quotas: Iterable[QuotaRow], sold: tuple[int, int], now: datetime
) -> TypeSales:
    return TypeSales(
        code=row.code,
        name=row.name,
        state=row.state,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        is_closing_soon=row.state is SaleState.ON_SALE and is_closing_soon(row.closes_at, now=now),
        sold=sold[0],
        unnamed=sold[1],
        count=_narrowest(quota.count for quota in quotas if quota.count.name in row.quotas),
    )


def _narrowest(counts: Iterable[QuotaCount]) -> QuotaCount | None:
    limited = [count for count in counts if count.left is not None]
    return min(limited, key=lambda count: count.left or 0, default=None)
