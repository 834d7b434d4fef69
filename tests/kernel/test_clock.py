"""The one clock: one offset for all processes, and time runs on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from conference.app import create_app
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.settings import Mode
from tests.support import databases

CONFERENCE_DAY = datetime(2024, 9, 25, 7, 30, tzinfo=UTC)
A_MOMENT = timedelta(seconds=30)


@pytest.fixture
def address() -> str:
    """Return the address of an empty database that several applications may share."""
    return databases.fresh_sqlite()


def now_in(app: Flask) -> datetime:
    """Return what the application's clock shows in a request of its own."""
    with app.app_context():
        return clock.now()


def set_in(app: Flask, moment: datetime) -> None:
    """Set the clock as the demonstration does."""
    with app.app_context(), transaction():
        clock.set_moment(moment)


def test_all_processes_agree(address: str) -> None:
    first, second = (create_app(databases.settings_for(address)) for _ in range(2))
    set_in(first, CONFERENCE_DAY)
    shown = [now_in(app) - CONFERENCE_DAY for app in (first, second)]
    assert [timedelta() <= late + A_MOMENT / 30 < A_MOMENT for late in shown] == [True, True]


def test_time_runs_on(database: Flask) -> None:
    with transaction():
        clock.set_moment(CONFERENCE_DAY)
    before = clock.now(), clock.real_now()
    after = clock.now(), clock.real_now()
    assert after[0] > before[0]
    assert abs((after[0] - before[0]) - (after[1] - before[1])) < timedelta(seconds=1)


def test_it_can_be_set_again_and_backwards(database: Flask) -> None:
    for moment in (CONFERENCE_DAY, CONFERENCE_DAY - timedelta(days=400)):
        with transaction():
            clock.set_moment(moment)
        assert abs(clock.now() - moment) < A_MOMENT


def test_an_unset_clock_shows_real_time(address: str) -> None:
    app = create_app(databases.settings_for(address))
    assert abs(now_in(app) - clock.real_now()) < A_MOMENT


@pytest.mark.parametrize("mode", [Mode.DEVELOPMENT, Mode.PRODUCTION])
def test_only_the_demonstration_shifts_it(address: str, mode: Mode) -> None:
    facts = {
        "public_url": "https://conference.example.org",
        "mail_url": "smtp://mail.example.org",
        "stripe_secret_key": "sk_live_tests" if mode is Mode.PRODUCTION else "",
        "mode": mode,
    }
    app = create_app(databases.settings_for(address, **facts))
    set_in(create_app(databases.settings_for(address)), CONFERENCE_DAY)
    assert abs(now_in(app) - clock.real_now()) < A_MOMENT


def test_there_is_one_offset(database: Flask) -> None:
    with pytest.raises(IntegrityError), transaction():
        db.session.add(clock.ClockOffset(id=2, seconds=5))


def test_clocks_at_the_venue_show_local_time() -> None:
    assert clock.local(CONFERENCE_DAY).isoformat() == "2024-09-25T08:30:00+01:00"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 9, 25, 22, 59, tzinfo=UTC), date(2024, 9, 25)),
        (datetime(2024, 9, 25, 23, 0, tzinfo=UTC), date(2024, 9, 26)),
        (datetime(2024, 12, 1, 23, 30, tzinfo=UTC), date(2024, 12, 1)),
    ],
)
def test_the_day_is_the_venues(moment: datetime, day: date) -> None:
    assert clock.day(moment) == day
