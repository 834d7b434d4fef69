"""``flask people``: clearing out from the shell."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from conference.kernel import clock
from conference.kernel.database import db
from conference.people.models import SignIn, SignInLink
from tests.cli.shell import run
from tests.factories.people import make_link, make_person, make_sign_in


def left() -> tuple[int, int]:
    """Return how many links and sign-ins there are."""
    counts = [
        db.session.scalar(select(func.count()).select_from(row)) or 0
        for row in (SignInLink, SignIn)
    ]
    return counts[0], counts[1]


def test_what_has_served_its_time_goes(app: Flask) -> None:
    person_id = make_person()
    for days in (0, 31):
        make_link(now=clock.real_now() - timedelta(days=days))
        make_sign_in(person_id, now=clock.real_now() - timedelta(days=days))
    assert left() == (2, 2)
    assert (run(app, "people", "purge"), left()) == ((0, ["done"]), (1, 1))


def test_it_is_safe_to_run_twice(app: Flask) -> None:
    assert [run(app, "people", "purge") for _ in range(2)] == [(0, ["done"])] * 2
