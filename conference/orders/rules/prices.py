"""What an order costs, in pence with VAT inside."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from conference.kernel.money import vat_inside
from conference.orders.rules.refusals import TooMany

BILL_MARK = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """One line of an order in pence: the unit price with VAT inside, and the line's VAT."""

    ticket_type_id: int
    quantity: int
    unit_price: int
    vat_rate: int

    @property
    def gross(self) -> int:
        """Price of the line, VAT included."""
        return self.unit_price * self.quantity

    @property
    def vat(self) -> int:
        """VAT of the line, rounded once (domain.md BU-12)."""
        return vat_inside(self.gross, self.vat_rate)


def bill_mark(lines: Iterable[tuple[str, int, int]]) -> str:
    """Return a short mark of (name, quantity, unit price) of all lines.

    A page on which somebody presses Pay carries it: another tab may have changed the order since.
    """
    return sha256(repr(sorted(lines)).encode()).hexdigest()[:BILL_MARK]


def check_quantity(name: str, quantity: int, limit: int) -> None:
    """Check one line's quantity. Raises: TooMany."""
    if quantity > limit:
        raise TooMany(name, limit)


def total(lines: Iterable[PricedLine]) -> int:
    """Return the sum of the lines in pence."""
    return sum(line.gross for line in lines)
