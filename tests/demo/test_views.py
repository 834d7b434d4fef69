"""The demonstration's own pages, and that they exist nowhere else."""

import pytest
from flask import Flask

from conference.app import create_app
from conference.demo import sample
from conference.demo.moments import MOMENTS
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.settings import Mode
from conference.mail import actions as mail
from conference.people.models import Person
from tests.support import databases
from tests.support.pages import Browser


@pytest.fixture
def visitor(browser: Browser) -> Browser:
    """Load the sample conference and return a browser."""
    sample.load()
    db.session.rollback()
    return browser


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.key)
def test_each_moment_can_be_set_and_shows_on_every_page(visitor: Browser, moment: object) -> None:
    chosen = next(one for one in MOMENTS if one is moment)
    page = visitor.get("/demo")
    answer = visitor.post("/demo/clock", moment=chosen.key)
    assert (answer.status, answer.location) == (303, "/demo")
    db.session().info.clear()
    assert abs((clock.now() - chosen.at).total_seconds()) < 60
    home = visitor.get("/2024/")
    assert page.status == home.status == 200
    day = f"{chosen.at.day} {chosen.at:%B} {chosen.at.year}"
    assert f"Demo clock: {chosen.at:%A} {day}" in home.text


def test_the_other_name_of_this_machine_leads_to_the_public_address(app: Flask) -> None:
    home = app.config["CONFERENCE"].public_url
    local = home.replace("127.0.0.1", "localhost")
    answers = [app.test_client().get("/demo?a=1", base_url=one) for one in (local, home)]
    assert [answer.status_code for answer in answers] == [302, 200]
    assert answers[0].headers["Location"] == f"{home}/demo?a=1"


def test_an_unknown_moment_and_an_unknown_person_are_refused(visitor: Browser) -> None:
    assert visitor.post("/demo/clock", moment="tomorrow").status == 404
    assert visitor.post("/demo/sign-in", person="99999").status == 404
    assert visitor.post("/demo/sign-in", person="nobody").status == 404


def test_anybody_can_be_signed_in_as(visitor: Browser) -> None:
    organiser = db.session.query(Person).filter_by(email="organiser@example.org").one()
    visitor.post("/demo/sign-in", person=str(organiser.id))
    assert "You are Amara Okoye." in visitor.get("/demo").text
    assert visitor.get("/2024/manage/").status == 200
    visitor.post("/demo/sign-out")
    assert "You are a stranger." in visitor.get("/demo").text
    assert visitor.get("/2024/manage/").status == 303


def test_a_mail_is_shown_as_it_would_arrive(visitor: Browser) -> None:
    visitor.get("/sign-in").submit("", email="rowan.hale@example.org")
    inbox = visitor.get("/demo/inbox")
    mail_page = inbox.follow("Your link to sign in")
    assert "rowan.hale@example.org" in mail_page.text
    (link,) = [str(found) for found in mail_page.all("//main//a/@href") if "/sign-in/" in found]
    path = link.removeprefix("http://127.0.0.1:8000")
    assert visitor.get(path).status == 200


def test_a_mail_of_an_unknown_number_is_not_there(visitor: Browser) -> None:
    assert visitor.get("/demo/inbox/12345").status == 404
    assert visitor.get("/demo/inbox/12345/0").status == 404


@pytest.mark.parametrize("mode", [Mode.DEVELOPMENT])
def test_nothing_of_the_demonstration_exists_elsewhere(mode: Mode) -> None:
    app = create_app(databases.settings_for(databases.fresh_sqlite(), mode=mode))
    endpoints = {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()}
    assert "demo" not in endpoints
    assert "demo" not in app.cli.commands


def test_mails_without_an_edition_are_in_the_inbox(visitor: Browser) -> None:
    """Mails without an edition, such as sign-in links, are in the inbox too."""
    with transaction():
        mail.enqueue("people.sign_in_link", "x@example.org", facts={"link": 1}, now=clock.now())
    assert "x@example.org" in visitor.get("/demo/inbox").text


def test_the_clock_stands_still_for_other_modes() -> None:
    app: Flask = create_app(databases.settings_for(databases.fresh_sqlite(), mode=Mode.DEVELOPMENT))
    with app.app_context():
        with transaction():
            clock.set_moment(MOMENTS[0].at)
        assert abs((clock.now() - clock.real_now()).total_seconds()) < 5
        db.session.remove()
        db.engine.dispose()
