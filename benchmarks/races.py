"""Many at once, on both databases: 40 for 5 places, 400 for 50 tickets, two tabs."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from flask import Flask

from benchmarks import report
from conference.kernel.database import db
from conference.kernel.errors import ConferenceError
from conference.orders.rules import Audience
from tests.factories.editions import make_shop
from tests.factories.orders import fresh_token, place
from tests.factories.programme import make_room, make_session, release
from tests.factories.tickets import make_type
from tests.factories.workshops import book, make_ticket
from tests.support import databases
from tests.support.races import at_once

BUYERS, TICKETS = 400, 50
WISHES, PLACES = 40, 5


def run(make_app: Callable[[str], Flask]) -> None:
    """Print how each race ended and how long it took."""
    report.heading("Races")
    for name, fresh in (
        ("SQLite", databases.fresh_sqlite),
        ("PostgreSQL", databases.fresh_postgres),
    ):
        url = fresh()
        app = make_app(url)
        with app.app_context():
            _run_on(app, name)
            db.session.remove()
            db.engine.dispose()


def _run_on(app: Flask, name: str) -> None:
    edition = make_shop("races")
    room = make_room(edition.id, "Studio")
    for code, span in (
        ("FIVE", ("09:00", "10:00")),
        ("ONE", ("11:00", "12:30")),
        ("TWO", ("11:00", "12:30")),
    ):
        make_session(edition.id, code, span, room, places=PLACES)
    release(edition.id)
    holders = [make_ticket(edition.id) for _ in range(WISHES)]
    twin = make_ticket(edition.id)
    kind = make_type(edition.id, "RACE", size=TICKETS)
    _race(
        app,
        f"{name}: {WISHES} threads for {PLACES} places",
        {"done": PLACES, "workshop_full": WISHES - PLACES},
        [partial(book, holder, "FIVE") for holder in holders],
    )
    _race(
        app,
        f"{name}: two tabs, two workshops at one time",
        {"done": 1, "time_clash": 1},
        [partial(book, twin, code) for code in ("ONE", "TWO")],
    )
    _race(
        app,
        f"{name}: {BUYERS} buyers for {TICKETS} tickets",
        {"done": TICKETS, "quota_exhausted": BUYERS - TICKETS},
        [
            partial(place, edition, {kind: 1}, audience=Audience.ME, form=fresh_token())
            for _ in range(BUYERS)
        ],
    )


def _race(
    app: Flask, name: str, expected: dict[str, int], jobs: list[Callable[[], object]]
) -> None:
    with report.measured() as cost:
        answers = at_once(app, jobs)
    ended = Counter(_word(answer) for answer in answers)
    words = ", ".join(f"{count} {word}" for word, count in sorted(ended.items()))
    report.line(name, f"{cost.wall / 1000:.1f} s", words, is_met=dict(ended) == expected)


def _word(answer: object) -> str:
    if isinstance(answer, ConferenceError):
        return str(getattr(answer, "code", type(answer).__name__))
    return type(answer).__name__ if isinstance(answer, Exception) else "done"
