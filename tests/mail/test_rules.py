"""When a message is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.mail.rules import WAITS, FaultClass, fault_class, next_try

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
    ],
)
def test_answers_of_mail_servers_have_classes(code: int, text: str, expected: FaultClass) -> None:
    assert fault_class(code, text) is expected


@pytest.mark.parametrize("fault", list(FaultClass))
def test_each_class_has_its_own_patience_and_an_end(fault: FaultClass) -> None:
    waits = WAITS[fault]
    tries = [next_try(fault, number, now=NOON) for number in range(1, len(waits) + 2)]
    assert tries == [*(NOON + wait for wait in waits), None]


def test_a_refused_address_is_not_tried_again() -> None:
    assert next_try(FaultClass.REFUSED, 1, now=NOON) is None


def test_a_server_that_is_down_is_tried_for_two_days() -> None:
    assert sum(WAITS[FaultClass.TEMPORARY], timedelta()) > timedelta(days=2)
