"""A process that must not fall silent says so."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from conference.kernel import heartbeat
from conference.kernel.database import transaction

NOON = datetime(2024, 7, 15, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "is_silent"),
    [
        (timedelta(), False),
        (timedelta(minutes=3), False),
        (timedelta(minutes=3, seconds=1), True),
        (timedelta(days=2), True),
    ],
)
def test_three_minutes_are_silence(database: Flask, later: timedelta, is_silent: bool) -> None:
    with transaction():
        heartbeat.beat("worker", NOON)
    assert heartbeat.is_silent("worker", NOON + later) is is_silent


def test_the_last_beat_counts(database: Flask) -> None:
    for moment in (NOON - timedelta(hours=1), NOON):
        with transaction():
            heartbeat.beat("worker", moment)
    assert heartbeat.is_silent("worker", NOON + timedelta(minutes=1)) is False


def test_each_process_speaks_for_itself(database: Flask) -> None:
    with transaction():
        heartbeat.beat("worker", NOON)
    assert heartbeat.is_silent("another", NOON) is True
