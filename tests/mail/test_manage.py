"""The outbox at the desk."""

from email.utils import make_msgid

import pytest
from flask import Flask

from conference import reactions
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound
from conference.mail import actions, queries
from conference.mail.models import Message
from conference.mail.rules import KEPT, FaultClass, MessageState, about
from conference.people.rules import Role
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_edition
from tests.support.pages import Browser
from tests.support.statements import counted


def make_message(edition_id: int | None, address: str = "ada@example.org") -> int:
    """Store a mail and return its id."""
    with transaction():
        actions.enqueue(
            "orders.paid", address, facts={"order": 1}, now=clock.now(), edition_id=edition_id
        )
    return queries.messages(edition_id, limit=1)[0].id


def fail(message: int) -> None:
    """Let a delivery fail for good."""
    with transaction():
        actions.claim_due(name=make_msgid, real_now=clock.real_now())
        actions.mark_fault(message, FaultClass.REFUSED, "550 no", real_now=clock.real_now())


def sent(message: int) -> None:
    """Let a delivery succeed."""
    with transaction():
        actions.claim_due(name=make_msgid, real_now=clock.real_now())
        actions.mark_sent(message, real_now=clock.real_now())


def desk(browser: Browser, edition_id: int, role: Role = Role.ORGANISER) -> Browser:
    """Return a browser with somebody of the desk."""
    person_id = make_person(f"{role}@example.org")
    make_grant(person_id, role, edition_id=edition_id)
    return browser.sign_in(person_id)


def test_a_failed_mail_is_shown_with_its_reason_and_sent_again(browser: Browser) -> None:
    edition = make_edition()
    message = make_message(edition.id)
    fail(message)
    page = desk(browser, edition.id).get("/2024/manage/outbox")
    assert "ada@example.org You have a place" in page.text
    assert "Not delivered The mail server refused this mail or its address. 550 no" in page.text
    after = page.submit("Send now").follow()
    assert "The message is on its way again." in after.text
    assert queries.message(message).state == MessageState.QUEUED


def test_a_sent_mail_is_not_sent_again(database: Flask) -> None:
    edition = make_edition()
    message = make_message(edition.id)
    sent(message)
    with pytest.raises(NotFound), transaction():
        actions.retry(message, edition_id=edition.id, actor="person 1", now=clock.now())


def test_a_mail_of_another_edition_is_not_there(database: Flask) -> None:
    here, there = make_edition(), make_edition("2025", is_current=False)
    message = make_message(there.id)
    with pytest.raises(NotFound), transaction():
        actions.retry(message, edition_id=here.id, actor="person 1", now=clock.now())


def test_mails_are_found_by_address_and_state(browser: Browser) -> None:
    edition = make_edition()
    fail(make_message(edition.id, "gone@example.org"))
    make_message(edition.id, "here@example.org")
    opened = desk(browser, edition.id)
    found = opened.get("/2024/manage/outbox", address="here@example.org")
    assert found.all("//tbody//th/text()") == ["here@example.org"]
    failed = opened.get("/2024/manage/outbox", state="failed").text
    assert ("gone@example.org" in failed, "here@example.org" in failed) == (True, False)
    assert opened.get("/2024/manage/outbox", state="nonsense").status == 200


def test_a_stranger_and_a_coordinator_do_not_see_the_outbox(browser: Browser) -> None:
    edition = make_edition()
    assert browser.get("/2024/manage/outbox").status == 303
    coordinator = desk(browser.other(), edition.id, Role.ACCESS_COORDINATOR)
    assert coordinator.get("/2024/manage/outbox").status == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_mail_and_for_three(browser: Browser, rows: int) -> None:
    edition = make_edition()
    opened = desk(browser, edition.id)
    for _ in range(rows):
        make_message(edition.id)
    opened.get("/2024/manage/outbox")
    with counted() as statements:
        opened.get("/2024/manage/outbox")
    assert len(statements) == 7


def test_old_mails_are_deleted_after_ninety_days(database: Flask) -> None:
    edition = make_edition()
    make_message(edition.id)
    with transaction():
        assert actions.purge(now=clock.now() + KEPT / 2) == 0
    with transaction():
        assert actions.purge(now=clock.now() + KEPT * 2) == 1
    assert queries.messages(edition.id, limit=5) == []


def test_nothing_of_a_text_is_a_column() -> None:
    kept = {column.name for column in Message.__table__.columns}
    assert kept & {"subject", "body", "link", "html", "text"} == set()


def test_a_mail_that_waits_says_for_how_long(browser: Browser) -> None:
    edition = make_edition()
    message = make_message(edition.id)
    with transaction():
        actions.claim_due(name=make_msgid, real_now=clock.real_now())
        actions.mark_fault(message, FaultClass.MAILBOX, "452 full", real_now=clock.real_now())
    page = desk(browser, edition.id).get("/2024/manage/outbox")
    assert "Will be tried again Next try in 1 hour The mailbox is full. 452 full" in page.text


def test_a_server_that_takes_nothing_is_told_in_words(browser: Browser) -> None:
    edition = make_edition()
    message = make_message(edition.id)
    with transaction():
        actions.claim_due(name=make_msgid, real_now=clock.real_now())
        actions.mark_fault(message, FaultClass.SERVER, "535 no", real_now=clock.real_now())
    page = desk(browser, edition.id).get("/2024/manage/outbox")
    words = "The mail server takes no mail from us. Check its settings. 535 no"
    assert f"Will be tried again Next try in 1 minute {words}" in page.text


def test_every_kind_of_mail_has_a_name_for_lists() -> None:
    assert reactions.MAIL_NAMES.keys() == reactions.MAIL_BUILDERS.keys()
    assert about("orders.paid", reactions.MAIL_NAMES) == "You have a place"
    assert about("orders.long_gone", reactions.MAIL_NAMES) == "Long gone"
