"""The command line where something of its environment is missing: a sentence, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("SECRET_KEY", "MAIL_URL", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET")
DESCRIBED = "docs/configuration.md describes every setting."


def flask(*words: str, **environment: str) -> tuple[int, str, str]:
    """Run ``flask`` in a process with no settings but these: exit code and what it printed."""
    found = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return found.returncode, found.stdout, found.stderr


@pytest.mark.parametrize(
    ("environment", "sentences"),
    [
        (
            {},
            (
                *(f"CONFERENCE_{name} must be set in production" for name in NEEDED),
                "CONFERENCE_PUBLIC_URL must begin with https:// in production",
            ),
        ),
        (
            {"CONFERENCE_MODE": "staging", "CONFERENCE_TRUSTED_PROXIES": "9"},
            (
                "CONFERENCE_MODE: input should be 'production', 'development' or 'demo'",
                "CONFERENCE_TRUSTED_PROXIES: input should be less than or equal to 5",
            ),
        ),
        (
            {"CONFERENCE_MODE": "development", "CONFERENCE_DATABASE_URL": "my:secret@place"},
            ("CONFERENCE_DATABASE_URL must be an address like postgresql+psycopg://…",),
        ),
    ],
)
def test_each_setting_that_is_missing_or_wrong_is_named(
    environment: dict[str, str], sentences: tuple[str, ...]
) -> None:
    assert flask("edition", "list", **environment) == (
        2,
        "",
        f"The settings do not let it start: {'; '.join(sentences)}. {DESCRIBED}\n",
    )


def test_a_database_without_tables_is_said_too(tmp_path: Path) -> None:
    environment = {"CONFERENCE_MODE": "development", "CONFERENCE_INSTANCE_DIR": str(tmp_path)}
    sentence = (
        "The database does not answer as it should (no such table: editions). "
        "CONFERENCE_DATABASE_URL says which one it is, and “flask db upgrade” makes its tables."
    )
    assert flask("edition", "list", **environment) == (2, "", f"Error: {sentence} {DESCRIBED}\n")


def test_a_web_server_gets_the_exception_and_stops() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (found.returncode, "ValidationError" in found.stderr) == (1, True)
