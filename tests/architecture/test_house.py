"""The house as a whole: one commit, an access label on every view, templates that are used."""

import inspect
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta

from conference.web.access import label_of

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sorted((ROOT / "conference").rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base", "service", "manager"}
STORES_ON_READING = {"orders.open_ticket", "calendars.feed"}
"""The first opening of a ticket by its holder, and when a calendar was last fetched."""

OTHER_COMPANY = ROOT / "conference" / "demo" / "stripe_server"
"""The stand-in is another company's service: its own program, templates and database."""


def test_one_file_commits() -> None:
    committing = {
        path.relative_to(ROOT).as_posix()
        for path in PYTHON
        if OTHER_COMPANY not in path.parents and re.search(r"\.commit\(\)", path.read_text())
    }
    assert committing == {"conference/kernel/database.py"}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [path for path in PYTHON if path.stem in FORBIDDEN_NAMES] == []


def test_every_view_has_an_access_label(app: Flask) -> None:
    unlabelled = [name for name, view in app.view_functions.items() if label_of(view) is None]
    assert unlabelled == []


def test_a_page_that_is_only_read_stores_nothing(app: Flask) -> None:
    """A link in a mail is opened by scanners and previews too: what changes something is a POST."""
    storing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if {"GET", "POST"} & (rule.methods or set()) == {"GET"}
        and "transaction()" in _source(app.view_functions[rule.endpoint])
    }
    assert storing == STORES_ON_READING


def test_templates_compile_and_each_is_used(app: Flask) -> None:
    names = {
        name
        for name in app.jinja_env.list_templates()
        if not name.startswith("demo/stripe/") and not Path(name).name.startswith(".")
    }
    referenced: set[str] = set()
    for name in names:
        source = app.jinja_env.loader.get_source(app.jinja_env, name)[0]  # type: ignore[union-attr]
        app.jinja_env.get_template(name)
        referenced |= {
            found for found in meta.find_referenced_templates(app.jinja_env.parse(source)) if found
        }
    code = "\n".join(path.read_text() for path in PYTHON)
    unused = sorted(name for name in names - referenced if f'"{name}"' not in code)
    assert unused == []


def test_no_template_marks_text_as_safe() -> None:
    marked = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file() and re.search(r"\|\s*safe\b", path.read_text())
    ]
    assert marked == []


@pytest.mark.parametrize(
    ("library", "door"),
    [
        ("stripe", {"conference/payments/stripe_gateway.py"}),
        ("icalendar", {"conference/documents/calendar.py"}),
        ("typst", {"conference/documents/pdf.py"}),
        ("segno", {"conference/documents/qr.py"}),
        ("huey", {"conference/worker.py"}),
        ("pyotp", {"conference/people/second_step.py"}),
        ("PIL", {"conference/documents/pictures.py"}),
        ("nacl", {"conference/kernel/sealing.py"}),
    ],
)
def test_each_outside_library_has_one_door(library: str, door: set[str]) -> None:
    importing = {
        path.relative_to(ROOT).as_posix()
        for path in PYTHON
        if re.search(
            rf"^\s*(?:import {library}\b|from {library}\b)", path.read_text(), re.MULTILINE
        )
    }
    assert importing == door


def _source(view: Callable[..., object]) -> str:
    """Return the text of a view and of the functions of its own module that it calls."""
    written = inspect.unwrap(view)
    text = inspect.getsource(written)
    called = set(re.findall(r"\b(_\w+)\(", text))
    module = sys.modules[written.__module__]
    own = [getattr(module, name, None) for name in sorted(called)]
    return text + "".join(inspect.getsource(one) for one in own if inspect.isfunction(one))
