"""Availability and sale windows: pure decisions, every branch."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.tickets.rules import (
    FEW_LEFT,
    QuotaCount,
    QuotaExhausted,
    QuotaTooSmall,
    SaleClosed,
    SaleState,
    SaleWindow,
    TypeOffer,
    check_demand,
    check_on_sale,
    check_size,
    places_left,
    sale_state,
)

NOON = datetime(2024, 7, 15, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ALWAYS = SaleWindow(opens_at=None, closes_at=None)


def count(size: int | None, taken: int, quota_id: int = 1, name: str = "Standard") -> QuotaCount:
    return QuotaCount(quota_id=quota_id, name=name, size=size, taken=taken)


@pytest.mark.parametrize(
    ("size", "taken", "left"), [(5, 0, 5), (5, 5, 0), (5, 7, 0), (0, 0, 0), (None, 999, None)]
)
def test_a_quota_never_has_less_than_nothing_left(
    size: int | None, taken: int, left: int | None
) -> None:
    assert count(size, taken).left == left


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "state"),
    [
        (None, None, SaleState.ON_SALE),
        (NOON, None, SaleState.ON_SALE),
        (NOON + SECOND, None, SaleState.NOT_YET),
        (None, NOON, SaleState.ENDED),
        (None, NOON + SECOND, SaleState.ON_SALE),
    ],
)
def test_the_end_of_a_sale_is_the_first_moment_that_is_too_late(
    opens_at: datetime | None, closes_at: datetime | None, state: SaleState
) -> None:
    assert SaleWindow(opens_at=opens_at, closes_at=closes_at).state(now=NOON) is state


@pytest.mark.parametrize(
    ("is_public", "window", "counts", "state"),
    [
        (True, ALWAYS, [count(5, 4)], SaleState.ON_SALE),
        (True, ALWAYS, [count(5, 5)], SaleState.SOLD_OUT),
        (True, ALWAYS, [count(5, 4), count(9, 9)], SaleState.SOLD_OUT),
        (True, ALWAYS, [count(None, 4)], SaleState.ON_SALE),
        (True, ALWAYS, [], SaleState.HIDDEN),
        (False, ALWAYS, [count(5, 4)], SaleState.HIDDEN),
        (True, SaleWindow(opens_at=None, closes_at=NOON), [count(5, 5)], SaleState.ENDED),
    ],
)
def test_what_a_type_says(
    *, is_public: bool, window: SaleWindow, counts: list[QuotaCount], state: SaleState
) -> None:
    found = sale_state(is_public=is_public, window=window, counts=counts, now=NOON)
    assert found is state


@pytest.mark.parametrize(
    ("counts", "left"),
    [([], None), ([count(None, 3)], None), ([count(9, 1), count(5, 4), count(None, 0)], 1)],
)
def test_the_smallest_quota_decides(counts: list[QuotaCount], left: int | None) -> None:
    assert places_left(counts) == left


def test_a_line_must_fit_in_every_quota_it_belongs_to() -> None:
    with pytest.raises(QuotaExhausted) as refusal:
        check_demand({1: 2, 2: 2}, [count(5, 0), count(5, 4, 2, "Room")])
    assert (refusal.value.left, str(refusal.value)) == (
        1,
        "There are not enough Room tickets. Only 1 left.",
    )


def test_a_quota_that_nobody_asks_for_blocks_nobody() -> None:
    check_demand({1: 2}, [count(5, 3), count(5, 9, 2), count(None, 99, 3)])


def test_an_empty_quota_says_sold_out() -> None:
    with pytest.raises(QuotaExhausted, match="They are sold out"):
        check_demand({1: 1}, [count(3, 3)])


@pytest.mark.parametrize(
    ("is_public", "window"), [(False, ALWAYS), (True, SaleWindow(opens_at=None, closes_at=NOON))]
)
def test_what_is_not_on_sale_is_refused_by_name(*, is_public: bool, window: SaleWindow) -> None:
    with pytest.raises(SaleClosed, match="Early bird tickets are not on sale now"):
        check_on_sale("Early bird", is_public=is_public, window=window, now=NOON)


def test_what_is_on_sale_passes() -> None:
    check_on_sale("Early bird", is_public=True, window=ALWAYS, now=NOON)


@pytest.mark.parametrize(("taken", "words"), [(1, "1 place is"), (4, "4 places are")])
def test_a_quota_cannot_shrink_below_what_is_taken(taken: int, words: str) -> None:
    with pytest.raises(QuotaTooSmall, match=words):
        check_size(0, taken)
    check_size(taken, taken)
    check_size(None, taken)


@pytest.mark.parametrize(
    ("state", "left", "few"),
    [
        (SaleState.ON_SALE, FEW_LEFT, FEW_LEFT),
        (SaleState.ON_SALE, FEW_LEFT + 1, None),
        (SaleState.ON_SALE, None, None),
        (SaleState.ENDED, 3, None),
    ],
)
def test_few_are_said_when_they_are_few(
    state: SaleState, left: int | None, few: int | None
) -> None:
    offer = TypeOffer(
        id=1,
        code="STD",
        name="Standard",
        note="",
        price=19900,
        vat_rate=2000,
        opens_at=None,
        closes_at=None,
        max_per_order=20,
        sale_state=state,
        left=left,
    )
    assert offer.few_left == few
