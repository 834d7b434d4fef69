"""Taking places: a new order, other choices for a held one, more time, and a second try."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from conference.editions import queries as editions
from conference.editions.queries import EditionFrame
from conference.history import actions as history
from conference.kernel import codes
from conference.kernel.database import db
from conference.kernel.errors import Invalid, NotFound
from conference.orders import queries, rules
from conference.orders.models import Attendee, Order, OrderLine
from conference.orders.rules import Audience, OrderState, PricedLine
from conference.tickets import queries as tickets
from conference.tickets.models import TicketType
from conference.tickets.queries import QuotaSize
from conference.tickets.rules import QuotaCount, SaleClosed, check_demand, check_on_sale

ATTENDEE_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The lines of an order by ticket type, and its locked attendees; a new one has none."""

    lines: dict[int, OrderLine] = field(default_factory=dict)
    attendees: list[Attendee] = field(default_factory=list)

    @property
    def quantities(self) -> Mapping[int, int]:
        """How many of each type it holds."""
        return {type_id: line.quantity for type_id, line in self.lines.items()}


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
    _check_not_over(edition, now)
    wanted = _wanted(choices, audience)
    types = tickets.types_for_order(edition.id, wanted)
    order, is_new = queries.order_by_token_for_update(form_token), False
    if order is None:
        total = _total(types, wanted)
        order, is_new = _stored(new_order(edition, audience, form_token, now, total=total))
    if order.edition_id != edition.id:
        raise NotFound
    demand = Demand(order_id=order.id, types=types, wanted=wanted, held={})
    if is_new:
        _take(order, Holding(), demand, now)
        _record(order, "order placed", now, total=order.total)
    elif order.state in (OrderState.HELD, OrderState.EXPIRED):
        _choose_again(order, edition, audience, demand, now=now)
    return order.code


def extend_hold(*, edition: EditionFrame, code: str, now: datetime) -> datetime:
    """Keep the places for longer, or try to get them again, and return until when.

    Raises: NotFound, EditionOver, MoveForbidden (not held), HoldAtCeiling, and, where the time
    had run out, SaleClosed and QuotaExhausted.
    """
    _check_not_over(edition, now)
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


def check_places(order: Order, *, now: datetime) -> None:
    """Check that the places of a lapsed order are free, whatever its sale says now.

    Locks the quotas. Raises: QuotaExhausted.
    """
    queries.attendees_for_update(order.id)  # before the quotas: the order of all locks
    lines = queries.lines_of(order.id)
    wanted = {line.ticket_type_id: line.quantity for line in lines}
    types = {line.ticket_type_id: line.ticket_type for line in lines}
    _check_stock(Demand(order_id=order.id, types=types, wanted=wanted, held={}), now)


def check_still_sold(order: Order, *, now: datetime) -> None:
    """Check that a lapsed order could be placed again for the same money.

    Locks attendees and quotas. Raises: EditionOver, SaleClosed, PriceChanged, QuotaExhausted.
    """
    _check_not_over(editions.frame_by_id(order.edition_id), now)
    for line in queries.lines_of(order.id):
        _check_sale(line.ticket_type, now)
        if line.ticket_type.price != line.unit_price:
            raise rules.PriceChanged
    check_places(order, now=now)


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


def fill(order: Order, holding: Holding, demand: Demand, *, now: datetime) -> None:
    """Give an order the lines and attendees that it asks for; keep what it has already."""
    lines, attendees = dict(holding.lines), list(holding.attendees)
    _drop(lines, attendees, demand.wanted)
    for type_id in sorted(demand.wanted, key=lambda key: _shown(demand.types[key])):
        line = lines.get(type_id) or OrderLine(order_id=order.id, ticket_type_id=type_id)
        _price(line, demand, demand.types[type_id])
        lines[type_id] = line
        db.session.add(line)
    db.session.flush()
    attendees += _added(order, lines.values(), attendees, now)
    order.total = sum(line.gross for line in lines.values())
    mark_own_place(order, attendees)


def mark_own_place(
    order: Order, attendees: Sequence[Attendee], *, type_id: int | None = None
) -> None:
    """Let the buyer's own place be one of ``type_id``, or stay, or be the first.

    Who was named for that place changes places with the buyer.
    """
    before = next((attendee for attendee in attendees if attendee.is_buyer), None)
    after = _own_place(order, attendees, before, type_id)
    if before is after:
        return
    if before is not None and after is not None:
        before.name, before.email = after.name, after.email
        before.organisation = ""
    elif before is not None:
        before.name, before.email, before.organisation = "", None, ""
    if before is not None:
        before.is_buyer = False
    if after is not None:
        after.is_buyer = True
        name_own_place(order, after)


def name_own_place(order: Order, own: Attendee) -> None:
    """Copy what the buyer said to the buyer's own ticket (domain.md UX-03)."""
    own.name, own.email, own.organisation = order.buyer_name, order.email, order.organisation


def _check_not_over(edition: EditionFrame, now: datetime) -> None:
    if now >= edition.closes_at:
        raise rules.EditionOver


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
    _check_quantities(types, wanted)
    return sum(types[type_id].price * quantity for type_id, quantity in wanted.items())


def _stored(fresh: Order) -> tuple[Order, bool]:
    """Return the locked order of this form, and whether it is the fresh one.

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
    _record(order, "order changed", now, total=order.total)


def _take_again(
    order: Order, edition: EditionFrame, holding: Holding, demand: Demand, now: datetime
) -> None:
    """Begin a new hold at present prices (workflows.md rule 2)."""
    if order.state == OrderState.EXPIRED:
        order.state = rules.move(OrderState.EXPIRED, OrderState.HELD)
    _take(order, holding, demand, now)
    order.placed_at, order.expired_at = now, None
    order.hold_until = rules.hold_end(now, edition.hold_minutes)
    _record(order, "places held again", now, total=order.total)


def _take(order: Order, holding: Holding, demand: Demand, now: datetime) -> None:
    _check_quantities(demand.types, demand.wanted)
    for type_id, quantity in demand.wanted.items():
        if quantity > demand.held.get(type_id, 0):
            _check_sale(demand.types[type_id], now)
    _check_stock(demand, now)
    fill(order, holding, demand, now=now)


def _check_quantities(types: Mapping[int, TicketType], wanted: Mapping[int, int]) -> None:
    for type_id, quantity in wanted.items():
        kind = types[type_id]
        rules.check_quantity(kind.name, quantity, kind.max_per_order)


def _check_sale(kind: TicketType, now: datetime) -> None:
    check_on_sale(kind.name, is_public=kind.is_public, window=tickets.window(kind), now=now)


def _check_stock(demand: Demand, now: datetime) -> None:
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


def _price(line: OrderLine, demand: Demand, kind: TicketType) -> None:
    if not demand.held.get(kind.id):
        line.unit_price, line.vat_rate = kind.price, kind.vat_rate
    priced = PricedLine(
        ticket_type_id=kind.id,
        quantity=demand.wanted[kind.id],
        unit_price=line.unit_price,
        vat_rate=line.vat_rate,
    )
    line.quantity, line.gross, line.vat = priced.quantity, priced.gross, priced.vat


def _shown(kind: TicketType) -> tuple[int, int]:
    return kind.position, kind.id


def _drop(
    lines: dict[int, OrderLine], attendees: list[Attendee], wanted: Mapping[int, int]
) -> None:
    """Take away what is no longer asked for, places without a name first."""
    for type_id in list(lines):
        own = [attendee for attendee in attendees if attendee.ticket_type_id == type_id]
        own.sort(key=_worth_keeping, reverse=True)
        for attendee in own[wanted.get(type_id, 0) :]:
            attendees.remove(attendee)
            db.session.delete(attendee)
    db.session.flush()
    for type_id in set(lines) - set(wanted):
        db.session.delete(lines.pop(type_id))


def _worth_keeping(attendee: Attendee) -> tuple[bool, bool]:
    return attendee.is_buyer, bool(attendee.name or attendee.email)


def _added(
    order: Order, lines: Iterable[OrderLine], present: Sequence[Attendee], now: datetime
) -> list[Attendee]:
    counts = Counter(attendee.ticket_type_id for attendee in present)
    added = [
        _attendee(order, line, now)
        for line in lines
        for _ in range(line.quantity - counts[line.ticket_type_id])
    ]
    db.session.add_all(added)
    return added


def _attendee(order: Order, line: OrderLine, now: datetime) -> Attendee:
    return Attendee(
        edition_id=order.edition_id,
        order_id=order.id,
        order_line_id=line.id,
        ticket_type_id=line.ticket_type_id,
        code=codes.random_code(ATTENDEE_CODE_LENGTH),
        ticket_code=codes.random_code(codes.TICKET_CODE_LENGTH),
        link_selector=codes.random_code(codes.SELECTOR_LENGTH),
        is_buyer=False,
        name="",
        organisation="",
        changed_at=now,
    )


def _own_place(
    order: Order, attendees: Sequence[Attendee], before: Attendee | None, type_id: int | None
) -> Attendee | None:
    if not Audience(order.audience).has_buyer:
        return None
    if before is not None and type_id in (None, before.ticket_type_id):
        return before
    fitting = (attendee for attendee in attendees if attendee.ticket_type_id == type_id)
    return next(fitting, before or attendees[0])


def _record(order: Order, what: str, now: datetime, **details: object) -> None:
    history.record(
        history.BUYER,
        what,
        on=("order", order.id),
        at=now,
        edition_id=order.edition_id,
        **details,
    )
