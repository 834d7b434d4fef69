"""When a message is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.mail.rules import WAITS, FaultClass, fault_class, next_try, server_fault_class

NOON = datetime(2024, 7, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (421, "4.3.2 too many connections", FaultClass.BUSY),
        (432, "concurrency limit", FaultClass.BUSY),
        (451, "4.7.1 greylisted", FaultClass.TEMPORARY),
        (452, "4.2.2 mailbox full", FaultClass.MAILBOX),
        (552, "5.2.2 quota exceeded", FaultClass.MAILBOX),
        (550, "5.1.1 no such user", FaultClass.REFUSED),
        (550, "5.1.1 no such user (host 10.5.3.1)", FaultClass.REFUSED),
        (550, "5.4.1 recipient address rejected", FaultClass.REFUSED),
        (552, "5.3.4 too big", FaultClass.REFUSED),
        (554, "rejected", FaultClass.REFUSED),
        (554, "5.7.1 relay access denied", FaultClass.SERVER),
        (550, "5.4.5 daily sending limit exceeded", FaultClass.SERVER),
        (554, "5.3.0 out of order", FaultClass.SERVER),
        (530, "authentication required", FaultClass.SERVER),
        (521, "no mail here", FaultClass.SERVER),
    ],
)
def test_answers_about_a_recipient_or_a_message_have_classes(
    code: int, text: str, expected: FaultClass
) -> None:
    assert fault_class(code, text) is expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (421, "4.3.2 too many connections", FaultClass.BUSY),
        (432, "concurrency limit", FaultClass.BUSY),
        (454, "4.7.0 temporary authentication failure", FaultClass.TEMPORARY),
        (535, "5.7.8 wrong password", FaultClass.SERVER),
        (550, "5.1.8 bad sender", FaultClass.SERVER),
        (554, "no service", FaultClass.SERVER),
    ],
)
def test_answers_about_us_have_classes(code: int, text: str, expected: FaultClass) -> None:
    assert server_fault_class(code, text) is expected


@pytest.mark.parametrize("fault", list(FaultClass))
def test_each_class_has_its_own_patience_and_an_end(fault: FaultClass) -> None:
    waits = WAITS[fault]
    tries = [next_try(fault, number, now=NOON) for number in range(1, len(waits) + 2)]
    assert tries == [*(NOON + wait for wait in waits), None]


def test_a_refused_address_is_not_tried_again() -> None:
    assert next_try(FaultClass.REFUSED, 1, now=NOON) is None


@pytest.mark.parametrize("fault", [FaultClass.TEMPORARY, FaultClass.BUSY, FaultClass.SERVER])
def test_a_server_that_takes_nothing_is_tried_for_two_days(fault: FaultClass) -> None:
    assert sum(WAITS[fault], timedelta()) > timedelta(days=2)


def test_every_fault_has_words_of_its_own() -> None:
    assert len({fault.label for fault in FaultClass}) == len(FaultClass)
