"""Pence, VAT inside a price, and how both are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.kernel.money import rate_written, vat_inside, written

STANDARD = 2000


@pytest.mark.parametrize(
    ("gross", "vat"),
    [(14900, 2483), (19900, 3317), (17900, 2983), (4900, 817), (5 * 14900, 12417), (80550, 13425)],
)
def test_vat_is_rounded_once_for_each_line(gross: int, vat: int) -> None:
    """Values of domain.md BU-12: five at 149.00 have 124.17 of VAT, not five times 24.83."""
    assert vat_inside(gross, STANDARD) == vat


def test_exempt_and_zero_lines_have_no_vat() -> None:
    assert vat_inside(17900, 0) == 0


@given(st.integers(0, 10**9), st.integers(0, 9_999))
def test_net_and_vat_add_up_to_the_price(gross: int, rate: int) -> None:
    vat = vat_inside(gross, rate)
    net = gross - vat
    assert abs(net * rate - vat * 10_000) <= (10_000 + rate)


@pytest.mark.parametrize(
    ("pence", "text"),
    [(0, "£0.00"), (5, "£0.05"), (17900, "£179.00"), (123456789, "£1,234,567.89")],
)
def test_money_is_written_with_two_decimals(pence: int, text: str) -> None:
    assert written(pence) == text


def test_money_back_has_a_minus_sign() -> None:
    assert written(-17900) == "−£179.00"


@pytest.mark.parametrize(("rate", "text"), [(2000, "20%"), (1750, "17.5%"), (0, "0%"), (500, "5%")])
def test_rates_are_written_without_idle_zeros(rate: int, text: str) -> None:
    assert rate_written(rate) == text
