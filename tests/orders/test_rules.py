"""The life of an order, prices, choices and wording: pure decisions, every branch."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.documents.plain import csv_safe
from conference.kernel.errors import Refused
from conference.orders.rules import (
    ADDRESS_OPEN,
    ALLERGENS,
    DIETS,
    HOLD_CEILING,
    MAIL_NAME_UNKNOWN,
    MOST_ADDRESS_CHANGES,
    MOVES,
    AccessNeed,
    AddressChangedTooOften,
    Audience,
    DietNeed,
    HoldAtCeiling,
    HoldLapsed,
    MoveForbidden,
    OrderState,
    PhotoChoice,
    PricedLine,
    TooMany,
    check_address_change,
    check_quantity,
    extended,
    has_lapsed,
    hold_end,
    is_live,
    keeps_places,
    last_day_without_needs,
    mark_after,
    may_be_named_by_buyer,
    may_extend,
    may_follow,
    move,
    name_in_mail,
    payment_hold,
    renewed,
    settled,
    total,
)

NOON = datetime(2024, 7, 15, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HALF_HOUR = timedelta(minutes=30)


@pytest.mark.parametrize("state", list(OrderState))
@pytest.mark.parametrize("to", list(OrderState))
def test_only_listed_moves_are_made(state: OrderState, to: OrderState) -> None:
    if to in MOVES[state]:
        assert move(state, to) is to
    else:
        with pytest.raises(MoveForbidden):
            move(state, to)


@pytest.mark.parametrize("states", [OrderState, Audience, PhotoChoice, AccessNeed, DietNeed])
def test_every_choice_has_words(states: type[OrderState]) -> None:
    labels = [state.label for state in states]
    assert (len(set(labels)), all(labels)) == (len(list(states)), True)


def test_a_hold_ends_after_the_minutes_of_the_edition() -> None:
    assert hold_end(NOON, 30) == NOON + HALF_HOUR


def test_one_press_extends_up_to_the_ceiling() -> None:
    ceiling = NOON + HOLD_CEILING
    now, end, presses = NOON, NOON + HALF_HOUR, 0
    while may_extend(end, NOON, now=now):
        end = extended(end, NOON, now=now + 29 * MINUTE)
        now, presses = now + 29 * MINUTE, presses + 1
    assert (end, presses) == (ceiling, 11)
    with pytest.raises(HoldAtCeiling):
        extended(end, NOON, now=now)


def test_a_lapsed_hold_is_not_extended() -> None:
    with pytest.raises(HoldLapsed):
        extended(NOON, NOON - HALF_HOUR, now=NOON)
    assert not may_extend(NOON, NOON - HALF_HOUR, now=NOON)


@pytest.mark.parametrize(
    ("hold_until", "end"),
    [(NOON + 2 * MINUTE, NOON + 35 * MINUTE), (NOON + 90 * MINUTE, NOON + 90 * MINUTE)],
)
def test_pressing_pay_keeps_the_places_for_a_pay_page(hold_until: datetime, end: datetime) -> None:
    assert payment_hold(hold_until, NOON, now=NOON) == end


@pytest.mark.parametrize(
    ("hold_until", "placed_at", "end"),
    [
        (NOON + 5 * MINUTE, NOON, NOON + HALF_HOUR),
        (NOON + 33 * MINUTE, NOON, NOON + 33 * MINUTE),
        (NOON - 5 * MINUTE, NOON - 40 * MINUTE, NOON + HALF_HOUR),
        (NOON, NOON - HOLD_CEILING + 10 * MINUTE, NOON + 10 * MINUTE),
        (NOON - MINUTE, NOON - HOLD_CEILING - MINUTE, NOON - MINUTE),
    ],
)
def test_taking_an_order_back_renews_its_hold_up_to_the_ceiling(
    hold_until: datetime, placed_at: datetime, end: datetime
) -> None:
    assert renewed(hold_until, placed_at, now=NOON) == end


@pytest.mark.parametrize("state", list(OrderState))
@pytest.mark.parametrize(
    ("changes", "is_desk", "refusal"),
    [
        (0, False, None),
        (MOST_ADDRESS_CHANGES - 1, False, None),
        (MOST_ADDRESS_CHANGES, False, AddressChangedTooOften),
        (MOST_ADDRESS_CHANGES, True, None),
    ],
)
def test_an_address_is_corrected_after_paying_and_not_for_ever(
    state: OrderState, changes: int, refusal: type[Refused] | None, *, is_desk: bool
) -> None:
    expected = refusal if state in ADDRESS_OPEN else MoveForbidden
    if expected is None:
        check_address_change(state, changes, is_desk=is_desk)
    else:
        with pytest.raises(expected):
            check_address_change(state, changes, is_desk=is_desk)


@pytest.mark.parametrize(
    ("state", "hold_until", "keeps"),
    [
        (OrderState.HELD, NOON + MINUTE, True),
        (OrderState.HELD, NOON, False),
        (OrderState.AWAITING_PAYMENT, NOON - MINUTE, True),
        (OrderState.PAID, NOON - MINUTE, True),
        (OrderState.EXPIRED, NOON + MINUTE, False),
        (OrderState.CANCELLED, NOON + MINUTE, False),
        (OrderState.PAID_NO_PLACE, NOON + MINUTE, False),
    ],
)
def test_which_orders_count_in_stock(
    state: OrderState, hold_until: datetime, *, keeps: bool
) -> None:
    assert keeps_places(state, hold_until, now=NOON) is keeps


@pytest.mark.parametrize(
    ("state", "hold_until", "answer"),
    [
        (OrderState.HELD, NOON + MINUTE, (True, False)),
        (OrderState.HELD, NOON, (False, True)),
        (OrderState.EXPIRED, NOON + MINUTE, (False, True)),
        (OrderState.PAID, NOON, (False, False)),
    ],
)
def test_a_hold_lives_or_has_lapsed(
    state: OrderState, hold_until: datetime, answer: tuple[bool, bool]
) -> None:
    lives = is_live(state, hold_until, now=NOON)
    assert (lives, has_lapsed(state, hold_until, now=NOON)) == answer


@pytest.mark.parametrize(
    ("state", "has_places", "becomes"),
    [
        (OrderState.AWAITING_PAYMENT, True, OrderState.PAID),
        (OrderState.EXPIRED, True, OrderState.PAID),
        (OrderState.EXPIRED, False, OrderState.PAID_NO_PLACE),
        (OrderState.HELD, False, OrderState.PAID_NO_PLACE),
        (OrderState.CANCELLED, True, OrderState.PAID_NO_PLACE),
        (OrderState.PAID, False, OrderState.PAID),
        (OrderState.PAID_NO_PLACE, True, OrderState.PAID_NO_PLACE),
    ],
)
def test_money_first_place_second(
    state: OrderState, becomes: OrderState, *, has_places: bool
) -> None:
    assert settled(state, has_places=has_places) is becomes


@pytest.mark.parametrize(
    ("quantity", "unit_price", "vat"),
    [(1, 14900, 2483), (1, 19900, 3317), (1, 17900, 2983), (1, 4900, 817), (5, 14900, 12417)],
)
def test_vat_is_rounded_once_for_a_line(quantity: int, unit_price: int, vat: int) -> None:
    line = PricedLine(ticket_type_id=1, quantity=quantity, unit_price=unit_price, vat_rate=2000)
    assert (line.gross, line.vat, total([line, line])) == (
        quantity * unit_price,
        vat,
        2 * quantity * unit_price,
    )


def test_one_order_holds_so_many_of_a_type_and_no_more() -> None:
    check_quantity("Standard", 20, 20)
    with pytest.raises(TooMany, match="at most 20 Standard tickets"):
        check_quantity("Standard", 999_999, 20)


@pytest.mark.parametrize(
    ("audience", "answer"),
    [
        (Audience.ME, (True, False)),
        (Audience.ME_AND_OTHERS, (True, True)),
        (Audience.OTHERS, (False, True)),
    ],
)
def test_who_comes(audience: Audience, answer: tuple[bool, bool]) -> None:
    assert (audience.has_buyer, audience.has_others) == answer


@pytest.mark.parametrize(
    ("is_buyer", "is_claimed", "is_cancelled", "may"),
    [
        (False, False, False, True),
        (True, False, False, False),
        (False, True, False, False),
        (False, False, True, False),
    ],
)
def test_whom_the_buyer_may_name(
    *, is_buyer: bool, is_claimed: bool, is_cancelled: bool, may: bool
) -> None:
    found = may_be_named_by_buyer(
        is_buyer=is_buyer, is_claimed=is_claimed, is_cancelled=is_cancelled
    )
    assert found is may


def test_the_law_lists_fourteen_allergens() -> None:
    assert (len(ALLERGENS), len(DIETS), DietNeed.NUTS.is_allergen, DietNeed.VEGAN.is_allergen) == (
        14,
        6,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("today", "is_deleted"), [(date(2024, 10, 9), False), (date(2024, 10, 10), True)]
)
def test_needs_stay_for_fourteen_days(today: date, *, is_deleted: bool) -> None:
    ends_on = date(2024, 9, 25)
    assert (ends_on <= last_day_without_needs(today)) is is_deleted


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Rowan Hale", "Rowan Hale"),
        ("  Siân   O’Neill-Abbott ", "Siân O’Neill-Abbott"),
        ("نور حداد", "نور حداد"),
        ("Q", "Q"),
        ("{{7*7}}", "{{7*7}}"),
        ("B" * 62, "B" * 62),
        ("", MAIL_NAME_UNKNOWN),
        ("Win at casino.example", MAIL_NAME_UNKNOWN),
        ("https://evil", MAIL_NAME_UNKNOWN),
        ("write to a@b", MAIL_NAME_UNKNOWN),
        ("WWW evil", MAIL_NAME_UNKNOWN),
        ("x" * 81, MAIL_NAME_UNKNOWN),
    ],
)
def test_a_name_in_a_mail_leads_nowhere(name: str, shown: str) -> None:
    assert name_in_mail(name) == shown


@given(st.text())
def test_no_cell_of_a_file_begins_a_formula(cell: str) -> None:
    safe = csv_safe(cell)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert safe.removeprefix("'") == cell.removeprefix("'")


def test_a_link_takes_over_once_from_the_one_it_was_made_for() -> None:
    following = f"{mark_after('FIRST')}SECOND"
    assert [may_follow(following, link) for link in ("FIRST", "OTHER", following)] == [
        True,
        False,
        False,
    ]
