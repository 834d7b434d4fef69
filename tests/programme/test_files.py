"""Files of sessions: given by people on stage, out from their day on, dead once removed."""

import sys
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.app import create_app
from conference.documents.uploads import CheckedFile
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.people.models import Speaker
from conference.programme.actions import emergencies, files
from conference.programme.actions.desk import Desk
from conference.programme.actions.files import Given
from conference.programme.models import SessionFile
from conference.programme.rules.writing import MOST_FILES, FilesFull
from tests.factories.people import make_grant, make_person
from tests.factories.programme import SUMMER, SmallDay, change, make_small_day
from tests.factories.uploads import PDF, pptx
from tests.support import databases
from tests.support.pages import Browser, Page
from tests.support.races import at_once
from tests.support.statements import counted

FILES = "/2024/speak/sessions/CHART/files"
PUBLIC = "/2024/sessions/CHART"
MATERIALS = "/2024/manage/sessions/CHART/materials"
UNCHECKED = "Files are not checked for viruses"


def on_stage(day: SmallDay, email: str = "wilk@example.org") -> int:
    """Return the person who speaks in CHART."""
    person_id = make_person(email)
    wilk = db.session.scalars(select(Speaker.id).where(Speaker.code == "WILK")).one()
    change(Speaker, wilk, person_id=person_id)
    return person_id


@pytest.fixture
def small(app: Flask) -> SmallDay:
    with transaction():
        clock.set_moment(SUMMER)
    return make_small_day()


@pytest.fixture
def speaker(small: SmallDay, browser: Browser) -> Browser:
    return browser.sign_in(on_stage(small))


def send(browser: Browser, content: bytes = PDF, name: str = "Slides.pdf", **values: Any) -> Page:
    sent = {"csrf_token": browser.token(), "title": "My slides", "file": (BytesIO(content), name)}
    page = browser.send(f"{FILES}/new", sent | values)
    page.response.request.environ["wsgi.input"].close()  # the client's own, on disk if large
    return page


def stored() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(SessionFile).order_by(SessionFile.id))
    return [(row.title, row.file_name) for row in rows]


def desk(day: SmallDay) -> Desk:
    return Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER)


def given(name: str = "a.pdf", content: bytes = PDF, shown_from: date | None = None) -> Given:
    file = CheckedFile(name=name, media_type="application/pdf", content=content)
    return Given(file=file, title=name, shown_from=shown_from)


def test_a_file_is_out_at_once_and_dead_once_removed(speaker: Browser) -> None:
    page = speaker.get("/2024/speak/sessions").follow("Slides and files The chart")
    page = page.follow("Add a file")
    assert page.h1 == "Add a file"
    assert send(speaker, name="../Meine Folien ä.PDF").follow().alerts == ["Added: My slides."]
    stranger = speaker.other()
    address = stranger.get(PUBLIC).link("My slides")
    answer = stranger.client.get(address)
    assert (answer.status_code, answer.get_data()) == (200, PDF)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "Meine%20Folien%20%C3%A4.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Length"] == str(len(PDF))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    known = {"If-None-Match": answer.headers["ETag"]}
    again = stranger.client.get(address, headers=known)
    assert (again.status_code, again.get_data()) == (304, b"")
    assert speaker.get(FILES).submit("Remove My slides").status == 303
    gone = stranger.client.get(address, headers=known)
    assert gone.status_code == 404
    assert "sandbox" not in gone.headers["Content-Security-Policy"]
    assert "My slides" not in stranger.get(PUBLIC).text


def test_whoever_is_on_its_stage_opens_a_file_before_its_day(
    speaker: Browser, small: SmallDay
) -> None:
    send(speaker, shown_from="2024-09-25")
    address = speaker.get(FILES).link("Slides.pdf")
    answer = speaker.client.get(address)
    assert (answer.status_code, answer.get_data()) == (200, PDF)
    assert answer.headers["Content-Disposition"] == "attachment; filename=Slides.pdf"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert answer.headers["Cache-Control"] == "no-store"
    stranger = speaker.other().sign_in(make_person("stranger@example.org"))
    other = address.replace("CHART", "RUN")  # their own session too, without this file
    assert (stranger.get(address).status, speaker.get(other).status) == (404, 404)


def test_a_file_comes_out_on_its_day(speaker: Browser) -> None:
    send(speaker, shown_from="2024-09-25")
    mark = db.session.scalars(select(SessionFile.mark)).one()
    stranger, address = speaker.other(), f"/2024/files/{mark}/Slides.pdf"
    assert stranger.client.get(address).status_code == 404
    assert "My slides" not in stranger.get(PUBLIC).text
    assert "Shown from" in speaker.get(FILES).text
    with transaction():
        clock.set_moment(datetime(2024, 9, 24, 23, 30, tzinfo=UTC))  # half past midnight there
    assert stranger.get(PUBLIC).link("My slides") == address
    assert stranger.client.get(address).status_code == 200
    assert stranger.client.get(address.replace("Slides", "Other")).status_code == 404


def test_what_is_hidden_takes_its_files_along(small: SmallDay, speaker: Browser) -> None:
    send(speaker)
    address = speaker.get(PUBLIC).link("My slides")
    with transaction():
        emergencies.hide("CHART", desk(small))
    assert speaker.client.get(address).status_code == 404
    with transaction():
        emergencies.show("CHART", desk(small))
    assert speaker.client.get(address).status_code == 200
    with transaction():
        emergencies.hide_speaker("WILK", desk(small))
    assert speaker.client.get(address).status_code == 404
    assert "My slides" not in speaker.get(PUBLIC).text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.pdf", b"words", "This file is called a PDF, but what is inside is not"),
        ("a.svg", b"<svg/>", "We do not take files of this kind"),
        ("a.html", b"<p>", "We do not take files of this kind"),
        ("a.pptx", pptx({"ppt/vbaProject.bin": b"x"}), "This file has macros in it"),
        ("a.pdf", b"", "Choose a file"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    speaker: Browser, name: str, content: bytes, told: str
) -> None:
    page = send(speaker, content, name, shown_from="2024-09-25")
    assert page.status == 422
    assert told in page.errors[0]
    assert page.all("//input[@name='title']/@value") == ["My slides"]
    assert page.all("//input[@name='shown_from']/@value") == ["2024-09-25"]
    assert stored() == []


def test_too_much_is_told(speaker: Browser) -> None:
    page = send(speaker, PDF + b" " * 10 * 1024 * 1024)
    assert page.status == 422
    assert page.errors == ["This file is larger than 10 MB. Send a smaller one, or a link to it."]
    page = send(speaker, PDF + b" " * 11 * 1024 * 1024)
    shown = page.follow()
    assert (page.status, shown.h1, shown.alerts) == (
        303,
        "Add a file",
        ["This page takes 10 MB at most, and that was more. Send a smaller file."],
    )
    assert stored() == []


def test_nothing_chosen_is_told(speaker: Browser) -> None:
    page = speaker.get(f"{FILES}/new").submit("Add it")
    assert page.errors == ["Choose a file", "Enter what it is, like Slides"]


def test_the_same_file_twice_is_one(speaker: Browser) -> None:
    assert [send(speaker).status, send(speaker).status] == [303, 303]
    assert stored() == [("My slides", "Slides.pdf")]


def test_a_link_is_a_material_that_its_speaker_can_remove(speaker: Browser) -> None:
    page = speaker.get(FILES).follow("Add a link")
    bad = page.submit("Add it", title="Code", address="javascript:alert(1)")
    assert bad.errors == ["Enter an address with https://"]
    page = page.submit("Add it", title="Code", address="https://example.org/code").follow()
    assert page.alerts == ["Added: Code."]
    assert speaker.other().get(PUBLIC).link("Code") == "https://example.org/code"
    assert page.submit("Remove Code").status == 303
    assert "example.org" not in speaker.other().get(PUBLIC).html


def test_nobody_else_gives_or_takes(small: SmallDay, speaker: Browser) -> None:
    send(speaker)
    file_id = db.session.scalars(select(SessionFile.id)).one()
    other = speaker.other().sign_in(make_person("somebody@example.org"))
    assert [other.get(f"{FILES}{end}").status for end in ("", "/new", "/link")] == [404] * 3
    assert send(other).status == 404
    assert other.post(f"{FILES}/{file_id}/removal").status == 404
    elsewhere = "/2024/speak/sessions/RUN/files"
    assert speaker.get(elsewhere).status == 200
    assert speaker.post(f"{elsewhere}/{file_id}/removal").status == 404
    assert speaker.other().get(FILES).location.startswith("/sign-in")
    assert len(stored()) == 1


def test_organisers_see_and_remove_files(small: SmallDay, speaker: Browser) -> None:
    send(speaker, shown_from="2024-09-25")
    organiser = make_person("oona@example.org")
    make_grant(organiser)
    page = speaker.other().sign_in(organiser).get(MATERIALS)
    assert "Slides.pdf (PDF, 1 kB)" in page.text
    assert page.submit("Remove My slides").status == 303
    assert stored() == []


def test_there_is_an_end_to_files_also_for_two_at_once(database: Flask) -> None:
    day = make_small_day()
    person_id = on_stage(day)

    def give(name: str) -> None:
        with transaction():
            files.give_file("CHART", given(name), person_id=person_id, desk=desk(day))

    for number in range(MOST_FILES - 1):
        give(f"{number}.pdf")
    answers = at_once(database, [lambda: give("x.pdf"), lambda: give("y.pdf")])
    assert {type(answer) for answer in answers} == {type(None), FilesFull}
    give("0.pdf")
    assert len(stored()) == MOST_FILES
    with pytest.raises(NotFound), transaction():
        files.give_file("STALK", given(), person_id=person_id, desk=desk(day))


def test_organisers_read_that_nobody_looks_for_viruses(speaker: Browser) -> None:
    make_grant(organiser := make_person("oona@example.org"))
    desk_of = speaker.other().sign_in(organiser)
    assert UNCHECKED not in desk_of.get(MATERIALS).text
    send(speaker)
    assert desk_of.get(MATERIALS).alerts == [UNCHECKED]


def test_the_scanner_decides_outside_of_any_transaction(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    code = (
        f"import sys, pathlib; found = sys.stdin.buffer.read(); "
        f"pathlib.Path({str(seen)!r}).write_bytes(found); sys.exit(b'EICAR' in found)"
    )
    command = f'{sys.executable} -c "{code}"'
    settings = databases.settings_for(databases.fresh_sqlite(), scanner_command=command)
    app = create_app(settings)
    with app.app_context():
        with transaction():
            clock.set_moment(SUMMER)
        browser = Browser(app).sign_in(on_stage(make_small_day()))
        assert send(browser).status == 303
        assert seen.read_bytes() == PDF
        page = send(browser, PDF.replace(b"<<>>", b"EICAR"))
        assert page.errors == ["Our virus check did not pass this file. Nothing is stored."]
        assert len(stored()) == 1
        make_grant(organiser := make_person("oona@example.org"))
        page = browser.other().sign_in(organiser).get(MATERIALS)
        assert ("My slides" in page.text, UNCHECKED in page.text) == (True, False)
        db.session.remove()
        db.engine.dispose()


def test_the_list_costs_the_same_however_long(small: SmallDay, speaker: Browser) -> None:
    costs = []
    for count in (1, 5):
        for number in range(count):
            send(speaker, name=f"{count}-{number}.pdf")
        speaker.get(FILES)
        with counted() as seen:
            speaker.get(FILES)
        costs.append(len(seen))
    assert costs[0] == costs[1]
