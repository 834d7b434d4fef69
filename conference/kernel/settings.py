"""Settings: what the operator decides, read once from ``CONFERENCE_*`` variables."""

import enum
import shlex
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

SECRET_KEY_LENGTH = 32
DIALECTS = frozenset({"sqlite", "postgresql"})
DESCRIBED = "docs/configuration.md describes every setting."


class Mode(enum.StrEnum):
    """How strict the installation is."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    DEMO = "demo"


class Settings(BaseSettings):
    """All settings, typed and frozen; docs/configuration.md has a line for each."""

    model_config = SettingsConfigDict(
        env_prefix="CONFERENCE_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    mode: Mode = Mode.PRODUCTION
    secret_key: SecretStr = SecretStr("")
    database_url: str = Field(default="", repr=False)
    instance_dir: Path = Path("instance")
    public_url: str = "http://127.0.0.1:8000"
    jobs_url: str = Field(default="", repr=False)
    mail_url: SecretStr = SecretStr("")
    mail_from: str = "Warwick Improvement Conference <conference@example.org>"
    mail_reply_to: str = ""
    stripe_secret_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    stripe_api_base: str = ""
    stripe_pay_origin: str = ""
    log_format: str = Field(default="text", pattern="^(text|json)$")
    edition_seconds: float = Field(default=1.0, ge=0, le=60)
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    exit_address: str = "https://www.bbc.co.uk/weather"
    scanner_command: str = ""

    @property
    def is_demo(self) -> bool:
        """Whether this is the demonstration, with its clock, inbox and invented people."""
        return self.mode is Mode.DEMO

    @property
    def is_production(self) -> bool:
        """Whether real people and real money are at stake."""
        return self.mode is Mode.PRODUCTION

    @property
    def database(self) -> str:
        """The database address: PostgreSQL where given, otherwise a SQLite file."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{(self.instance_dir / 'conference.db').resolve()}"

    @property
    def jobs(self) -> str:
        """Where background jobs queue: a file of their own unless an address is given."""
        return self.jobs_url or f"sqlite:///{(self.instance_dir / 'jobs.db').resolve()}"

    @property
    def scanner(self) -> tuple[str, ...]:
        """The command that looks for viruses in what people send; empty where there is none."""
        return tuple(shlex.split(self.scanner_command))

    @property
    def stripe_base(self) -> str:
        """The payment provider's API address; the demonstration's stand-in unless a key is set."""
        return self.stripe_api_base or "https://api.stripe.com"

    @property
    def pay_origin(self) -> str:
        """The origin of the hosted pay page, which form-action must allow."""
        return self.stripe_pay_origin or "https://checkout.stripe.com"

    @model_validator(mode="after")
    def _refuse_dangerous_combinations(self) -> Self:
        problems = [
            *self._missing_in_production(),
            *self._mixed_stripe_keys(),
            *self._no_database(),
            *self._unreadable_command(),
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _missing_in_production(self) -> list[str]:
        if not self.is_production:
            return []
        needed = {
            "CONFERENCE_SECRET_KEY": len(self.secret_key.get_secret_value()) >= SECRET_KEY_LENGTH,
            "CONFERENCE_MAIL_URL": bool(self.mail_url.get_secret_value()),
            "CONFERENCE_STRIPE_SECRET_KEY": bool(self.stripe_secret_key.get_secret_value()),
            "CONFERENCE_STRIPE_WEBHOOK_SECRET": bool(self.stripe_webhook_secret.get_secret_value()),
        }
        missing = [
            f"{name} must be set in production" for name, is_set in needed.items() if not is_set
        ]
        if not self.public_url.startswith("https://"):
            missing.append("CONFERENCE_PUBLIC_URL must begin with https:// in production")
        return missing

    def _no_database(self) -> list[str]:
        try:
            is_one = make_url(self.database).get_backend_name() in DIALECTS
        except ArgumentError:
            is_one = False
        if is_one:
            return []
        return ["CONFERENCE_DATABASE_URL must be an address like postgresql+psycopg://…"]

    def _unreadable_command(self) -> list[str]:
        try:
            shlex.split(self.scanner_command)
        except ValueError as error:
            return [f"CONFERENCE_SCANNER_COMMAND cannot be read as a command: {error}"]
        return []

    def _mixed_stripe_keys(self) -> list[str]:
        key = self.stripe_secret_key.get_secret_value()
        is_live = "_live_" in key
        if "_test_" in key and self.is_production:
            return ["a test Stripe key takes no money: production needs a live one"]
        if is_live and not self.is_production:
            return ["a live Stripe key works in production mode only"]
        if is_live and self.stripe_api_base:
            return ["a live Stripe key talks to Stripe only: unset CONFERENCE_STRIPE_API_BASE"]
        return []


def refusal_of(error: ValidationError) -> str:
    """Say in one sentence which settings are missing or wrong; no value of them is told."""
    wrong = [
        f"CONFERENCE_{str(found['loc'][0]).upper()}: {found['msg'][0].lower()}{found['msg'][1:]}"
        if found["loc"]
        else found["msg"].removeprefix("Value error, ")
        for found in error.errors(include_input=False, include_context=False)
    ]
    return f"The settings do not let it start: {'; '.join(wrong)}. {DESCRIBED}"
