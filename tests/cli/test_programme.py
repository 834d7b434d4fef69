"""``flask programme import`` from the shell."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from conference.documents.imports import LARGEST
from conference.kernel.database import db
from conference.programme import queries
from tests.cli.shell import run
from tests.documents.imports.files import FILES, event, schedule
from tests.factories.programme import make_edition

CHART = "+ The chart (2024-09-25 09:55, Main Hall)"
SECOND = {"guid": "2d64f8e2-26ee-529f-b5ab-3b3f326e31b9", "url": ""}
NEW = ["+ room: Main Hall", "+ room: Studio 1", "+ track: Methods", CHART]
LINKS = "+ links: 1"
TOO_EARLY = (
    "! day 1, Main Hall, session 2: “Early”: it is on 2024-09-24, and the conference is not."
)


def saved(folder: Path, document: Any, name: str = "wic.json") -> str:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
    return str(path)


def half_good(folder: Path) -> str:
    """Write a file of which one session is on another day."""
    early = event(title="Early", date="2024-09-24T09:00:00+01:00", links=[], **SECOND)
    return saved(folder, schedule(event(), early))


def titles(edition_id: int) -> list[str]:
    """Return the titles of the draft."""
    db.session.rollback()
    return [row.title for row in queries.draft(edition_id).sessions]


def test_a_file_is_taken_line_by_line(app: Flask, tmp_path: Path) -> None:
    edition = make_edition()
    path = saved(tmp_path, schedule(event()))
    last = "1 new in the draft. The next release shows them."
    assert run(app, "programme", "import", path, "--edition", "2024") == (
        0,
        ["wic.json: schedule.json", *NEW, LINKS, last],
    )
    assert titles(edition.id) == ["The chart"]
    assert run(app, "programme", "import", path, "--edition", "2024") == (
        0,
        [
            "wic.json: schedule.json",
            "= sessions that are in the draft already: 1",
            "Nothing was stored: all of it is in the draft already.",
        ],
    )


def test_a_half_good_file_is_refused_unless_part_of_it_is_wanted(
    app: Flask, tmp_path: Path
) -> None:
    edition = make_edition()
    path = half_good(tmp_path)
    lines = ["wic.json: schedule.json", *NEW, LINKS, TOO_EARLY]
    refusal = "Nothing was stored: 1 complaint. --partial takes what fits."
    assert run(app, "programme", "import", path, "--edition", "2024") == (1, [*lines, refusal])
    assert titles(edition.id) == []
    last = "1 new in the draft. The next release shows them."
    words = ("programme", "import", path, "--edition", "2024", "--partial")
    assert run(app, *words) == (0, [*lines, last])
    assert titles(edition.id) == ["The chart"]


@pytest.mark.parametrize(("options", "code"), [((), 1), (("--partial",), 0)])
def test_a_dry_run_says_what_would_be(
    app: Flask, tmp_path: Path, options: tuple[str, ...], code: int
) -> None:
    edition = make_edition()
    path = half_good(tmp_path)
    assert run(app, "programme", "import", path, "--edition", "2024", "--dry-run", *options) == (
        code,
        [
            *("wic.json: schedule.json", *NEW, LINKS, TOO_EARLY),
            "Nothing was stored: this was a dry run.",
        ],
    )
    assert titles(edition.id) == []


@pytest.mark.parametrize("options", [(), ("--partial",)])
def test_what_is_no_programme_changes_nothing(
    app: Flask, tmp_path: Path, options: tuple[str, ...]
) -> None:
    make_edition()
    path = saved(tmp_path, b"x" * (LARGEST + 9), "large.csv")
    assert run(app, "programme", "import", path, "--edition", "2024", *options) == (
        1,
        [
            "large.csv: unknown",
            "! large.csv: it is larger than 20 MB.",
            "Nothing was stored: 1 complaint. Nothing of it fits.",
        ],
    )


def test_people_follow_in_a_file_of_their_own(app: Flask, tmp_path: Path) -> None:
    make_edition()
    for name, last in (
        ("pretalx sessions", "1 new in the draft. The next release shows them."),
        ("pretalx people", "0 new in the draft. The next release shows them."),
    ):
        path = saved(tmp_path, FILES[name], name)
        code, lines = run(app, "programme", "import", path, "--edition", "2024")
        assert (code, lines[-1]) == (0, last)
    assert "+ biographies: 1" in lines


def test_a_session_without_a_time_waits_for_one(app: Flask, tmp_path: Path) -> None:
    make_edition()
    path = saved(tmp_path, b"title\nAn idea\n", "ideas.csv")
    lines = run(app, "programme", "import", path, "--edition", "2024")[1]
    assert lines[1] == "+ An idea (no time yet)"


def test_there_must_be_such_an_edition(app: Flask, tmp_path: Path) -> None:
    path = saved(tmp_path, schedule())
    assert run(app, "programme", "import", path, "--edition", "2030") == (
        1,
        ["Error: There is no such edition."],
    )
