"""Whether places are free and still sold: what an order asks of its quotas, under their locks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from conference.editions.frames import frame_of
from conference.editions.queries import EditionFrame
from conference.orders import queries, rules
from conference.orders.models import Order
from conference.tickets import queries as tickets
from conference.tickets.models import TicketType
from conference.tickets.queries import QuotaSize
from conference.tickets.rules import QuotaCount, SaleClosed, check_demand, check_on_sale


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What one order asks for: types with their quantities, and what it holds already.

    ``held`` is empty unless the order keeps its places now: what it holds keeps its price and
    is not asked for its sale window again (domain.md BU-01).
    """

    order_id: int
    types: Mapping[int, TicketType]
    wanted: Mapping[int, int]
    held: Mapping[int, int]


def check_places(order: Order, *, now: datetime) -> None:
    """Check that the places of a lapsed order are free, whatever its sale says now.

    Locks the quotas. Raises: QuotaExhausted.
    """
    queries.attendees_for_update(order.id)  # before the quotas: the order of all locks
    lines = queries.lines_of(order.id)
    wanted = {line.ticket_type_id: line.quantity for line in lines}
    types = {line.ticket_type_id: line.ticket_type for line in lines}
    check_stock(Demand(order_id=order.id, types=types, wanted=wanted, held={}), now)


def check_still_sold(order: Order, *, now: datetime) -> None:
    """Check that a lapsed order could be placed again for the same money.

    Locks attendees and quotas. Raises: EditionOver, SaleClosed, PriceChanged, QuotaExhausted.
    """
    check_not_over(frame_of(order.edition_id), now)
    for line in queries.lines_of(order.id):
        check_sale(line.ticket_type, now)
        if line.ticket_type.price != line.unit_price:
            raise rules.PriceChanged
    check_places(order, now=now)


def check_not_over(edition: EditionFrame, now: datetime) -> None:
    """Check that the conference has not closed its doors. Raises: EditionOver."""
    if edition.is_over(now):
        raise rules.EditionOver


def check_quantities(types: Mapping[int, TicketType], wanted: Mapping[int, int]) -> None:
    """Check that one order may hold so many of each type. Raises: TooMany."""
    for type_id, quantity in wanted.items():
        kind = types[type_id]
        rules.check_quantity(kind.name, quantity, kind.max_per_order)


def check_sale(kind: TicketType, now: datetime) -> None:
    """Check that anybody may order a type now. Raises: SaleClosed."""
    check_on_sale(kind.name, is_public=kind.is_public, window=tickets.window(kind), now=now)


def check_stock(demand: Demand, now: datetime) -> None:
    """Check under the quotas' locks that what is asked for is free.

    Raises: SaleClosed (a type without a quota), QuotaExhausted.
    """
    quotas = tickets.quotas_for_update(list(demand.wanted))
    counted = frozenset[int]().union(*(quota.type_ids for quota in quotas))
    for type_id in demand.wanted:
        if type_id not in counted:
            raise SaleClosed(demand.types[type_id].name)
    taken = queries.taken([quota.id for quota in quotas], now, but=demand.order_id)
    asked = {
        quota.id: sum(demand.wanted.get(type_id, 0) for type_id in quota.type_ids)
        for quota in quotas
    }
    check_demand(asked, [_named(quota.count(taken), quota, demand) for quota in quotas])


def _named(count: QuotaCount, quota: QuotaSize, demand: Demand) -> QuotaCount:
    """Speak of the ticket type where only one of the order's types is concerned."""
    concerned = [type_id for type_id in demand.wanted if type_id in quota.type_ids]
    if len(concerned) != 1:
        return count
    return replace(count, name=demand.types[concerned[0]].name)
