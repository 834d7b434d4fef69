"""Settings: production refuses to start half configured, and secrets do not show."""

import os
from typing import Any

import pytest
from pydantic import ValidationError

from conference.kernel.settings import Mode, Settings

COMPLETE: dict[str, Any] = {
    "mode": "production",
    "secret_key": "0123456789abcdef0123456789abcdef",
    "public_url": "https://conference.example.org",
    "mail_url": "smtp://user:mail-password@mail.example.org",
    "stripe_secret_key": "sk_live_abcdef",
    "stripe_webhook_secret": "whsec_abcdef",
    "database_url": "postgresql+psycopg://conference:db-password@localhost/conference",
}
SECRETS = ("0123456789abcdef", "mail-password", "sk_live_abcdef", "whsec_abcdef", "db-password")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the shell of the test run says about a conference."""
    for name in [name for name in os.environ if name.startswith("CONFERENCE_")]:
        monkeypatch.delenv(name)


def refusal(**values: Any) -> str:
    """Return the sentences of the refusal of these settings."""
    with pytest.raises(ValidationError) as caught:
        Settings(**values)
    return "; ".join(error["msg"].removeprefix("Value error, ") for error in caught.value.errors())


def test_production_starts_when_complete() -> None:
    settings = Settings(**COMPLETE)
    assert (settings.is_production, settings.is_demo) == (True, False)


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        ("secret_key", "CONFERENCE_SECRET_KEY must be set in production"),
        ("mail_url", "CONFERENCE_MAIL_URL must be set in production"),
        ("stripe_secret_key", "CONFERENCE_STRIPE_SECRET_KEY must be set in production"),
        ("stripe_webhook_secret", "CONFERENCE_STRIPE_WEBHOOK_SECRET must be set in production"),
        ("public_url", "CONFERENCE_PUBLIC_URL must begin with https:// in production"),
    ],
)
def test_production_names_what_is_missing(left_out: str, sentence: str) -> None:
    values = {name: value for name, value in COMPLETE.items() if name != left_out}
    assert refusal(**values) == sentence


def test_a_short_secret_is_none() -> None:
    assert refusal(**COMPLETE | {"secret_key": "x" * 31}) == (
        "CONFERENCE_SECRET_KEY must be set in production"
    )


def test_unset_mode_is_production(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in COMPLETE.items():
        if name != "mode":
            monkeypatch.setenv(f"CONFERENCE_{name.upper()}", value)
    assert Settings().mode is Mode.PRODUCTION


def test_nothing_at_all_does_not_start() -> None:
    assert refusal().count("in production") == 5


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFERENCE_MODE", "development")
    monkeypatch.setenv("CONFERENCE_TRUSTED_PROXIES", "2")
    settings = Settings()
    assert (settings.mode, settings.trusted_proxies) == (Mode.DEVELOPMENT, 2)


@pytest.mark.parametrize("mode", ["demo", "development"])
def test_a_live_key_works_in_production_only(mode: str) -> None:
    assert refusal(**COMPLETE | {"mode": mode}) == (
        "a live Stripe key works in production mode only"
    )


def test_a_test_key_takes_no_money() -> None:
    assert refusal(**COMPLETE | {"stripe_secret_key": "sk_test_abcdef"}) == (
        "a test Stripe key takes no money: production needs a live one"
    )


@pytest.mark.parametrize("key", ["sk_live_abcdef", "rk_live_abcdef"])
def test_a_live_key_talks_to_stripe_only(key: str) -> None:
    values = COMPLETE | {"stripe_secret_key": key, "stripe_api_base": "http://127.0.0.1:9000"}
    assert refusal(**values) == (
        "a live Stripe key talks to Stripe only: unset CONFERENCE_STRIPE_API_BASE"
    )


@pytest.mark.parametrize(
    "wrong",
    [{"mode": "staging"}, {"log_format": "xml"}, {"trusted_proxies": -1}, {"trusted_proxies": 6}],
)
def test_values_that_mean_nothing_are_refused(wrong: dict[str, Any]) -> None:
    assert refusal(**COMPLETE | wrong) != ""


def test_secrets_do_not_show() -> None:
    shown = repr(Settings(**COMPLETE)) + str(Settings(**COMPLETE))
    assert [secret for secret in SECRETS if secret in shown] == []


def test_a_refusal_does_not_show_what_was_set() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(**COMPLETE | {"public_url": "http://conference.example.org"})
    assert [secret for secret in SECRETS if secret in str(caught.value)] == []


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings(**COMPLETE).mode = Mode.DEMO


def test_what_is_left_out_has_a_plain_value() -> None:
    settings = Settings(mode=Mode.DEVELOPMENT)
    assert (settings.stripe_base, settings.pay_origin) == (
        "https://api.stripe.com",
        "https://checkout.stripe.com",
    )
    assert settings.database.endswith("/instance/conference.db")
    assert settings.jobs.endswith("/instance/jobs.db")


def test_the_scanner_is_a_command_or_none() -> None:
    command: dict[str, Any] = {"scanner_command": "clamdscan --no-summary '/a b' -"}
    assert Settings(**COMPLETE).scanner == ()
    assert Settings(**COMPLETE, **command).scanner == ("clamdscan", "--no-summary", "/a b", "-")
    assert "CONFERENCE_SCANNER_COMMAND" in refusal(**COMPLETE, scanner_command="scan 'half")
