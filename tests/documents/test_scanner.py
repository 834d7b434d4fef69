"""The operator's scanner: what it does not call clean, or is too slow for, is refused."""

import sys
import time

import pytest
from structlog.testing import capture_logs

from conference.documents.scanner import scan
from conference.documents.uploads import FileRefused


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


READS = "import sys; sys.exit(b'virus' in sys.stdin.buffer.read())"


def test_without_a_command_nothing_is_asked() -> None:
    scan(b"virus", ())


def test_what_is_clean_passes() -> None:
    scan(b"x" * 3_000_000, python(READS))


@pytest.mark.parametrize("code", [READS, "import sys; sys.exit(2)", "import os; os.abort()"])
def test_what_is_not_clean_is_refused_and_logged_without_a_name(code: str) -> None:
    with capture_logs() as logged, pytest.raises(FileRefused, match="did not pass"):
        scan(b"a virus", python(code))
    assert [(line["event"], sorted(line)) for line in logged] == [
        ("file refused by the scanner", ["event", "log_level", "size", "status"])
    ]


@pytest.mark.parametrize("command", [("/not/there",), python("import time; time.sleep(60)")])
def test_what_cannot_be_asked_in_time_is_refused(command: tuple[str, ...]) -> None:
    begun = time.monotonic()
    with pytest.raises(FileRefused, match="could not check"):
        scan(b"x" * 3_000_000, command, seconds=0.5)
    assert time.monotonic() - begun < 10


def test_the_command_sees_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONFERENCE_SECRET_KEY", "x" * 32)
    scan(b"", python("import os, sys; sys.exit('CONFERENCE_SECRET_KEY' in os.environ)"))
