"""Building the application: what production refuses, and what it leaves out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from conference.app import DemonstrationDatabase, create_app
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.settings import Mode, Settings
from tests.factories.people import make_person
from tests.factories.programme import make_edition
from tests.support import databases


def production(url: str, **values: Any) -> Settings:
    """Return complete settings of production on this database."""
    facts = {
        "mode": Mode.PRODUCTION,
        "public_url": "https://conference.example.org",
        "mail_url": "smtp://mail.example.org",
        "stripe_secret_key": "sk_live_tests",
    }
    return databases.settings_for(url, **(facts | values))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of an empty migrated database."""
    if request.param == "sqlite":
        yield databases.fresh_sqlite()
        return
    made = databases.fresh_postgres()
    yield made
    databases.drop_postgres(made)


def end(app: Flask) -> None:
    """Let go of the database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_production_refuses_the_demonstrations_database(url: str) -> None:
    demonstration = create_app(databases.settings_for(url))
    with demonstration.app_context(), transaction():
        clock.set_moment(clock.real_now())
    end(demonstration)
    with pytest.raises(DemonstrationDatabase, match="belongs to the demonstration"):
        create_app(production(url))


def test_production_takes_a_database_of_its_own(url: str) -> None:
    app = create_app(production(url))
    with app.app_context():
        make_edition()
    end(app)
    end(create_app(production(url)))


def test_production_may_be_built_before_its_database(tmp_path: Path) -> None:
    unmigrated = create_app(production(f"sqlite:///{tmp_path / 'empty.db'}"))
    unreachable = create_app(production(f"sqlite:///{tmp_path / 'no such folder' / 'a.db'}"))
    answers = [app.test_client().get("/readyz").status_code for app in (unmigrated, unreachable)]
    assert answers == [503, 503]


def test_production_has_nothing_of_the_demonstration() -> None:
    app = create_app(production(databases.fresh_sqlite()))
    endpoints = {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()}
    assert {"demo", "design"} & endpoints == set()
    assert "demo" not in app.cli.commands


def test_what_people_typed_does_not_stand_in_a_database_fault(database: Flask) -> None:
    make_person("rowan@example.org", name="Rowan Hale")
    with pytest.raises(IntegrityError) as caught:
        make_person("rowan@example.org", name="Rowan Hale")
    assert "Rowan Hale" not in str(caught.value)


def test_a_reverse_proxy_is_believed_only_where_the_settings_say_so() -> None:
    sent = {"X-Forwarded-Host": "evil.example"}
    locations = []
    for proxies in (0, 1):
        settings = databases.settings_for(databases.fresh_sqlite(), trusted_proxies=proxies)
        answer = create_app(settings).test_client().get("/account", headers=sent)
        locations.append(answer.headers["Location"])
    assert locations == ["/sign-in?next=/account"] * 2
