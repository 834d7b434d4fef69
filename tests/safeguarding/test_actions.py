"""Staff keep services right; what they do is written down."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import inspect

from conference.history import queries as history
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid, NotFound
from conference.safeguarding import actions, queries
from conference.safeguarding.actions import ServiceFacts, Staff
from conference.safeguarding.rules import ServiceGroup, TooManyForEveryone
from tests.factories.safeguarding import make_service

NOW = datetime(2024, 9, 1, 23, 30, tzinfo=UTC)
TODAY = date(2024, 9, 2)
HELEN = Staff(person_id=7, name="Helen Marsh-Odu")
FACTS = ServiceFacts(
    name="A helpline",
    what_for="Somebody to talk to.",
    who_for="Anyone.",
    phone="01632 960001",
    text_number="",
    url="https://example.org",
    hours="9am to 5pm.",
    cost="Free.",
    group=ServiceGroup.SOMEONE_TO_TALK_TO,
    position=20,
    is_for_everyone=False,
    source="example.org",
    is_to_be_confirmed=True,
)


def stored(service_id: int) -> dict[str, object]:
    service = queries.service(service_id)
    return {
        column.key: getattr(service, column.key) for column in inspect(type(service)).column_attrs
    }


def told(service_id: int) -> list[tuple[str, str]]:
    return [
        (entry.actor, entry.what) for entry in history.entries_of("support service", service_id)
    ]


def test_a_new_service_is_stored_unchecked(database: Flask) -> None:
    with transaction():
        service_id = actions.add_service(FACTS, by=HELEN, now=NOW)
    assert stored(service_id) == {
        **asdict(FACTS),
        "id": service_id,
        "last_checked": None,
        "checked_by": "",
        "next_check": None,
    }
    assert told(service_id) == [("person 7", "support service added")]


def test_a_change_leaves_the_last_check_as_it_was(database: Flask) -> None:
    service_id = make_service(last_checked=TODAY, next_check=TODAY, checked_by="Devon")
    with transaction():
        actions.change_service(service_id, FACTS, by=HELEN, now=NOW)
    assert stored(service_id) == {
        **asdict(FACTS),
        "id": service_id,
        "last_checked": TODAY,
        "checked_by": "Devon",
        "next_check": TODAY,
    }
    assert told(service_id) == [("person 7", "support service changed")]


def test_a_check_counts_on_the_day_at_the_venue_and_confirms_nothing_else(
    database: Flask,
) -> None:
    service_id = make_service(is_to_be_confirmed=True)
    with transaction():
        next_check = actions.check_service(service_id, by=HELEN, now=NOW)
    service = queries.service(service_id)
    assert next_check == date(2024, 12, 1)
    assert (
        service.last_checked,
        service.next_check,
        service.checked_by,
        service.is_to_be_confirmed,
    ) == (TODAY, next_check, "Helen Marsh-Odu", True)
    assert told(service_id) == [("person 7", "support service checked")]


def test_a_removed_service_is_gone_and_remembered(database: Flask) -> None:
    service_id = make_service()
    with transaction():
        actions.remove_service(service_id, by=HELEN, now=NOW)
    with pytest.raises(NotFound):
        queries.service(service_id)
    assert told(service_id) == [("person 7", "support service removed")]


def test_a_service_must_be_reachable_and_have_a_name_of_its_own(database: Flask) -> None:
    make_service(name="A Helpline")
    unreachable = replace(FACTS, phone="", text_number="", url="")
    with pytest.raises(Invalid) as refusal, transaction():
        actions.add_service(unreachable, by=HELEN, now=NOW)
    assert refusal.value.fields == {
        "phone": "Enter a phone number, a number for texts or a web address",
        "name": "Another service has this name",
    }


def test_a_service_may_keep_its_own_name(database: Flask) -> None:
    service_id = make_service(name=FACTS.name)
    with transaction():
        actions.change_service(service_id, FACTS, by=HELEN, now=NOW)
    assert queries.service(service_id).position == FACTS.position


def test_a_sixth_service_for_everyone_is_refused(database: Flask) -> None:
    shown = [make_service(name=f"Service {number}", is_for_everyone=True) for number in range(5)]
    sixth = replace(FACTS, is_for_everyone=True)
    with pytest.raises(TooManyForEveryone), transaction():
        actions.add_service(sixth, by=HELEN, now=NOW)
    with transaction():
        actions.change_service(shown[0], sixth, by=HELEN, now=NOW)
    assert queries.others_for_everyone(None) == 5


def test_a_review_names_who_looks_after_the_pages(database: Flask) -> None:
    with transaction():
        actions.review_guidance(by=HELEN, now=NOW)
    assert queries.newest_review() == queries.Review(
        reviewed_on=TODAY, reviewed_by="Helen Marsh-Odu"
    )
