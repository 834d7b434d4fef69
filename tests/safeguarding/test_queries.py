"""What pages read: fresh hours only, the helpline that is always there, the staff's list."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from conference.kernel.errors import NotFound
from conference.safeguarding import queries
from conference.safeguarding.queries import Review
from conference.safeguarding.rules import CheckState, Helpline, ServiceGroup
from tests.factories.safeguarding import make_review, make_service

CHECKED = date(2024, 9, 2)
DUE = date(2024, 12, 1)


def make_checked(name: str) -> int:
    return make_service(
        name=name, hours="9am to 5pm.", last_checked=CHECKED, next_check=DUE, checked_by="Helen"
    )


@pytest.mark.parametrize(("days", "hours"), [(0, "9am to 5pm."), (179, "9am to 5pm."), (180, "")])
def test_hours_leave_the_page_180_days_after_the_check(
    database: Flask, days: int, hours: str
) -> None:
    make_checked("A helpline")
    page = queries.contacts_page(None, today=CHECKED + timedelta(days=days))
    ((service,),) = (section.services for section in page.sections)
    assert (service.hours, service.phone) == (hours, "01632 960001")


def test_services_for_everyone_stand_in_no_group(database: Flask) -> None:
    make_service(name="First", is_for_everyone=True, group=ServiceGroup.CHILDREN)
    make_service(name="Second", group=ServiceGroup.CHILDREN)
    page = queries.contacts_page(None, today=CHECKED)
    assert [service.name for service in page.for_everyone] == ["First"]
    assert [
        (section.anchor, section.is_for_children, [service.name for service in section.services])
        for section in page.sections
    ] == [("children", True, ["Second"])]


def test_the_stalking_page_names_a_helpline_even_with_an_empty_table(database: Flask) -> None:
    assert queries.helpline() == Helpline(name="National Stalking Helpline", phone="0808 802 0300")


def test_the_stalking_page_names_the_helpline_that_staff_chose(database: Flask) -> None:
    make_service(name="Local", group=ServiceGroup.STALKING, position=1)
    make_service(
        name="Online only",
        group=ServiceGroup.STALKING,
        position=2,
        is_for_everyone=True,
        phone="",
        url="https://example.org",
    )
    make_service(
        name="Chosen",
        group=ServiceGroup.STALKING,
        position=3,
        is_for_everyone=True,
        phone="01632 960002",
    )
    assert queries.helpline() == Helpline(name="Chosen", phone="01632 960002")


def test_the_newest_review_counts_on_the_day_at_the_venue(database: Flask) -> None:
    make_review(reviewed_at=datetime(2024, 9, 1, 23, 30, tzinfo=UTC), reviewed_by="Helen")
    make_review(reviewed_at=datetime(2024, 5, 1, 9, 0, tzinfo=UTC), reviewed_by="Devon")
    assert queries.newest_review() == Review(reviewed_on=CHECKED, reviewed_by="Helen")


def test_staff_see_how_far_each_check_holds(database: Flask) -> None:
    make_checked("Old")
    make_service(name="New")
    page = queries.services_page(today=DUE + timedelta(days=1))
    assert [(row.name, row.state, row.tone) for row in page.services] == [
        ("New", CheckState.NEVER, "warn"),
        ("Old", CheckState.DUE, "warn"),
    ]
    assert page.overdue == 2


def test_a_fresh_check_asks_nothing_of_staff(database: Flask) -> None:
    make_checked("Fresh")
    page = queries.services_page(today=DUE)
    assert [(row.state, row.tone, row.reached_by) for row in page.services] == [
        (CheckState.CHECKED, "ok", "01632 960001")
    ]
    assert page.overdue == 0


def test_an_unknown_service_is_not_found(database: Flask) -> None:
    with pytest.raises(NotFound):
        queries.service(404)
    with pytest.raises(NotFound):
        queries.service_for_update(404)
