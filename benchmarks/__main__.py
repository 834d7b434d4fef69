"""``make bench``: prints what things cost; nothing here fails for being slow."""

import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from benchmarks import (
    agenda,
    booking,
    committee,
    conference_of_96,
    processes,
    programme_page,
    races,
    report,
    requests,
)
from conference.app import create_app
from conference.kernel import garbage
from conference.kernel.settings import Mode
from tests.support import databases


def make_app(url: str, stripe: str = "") -> Flask:
    """Return the application as production runs it, but for mails and cards."""
    app = create_app(
        databases.settings_for(
            url, mode=Mode.DEVELOPMENT, stripe_api_base=stripe, edition_seconds=1
        )
    )
    garbage.settle_in()
    return app


def _stored_in_postgres() -> str:
    """Return the address of a PostgreSQL database that holds the conference of 96 sessions."""
    url = databases.fresh_postgres()
    with make_app(url).app_context():
        conference_of_96.store()
    return url


def main() -> None:
    """Run all benchmarks."""
    logging.disable(logging.CRITICAL)
    sys.stderr = Path("/dev/null").open("w")  # noqa: SIM115 (logs are not what is measured)
    with TemporaryDirectory() as name:
        folder = Path(name)
        report.machine()
        processes.run(name)
        url = databases.fresh_sqlite()
        app = make_app(url)
        with app.app_context():
            conference_of_96.store()
            programme_page.run(app)
        requests.run("SQLite", databases.settings_for(url))
        requests.run("PostgreSQL", databases.settings_for(_stored_in_postgres()))
        booking.run(lambda stripe: make_app(url, stripe), folder)
        races.run(make_app)
        agenda.run(make_app)
        committee.run(make_app)
    print()


if __name__ == "__main__":
    main()
