"""Money in minor units (pence): the VAT inside a price, and how it is written."""

from decimal import ROUND_HALF_UP, Decimal

CURRENCY = "GBP"
BASIS_POINTS = 10_000


def vat_inside(gross: int, rate: int) -> int:
    """Return the VAT inside ``gross`` pence at ``rate`` basis points (2000 is 20%).

    Rounded half up, once for each line with its quantity (domain.md BU-12).
    """
    exact = Decimal(gross) * rate / (BASIS_POINTS + rate)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def written(pence: int) -> str:
    """Write an amount as people read it: £149.00."""
    sign = "−" if pence < 0 else ""
    pounds, rest = divmod(abs(pence), 100)
    return f"{sign}£{pounds:,}.{rest:02d}"


def rate_written(rate: int) -> str:
    """Write a rate in basis points as people read it: 20%, 17.5%."""
    whole, rest = divmod(rate, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%" if rest else f"{whole}%"
