"""Availability of quotas, and when a ticket type is on sale."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from conference.kernel.errors import Refused

FEW_LEFT = 20
"""From here on pages say how many are left; larger numbers help nobody to decide."""

CLOSING_SOON = timedelta(days=7)
"""How long before the end of a sale the organisers' desk speaks of it."""


class SaleState(enum.StrEnum):
    """What a ticket type says to a buyer at a moment."""

    ON_SALE = "on_sale"
    NOT_YET = "not_yet"
    ENDED = "ended"
    SOLD_OUT = "sold_out"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaCount:
    """How full a quota is: ``size`` is nothing for a quota without limit."""

    quota_id: int
    name: str
    size: int | None
    taken: int

    @property
    def left(self) -> int | None:
        """Places left, never below zero; nothing where there is no limit."""
        return None if self.size is None else max(0, self.size - self.taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleWindow:
    """From when until when a type is sold; nothing means no such end."""

    opens_at: datetime | None
    closes_at: datetime | None

    def state(self, *, now: datetime) -> SaleState:
        """Say whether the window is open. Its end is the first moment that is too late."""
        if self.opens_at is not None and now < self.opens_at:
            return SaleState.NOT_YET
        if self.closes_at is not None and now >= self.closes_at:
            return SaleState.ENDED
        return SaleState.ON_SALE


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeOffer:
    """A ticket type as a buyer sees it now: price in pence with VAT inside, and what is left.

    ``left`` is nothing where there is no limit.
    """

    id: int
    code: str
    name: str
    note: str
    price: int
    vat_rate: int
    opens_at: datetime | None
    closes_at: datetime | None
    max_per_order: int
    sale_state: SaleState
    left: int | None

    @property
    def is_on_sale(self) -> bool:
        """Whether it can be bought now."""
        return self.sale_state is SaleState.ON_SALE

    @property
    def few_left(self) -> int | None:
        """How many are left, where that is few enough to be worth saying."""
        if not self.is_on_sale or self.left is None or self.left > FEW_LEFT:
            return None
        return self.left


class TicketsRefused(Refused):
    """A rule about tickets says no."""

    code = "tickets_refused"


class QuotaExhausted(TicketsRefused):
    """Fewer places are left than were asked for."""

    code = "quota_exhausted"

    def __init__(self, name: str, left: int) -> None:
        """Say of what, and how many are left."""
        rest = "They are sold out." if left == 0 else f"Only {left} left."
        super().__init__(f"There are not enough {name} tickets. {rest}")
        self.left = left


class SaleClosed(TicketsRefused):
    """The type is not sold now."""

    code = "sale_closed"

    def __init__(self, name: str) -> None:
        """Say which type."""
        super().__init__(f"{name} tickets are not on sale now. Choose another type.")


class QuotaTooSmall(TicketsRefused):
    """A quota cannot be smaller than what is taken from it."""

    code = "quota_too_small"

    def __init__(self, taken: int) -> None:
        """Say how many are taken."""
        are = "place is" if taken == 1 else "places are"
        super().__init__(f"{taken} {are} taken already. The size cannot be smaller.")


class TypeInUse(TicketsRefused):
    """A ticket type that was ordered stays; it can be taken off sale."""

    code = "type_in_use"
    message = "This type has been ordered. Take it off sale instead of deleting it."


class QuotaInUse(TicketsRefused):
    """A quota that types count against stays."""

    code = "quota_in_use"
    message = "Ticket types count against this quota. Move them to another one first."


class QuotaNeeded(TicketsRefused):
    """A type without a quota could not be counted, so it is not sold."""

    code = "quota_needed"
    message = "Choose at least one quota. A type without a quota cannot be sold."


def check_demand(demand: Mapping[int, int], counts: Iterable[QuotaCount]) -> None:
    """Check that every quota holds what is asked of it (quota id → places).

    A line must fit in every quota it belongs to; only the quotas of the chosen lines are asked
    (workflows.md rule 5). Raises: QuotaExhausted.
    """
    for count in counts:
        wanted = demand.get(count.quota_id, 0)
        if wanted and count.left is not None and wanted > count.left:
            raise QuotaExhausted(count.name, count.left)


def places_left(counts: Iterable[QuotaCount]) -> int | None:
    """Return the places left of a type: the smallest of its quotas decides; nothing: no limit."""
    limits = [count.left for count in counts if count.left is not None]
    return min(limits) if limits else None


def sale_state(
    *, is_public: bool, window: SaleWindow, counts: Sequence[QuotaCount], now: datetime
) -> SaleState:
    """Say what a type tells a buyer now; without a quota nothing is on sale (rule 6)."""
    if not is_public or not counts:
        return SaleState.HIDDEN
    state = window.state(now=now)
    if state is SaleState.ON_SALE and places_left(counts) == 0:
        return SaleState.SOLD_OUT
    return state


def check_on_sale(name: str, *, is_public: bool, window: SaleWindow, now: datetime) -> None:
    """Check that a type may be ordered by anybody now. Raises: SaleClosed."""
    if not is_public or window.state(now=now) is not SaleState.ON_SALE:
        raise SaleClosed(name)


def is_closing_soon(closes_at: datetime | None, *, now: datetime) -> bool:
    """Say whether a sale ends within the next seven days."""
    return closes_at is not None and now < closes_at <= now + CLOSING_SOON


def check_size(size: int | None, taken: int) -> None:
    """Check that a quota's new size holds what is taken. Raises: QuotaTooSmall."""
    if size is not None and size < taken:
        raise QuotaTooSmall(taken)
