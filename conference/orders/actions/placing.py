"""Taking places: a new order, other choices for a held one, more time, and a second try."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from conference.editions.queries import EditionFrame
from conference.history import actions as history
from conference.kernel import codes
from conference.kernel.database import db
from conference.kernel.errors import Invalid, NotFound
from conference.orders import queries, rules
from conference.orders.actions.filling import Holding, fill
from conference.orders.actions.log import record
from conference.orders.actions.stock import (
    Demand,
    check_not_over,
    check_quantities,
    check_sale,
    check_stock,
)
from conference.orders.models import Order
from conference.orders.rules import Audience, OrderState
from conference.tickets import queries as tickets
from conference.tickets.models import TicketType


def place(
    *,
    edition: EditionFrame,
    choices: Mapping[int, int],
    audience: Audience,
    form_token: str,
    now: datetime,
) -> str:
    """Hold places and return the order's code; the same form gives the same order.

    ``choices`` is ticket type id → quantity. Sent again with other choices, the form changes
    its order as long as that is held or lapsed. Runs inside ``transaction()``. Raises: NotFound
    (a type of another edition), Invalid (nothing chosen), EditionOver, TooMany, SaleClosed,
    QuotaExhausted.
    """
    check_not_over(edition, now)
    wanted = _wanted(choices, audience)
    types = tickets.types_for_order(edition.id, wanted)
    order, is_new = queries.order_by_token_for_update(form_token), False
    if order is None:
        total = _total(types, wanted)
        order, is_new = stored(new_order(edition, audience, form_token, now, total=total))
    if order.edition_id != edition.id:
        raise NotFound
    demand = Demand(order_id=order.id, types=types, wanted=wanted, held={})
    if is_new:
        _take(order, Holding(), demand, now)
        record(order, "order placed", history.BUYER, now, total=order.total)
    elif order.state in rules.ANSWERS_OPEN:
        _choose_again(order, edition, audience, demand, now=now)
    return order.code


def extend_hold(*, edition: EditionFrame, code: str, now: datetime) -> datetime:
    """Keep the places for longer, or try to get them again, and return until when.

    Raises: NotFound, EditionOver, MoveForbidden (not held), HoldAtCeiling, and, where the time
    had run out, SaleClosed and QuotaExhausted.
    """
    check_not_over(edition, now)
    order = queries.order_for_update(code, edition.id)
    if rules.has_lapsed(order.state, order.hold_until, now=now):
        holding = _held_by(order)
        wanted = holding.quantities
        types = tickets.types_for_order(edition.id, wanted)
        demand = Demand(order_id=order.id, types=types, wanted=wanted, held={})
        _take_again(order, edition, holding, demand, now)
    elif order.state != OrderState.HELD:
        raise rules.MoveForbidden
    else:
        order.hold_until = rules.extended(order.hold_until, order.placed_at, now=now)
    return order.hold_until


def new_order(
    edition: EditionFrame, audience: Audience, form_token: str, now: datetime, *, total: int
) -> Order:
    """Return a fresh order without lines, not stored yet; the total in pence."""
    return Order(
        edition_id=edition.id,
        code=f"{edition.reference_prefix}-{codes.random_code()}",
        form_token=form_token,
        link_selector=codes.random_code(codes.SELECTOR_LENGTH),
        state=OrderState.HELD,
        audience=audience,
        currency=edition.currency,
        total=total,
        placed_at=now,
        hold_until=rules.hold_end(now, edition.hold_minutes),
    )


def _wanted(choices: Mapping[int, int], audience: Audience) -> Mapping[int, int]:
    if any(quantity < 0 for quantity in choices.values()):
        raise Invalid({"choices": "Enter 0 or more"})
    wanted = {type_id: quantity for type_id, quantity in choices.items() if quantity}
    if not wanted:
        raise Invalid({"choices": "Enter how many tickets you need"})
    if audience is Audience.ME and sum(wanted.values()) != 1:
        raise Invalid({"choices": "Choose one ticket"})
    return wanted


def _total(types: Mapping[int, TicketType], wanted: Mapping[int, int]) -> int:
    """Return what a new order costs in pence: a sum that the database can keep. Raises: TooMany."""
    check_quantities(types, wanted)
    return sum(types[type_id].price * quantity for type_id, quantity in wanted.items())


def stored(fresh: Order) -> tuple[Order, bool]:
    """Store an order, or find the one that its form made; say whether it is the fresh one.

    Of two presses at once one inserts the row; the other one waits for it and finds it.
    """
    try:
        with db.session.begin_nested():
            db.session.add(fresh)
    except IntegrityError:
        found = queries.order_by_token_for_update(fresh.form_token)
        if found is None:
            raise
        return found, False
    return fresh, True


def _held_by(order: Order) -> Holding:
    """Return what an order holds, its attendees locked: before the quotas, as all locks go."""
    attendees = queries.attendees_for_update(order.id)
    lines = queries.lines_of(order.id)
    return Holding(lines={line.ticket_type_id: line for line in lines}, attendees=list(attendees))


def _choose_again(
    order: Order, edition: EditionFrame, audience: Audience, demand: Demand, *, now: datetime
) -> None:
    """Let a form that was sent again change its order; the same answers change nothing."""
    holding = _held_by(order)
    held, is_live = holding.quantities, rules.is_live(order.state, order.hold_until, now=now)
    if is_live and held == demand.wanted and order.audience == audience:
        return
    order.audience = audience
    if is_live:
        _take(order, holding, replace(demand, held=held), now)
    else:
        _take_again(order, edition, holding, demand, now)
    record(order, "order changed", history.BUYER, now, total=order.total)


def _take_again(
    order: Order, edition: EditionFrame, holding: Holding, demand: Demand, now: datetime
) -> None:
    """Begin a new hold at present prices (workflows.md rule 2)."""
    if order.state == OrderState.EXPIRED:
        order.state = rules.move(OrderState.EXPIRED, OrderState.HELD)
    _take(order, holding, demand, now)
    order.placed_at, order.expired_at = now, None
    order.hold_until = rules.hold_end(now, edition.hold_minutes)
    record(order, "places held again", history.BUYER, now, total=order.total)


def _take(order: Order, holding: Holding, demand: Demand, now: datetime) -> None:
    check_quantities(demand.types, demand.wanted)
    for type_id, quantity in demand.wanted.items():
        if quantity > demand.held.get(type_id, 0):
            check_sale(demand.types[type_id], now)
    check_stock(demand, now)
    fill(order, holding, demand, now=now)
