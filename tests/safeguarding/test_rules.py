"""Rules of support services: order, trust in a check, numbers."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from conference.safeguarding import rules
from conference.safeguarding.rules import CheckState, ServiceGroup

CHECKED = date(2024, 9, 2)
DUE = date(2024, 12, 1)


@dataclass(frozen=True, kw_only=True)
class Service:
    """What the order depends on."""

    group: ServiceGroup
    position: int
    name: str


def test_groups_stand_in_the_order_of_the_page() -> None:
    assert [group.value for group in ServiceGroup] == [
        "emergency",
        "on_campus",
        "stalking",
        "online_harm",
        "children",
        "someone_to_talk_to",
        "reporting_a_crime",
    ]
    assert [group.rank for group in ServiceGroup] == list(range(7))
    assert len({group.label for group in ServiceGroup}) == 7


def test_services_are_ordered_by_group_then_position_then_name() -> None:
    crime = Service(group=ServiceGroup.REPORTING_A_CRIME, position=1, name="A")
    second = Service(group=ServiceGroup.STALKING, position=20, name="A")
    twin = Service(group=ServiceGroup.STALKING, position=10, name="B")
    first = Service(group=ServiceGroup.STALKING, position=10, name="A")
    assert rules.in_order([crime, second, twin, first]) == (first, twin, second, crime)


def test_the_next_check_is_due_after_90_days() -> None:
    assert rules.next_check_after(CHECKED) == DUE


@pytest.mark.parametrize(
    ("last_checked", "next_check", "today", "state"),
    [
        (CHECKED, DUE, CHECKED, CheckState.CHECKED),
        (CHECKED, DUE, DUE, CheckState.CHECKED),
        (CHECKED, DUE, DUE + timedelta(days=1), CheckState.DUE),
        (CHECKED, DUE, CHECKED + timedelta(days=179), CheckState.DUE),
        (CHECKED, DUE, CHECKED + timedelta(days=180), CheckState.STALE),
        (CHECKED, None, CHECKED + timedelta(days=179), CheckState.CHECKED),
        (None, None, CHECKED, CheckState.NEVER),
    ],
)
def test_trust_in_a_check_runs_out(
    last_checked: date | None, next_check: date | None, today: date, state: CheckState
) -> None:
    assert rules.check_state(last_checked=last_checked, next_check=next_check, today=today) is state


@pytest.mark.parametrize(
    ("last_checked", "days", "shown"),
    [(CHECKED, 0, "9 to 5"), (CHECKED, 179, "9 to 5"), (CHECKED, 180, ""), (None, 0, "")],
)
def test_hours_are_hidden_after_180_days(last_checked: date | None, days: int, shown: str) -> None:
    today = CHECKED + timedelta(days=days)
    assert rules.shown_hours("9 to 5", last_checked=last_checked, today=today) == shown


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("0808 802 0300", "08088020300"),
        ("08 08 16 89 111", "08081689111"),
        ("+44 (0)24-7652 2222", "+442476522222"),
        ("", ""),
    ],
)
def test_a_number_is_dialled_without_its_spaces(phone: str, dialled: str) -> None:
    assert rules.dialled(phone) == dialled


def test_the_list_for_everyone_ends_at_five() -> None:
    rules.may_join_everyone(4)
    with pytest.raises(rules.TooManyForEveryone):
        rules.may_join_everyone(5)


def test_every_state_has_words_for_staff() -> None:
    assert [state.label for state in CheckState] == [
        "Checked",
        "Check due",
        "Hours hidden",
        "Never checked",
    ]


def test_the_stalking_helpline_can_be_dialled() -> None:
    assert rules.NATIONAL_STALKING_HELPLINE.dialled == "08088020300"
