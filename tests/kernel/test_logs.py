"""Logs hold ids and codes; what opens something, and who somebody is, stays out."""

import json
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy.exc import IntegrityError

from conference.kernel import logs
from conference.kernel.logs import masked


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """Begin without what another test's request bound, and leave nothing behind."""
    structlog.contextvars.clear_contextvars()
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/calendar/K7ABCDEF.ics", "/calendar/[masked].ics"),
        ("/sign-in/K7ABCDEF", "/sign-in/[masked]"),
        ("/2024/orders/MTH2K4/open/K7ABCDEF", "/2024/orders/MTH2K4/open/[masked]"),
        ("/2024/tickets/T2K4/open/K7ABCDEF?x=1", "/2024/tickets/T2K4/open/[masked]?x=1"),
        ("/feed?key=K7ABC&view=list", "/feed?key=[masked]&view=list"),
        ("/feed?view=list&token=K7ABC", "/feed?view=list&token=[masked]"),
        ("GET https://host/sign-in/K7ABC HTTP/1.1", "GET https://host/sign-in/[masked] HTTP/1.1"),
        ("/2024/orders/MTH2K4", "/2024/orders/MTH2K4"),
        ("/sign-in", "/sign-in"),
        ("mail to rowan.o'neil+x@example.org failed", "mail to [address] failed"),
        ("<rowan@example.org>: unknown", "<[address]>: unknown"),
        ("smtp://user:pass@mail.example.org:587", "smtp://user:[address]:587"),
    ],
)
def test_what_opens_or_names_is_blanked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_every_value_of_a_line_is_blanked(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    structlog.get_logger().info("request", path="/sign-in/K7ABC", status=200)
    line = json.loads(capsys.readouterr().err)
    line.pop("timestamp")
    assert line == {
        "event": "request",
        "level": "info",
        "path": "/sign-in/[masked]",
        "status": 200,
    }


def test_a_traceback_is_blanked(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("text")
    fault = IntegrityError("INSERT", {}, Exception("Key (email)=(rowan@example.org) exists"))
    structlog.get_logger().error("fault", exc_info=fault)
    line = capsys.readouterr().err
    assert ("rowan" in line, "[address]" in line) == (False, True)


def test_text_lines_begin_with_when_how_bad_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("text")
    structlog.get_logger().warning("kick lost", job="mail")
    names = [part.split("=")[0] for part in capsys.readouterr().err.split("' ")]
    assert names == ["timestamp", "level", "event", "job"]


def test_each_request_has_a_name_of_its_own() -> None:
    names = {logs.request_id() for _ in range(100)}
    assert ({len(name) for name in names}, len(names)) == ({12}, 100)
