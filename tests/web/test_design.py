"""The page of components: outside production only."""

from conference.app import create_app
from conference.kernel.settings import Mode
from tests.support import databases
from tests.support.pages import Browser


def test_it_shows_every_component(browser: Browser) -> None:
    page = browser.get("/design")
    assert (page.status, page.title) == (200, "Error: Components – Conference")
    assert page.errors == [
        "Enter a full email address, like name@example.org",
        "Choose whether we may photograph you",
        "Agree to the code of conduct to go on",
    ]


def test_development_has_it_and_production_does_not() -> None:
    facts = {
        "public_url": "https://conference.example.org",
        "mail_url": "smtp://mail.example.org",
        "stripe_secret_key": "",
    }
    live = facts | {"stripe_secret_key": "sk_live_tests"}
    addresses = {
        mode: {
            rule.rule
            for rule in create_app(
                databases.settings_for(databases.fresh_sqlite(), mode=mode, **values)
            ).url_map.iter_rules()
        }
        for mode, values in ((Mode.DEVELOPMENT, facts), (Mode.PRODUCTION, live))
    }
    assert {mode: "/design" in rules for mode, rules in addresses.items()} == {
        Mode.DEVELOPMENT: True,
        Mode.PRODUCTION: False,
    }
    assert [rule for rules in addresses.values() for rule in rules if "/demo" in rule] == []
