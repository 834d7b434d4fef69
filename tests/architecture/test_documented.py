"""Whatever an operator or the next developer must know of stands where they look for it."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask

from conference import reactions
from conference.kernel.permissions import Permission
from conference.kernel.settings import Settings
from conference.payments.stripe_words import EVENTS
from conference.people.rules import PERMISSIONS
from conference.web import answers
from conference.web.access import label_of

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sorted((ROOT / "conference").rglob("*.py"))
ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
MAILING_ROOMS = ("actions", "mails", "flows")
AWAITED: set[Permission] = set()
"""Permissions whose pages have an issue of their own."""

OUTSIDE = {"db", "run", "shell", "routes"}
"""Commands that Flask and Flask-Migrate bring along."""


def rows_of(page: str) -> set[str]:
    """Return the first cells of all tables of a page."""
    return set(ROW.findall((ROOT / "docs" / page).read_text(encoding="utf-8")))


def test_every_setting_has_a_line() -> None:
    settings = {f"CONFERENCE_{name.upper()}" for name in Settings.model_fields}
    assert {row for row in rows_of("configuration.md") if row.isupper()} == settings


def test_every_setting_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in PYTHON)
    assert [name for name in Settings.model_fields if not re.search(rf"\.{name}\b", code)] == []


def test_every_question_of_a_page_has_an_answer(app: Flask) -> None:
    asked = {
        found
        for path in PYTHON
        for found in re.findall(r"\banswer, ?\"(\w+)\"|\banswer\(\s*\"(\w+)\"", path.read_text())
    }
    names = {first or second for first, second in asked}
    assert names == set(app.extensions[answers.EXTENSION])


def test_every_command_has_a_line(app: Flask) -> None:
    documented = {row for row in rows_of("operations.md") if row.startswith("flask ")}
    commands = set(_commands(app.cli, "flask")) - {f"flask {name}" for name in OUTSIDE}
    assert documented == {line for line in commands if line.split()[1] not in OUTSIDE}


def test_every_notice_of_stripe_is_on_the_list_for_the_webhook() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    listed = re.findall(r"`((?:checkout\.session|charge|refund)\.[a-z_.]+)`", text)
    assert set(listed) == EVENTS


def test_every_event_is_in_the_table_of_reactions() -> None:
    events = {
        found
        for path in sorted((ROOT / "conference").glob("*/events.py"))
        if path.parent.name != "kernel"
        for _, found in inspect.getmembers(
            importlib.import_module(f"conference.{path.parent.name}.events"), inspect.isclass
        )
        if found.__module__.startswith("conference.")
    }
    assert set(reactions.REACTIONS) == events


def test_every_mail_has_who_sends_and_who_writes_it() -> None:
    sent = {
        kind
        for package in (path.parent.name for path in (ROOT / "conference").glob("*/mails*"))
        for kind in _literals(package)
        if re.fullmatch(rf"{package}\.[a-z_]+", kind)
    }
    assert set(reactions.MAIL_BUILDERS) == sent


def test_every_mail_has_words_of_its_own() -> None:
    written = {
        f"{path.parts[-3]}.{path.stem}"
        for path in (ROOT / "templates").glob("*/mail/*.txt")
        if not path.stem.startswith("_")
    }
    assert set(reactions.MAIL_BUILDERS) == written


def test_every_permission_is_given_to_a_role_and_asked_for_by_a_page(app: Flask) -> None:
    given = frozenset().union(*PERMISSIONS.values())
    labels = (label_of(view) for view in app.view_functions.values())
    asked = {label.permission for label in labels if label and label.permission}
    assert (set(Permission) - given, set(Permission) - asked) == (set(), AWAITED)


def test_every_decision_has_context_choice_and_price() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    incomplete = [
        page.name
        for page in pages
        if not all(
            word in page.read_text(encoding="utf-8") for word in ("Context", "Choice", "Price")
        )
    ]
    numbers = [page.name[:4] for page in pages]
    assert (incomplete, numbers) == ([], [f"{number:04d}" for number in range(1, len(pages) + 1)])


def _commands(group: click.Command, name: str) -> Iterator[str]:
    if not isinstance(group, click.Group):
        arguments = [found.name.upper() for found in group.params if _is_argument(found)]
        yield " ".join([name, *arguments])
        return
    for sub, command in group.commands.items():
        yield from _commands(command, f"{name} {sub}")


def _is_argument(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Argument)


def _literals(package: str) -> Iterator[str]:
    """Return the string literals in the rooms of a package that send mail."""
    for room in MAILING_ROOMS:
        folder = ROOT / "conference" / package
        for path in [folder / f"{room}.py", *sorted((folder / room).rglob("*.py"))]:
            if path.exists():
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        yield node.value
