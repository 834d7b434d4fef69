"""What must not be told is in no output: every address that anybody may open, and one's own day.

One place decides (programme/rules/visibility.py, domain.md PR-29); this walk finds who does not ask
it: pages, files, calendars, printed forms, feeds and mails.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail import flows
from conference.mail.office import office
from conference.mail.transport import MemoryCarrier
from conference.orders.models import Attendee
from conference.people.models import Speaker
from conference.programme.actions import emergencies, materials
from conference.programme.actions.desk import Desk
from conference.programme.models import SessionFile, Slot
from conference.proposals.models import SpeakerPicture
from conference.web.access import label_of
from tests.documents.paper_reader import read_paper
from tests.factories.agendas import feed_address, make_key
from tests.factories.orders import NOW
from tests.factories.people import make_grant, make_person
from tests.factories.programme import SUMMER, SmallDay, at, change, make_small_day, release
from tests.factories.workshops import Ticket, book, make_ticket
from tests.support.pages import Browser

CHOSEN = ("Verborgen", "Secret Trust", "Hidden Lane", "Private room", "MARKOFHIDDEN")
"""Somebody who is not listed, and a room that never leaves the system."""

HIDDEN = ("Wilk", "Studio 1", "Kind and clear", "a picture of somebody", "FILEOF")
"""A speaker, a room and a session that organisers hid in an emergency; their pictures, files."""

CODES = ("RUN", "CHART", "STALK", "KIND", "LEAD", "WILK", "HIDDEN", "a4", "card")
OF_OTHERS = (
    *("demo.", "assets.", "design.", "orders.", "safeguarding.leave"),
    *("proposals.step", "proposals.speakers", "proposals.own_name", "proposals.biography"),
    *("proposals.visibility", "proposals.recording", "proposals.equipment"),
    *("proposals.access_needed", "proposals.travel"),
)
"""Public, but of nothing in the programme; those of proposals lead strangers to the sign-in."""


@pytest.fixture
def day(app: Flask) -> SmallDay:
    """Return a released day of which something is hidden now."""
    day = make_small_day()
    add_pictures(day.edition_id)
    add_files(day)
    with transaction():
        clock.set_moment(NOW)
    desk = Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER)
    with transaction():
        emergencies.hide_speaker("WILK", desk)
        emergencies.hide_room(day.rooms["Studio 1"], desk)
        emergencies.hide("KIND", desk)
        materials.add_material(
            "CHART", title="Slides", address="https://example.org/s", shown_from=None, desk=desk
        )
    change(Slot, day.sessions["CHART"], starts_at=at("10:00"), ends_at=at("10:40"))
    release(day.edition_id, SUMMER)
    return day


def public_rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        label = label_of(app.view_functions[rule.endpoint])
        is_public = label is not None and label.kind == "public"
        if is_public and "GET" in (rule.methods or set()):
            yield rule


PICTURES = {"WILK": "MARKOFWILK", "HIDDEN": "MARKOFHIDDEN"}
"""Speakers who gave a picture, and the marks in its address."""

SIGN = HIDDEN[3].encode()


def add_pictures(edition_id: int) -> None:
    """Give the speakers pictures that say whose they are."""
    codes = db.session.execute(
        select(Speaker.code, Speaker.id).where(Speaker.edition_id == edition_id)
    ).all()
    with transaction():
        for code, speaker_id in codes:
            db.session.add(
                SpeakerPicture(
                    speaker_id=speaker_id,
                    mark=PICTURES[code],
                    content=SIGN,
                    width=1,
                    height=1,
                    stored_at=NOW,
                )
            )


FILES = {"KIND": "FILEOFKIND", "CHART": "FILEOFCHART"}
"""Sessions with a file that says of which it is: one is hidden, of the other its speaker is."""


def add_files(day: SmallDay) -> None:
    """Give sessions a file; the one of CHART is from the speaker who gets hidden."""
    wilk = db.session.scalars(select(Speaker.id).where(Speaker.code == "WILK")).one()
    with transaction():
        for code, mark in FILES.items():
            db.session.add(
                SessionFile(
                    session_id=day.sessions[code],
                    speaker_id=wilk if code == "CHART" else None,
                    mark=mark,
                    title=mark,
                    file_name="slides.pdf",
                    media_type="text/plain",
                    size=len(mark),
                    content=mark.encode(),
                    stored_at=NOW,
                )
            )


def addresses(app: Flask) -> Iterator[str]:
    """Return every public address of the programme, its codes filled in."""
    for rule in public_rules(app):
        if rule.arguments == {"edition", "code", "mark"}:
            for code, mark in PICTURES.items():
                filled = rule.rule.replace("<edition>", "2024").replace("<code>", code)
                yield filled.replace("<mark>", mark)
        if rule.endpoint == "programme.file":
            yield from (f"/2024/files/{mark}/slides.pdf" for mark in FILES.values())
        if rule.endpoint.startswith(OF_OTHERS) or rule.arguments - {"edition", "code"}:
            continue
        plain = rule.rule.replace("<edition>", "2024")
        if "code" in rule.arguments:
            yield from (plain.replace("<code>", code) for code in CODES)
        else:
            yield plain
            yield from (f"{plain}?{query}" for query in ("view=grid", "q=wilk", "room=studio-1"))


def said(browser: Browser, address: str) -> str:
    """Return all that an answer says, headers too; of a PDF its words."""
    answer = browser.client.get(address, follow_redirects=True)
    data = answer.get_data()
    if answer.mimetype == "application/pdf":
        paper = read_paper(data)
        return f"{paper.title} {paper.words} {' '.join(paper.alternatives)}"
    return f"{answer.headers}\n{data.decode('utf-8', 'replace')}"


def tells(text: str, secret: str) -> bool:
    """Say whether a text holds a secret, also where it has lost its spaces."""
    squeezed = "".join(text.split()).casefold()
    return "".join(secret.split()).casefold() in squeezed


def test_no_public_output_tells_what_is_kept_back(app: Flask, day: SmallDay) -> None:
    asked = list(addresses(app))
    leaks = [
        (address, secret)
        for address in asked
        for text in (said(Browser(app), address),)
        for secret in (*CHOSEN, *HIDDEN)
        if tells(text.replace("q=wilk", "").replace("room=studio-1", ""), secret)
        and not (secret == "Wilk" and 'value="wilk"' in text)
    ]
    assert leaks == []
    assert len(asked) > 60


@pytest.mark.parametrize(
    ("chosen", "secrets"),
    [
        ({"name": "zed.newcomer@example.net"}, ("newcomer", "example.net")),
        ({"is_listed": False, "alias": "Otterley"}, ("Otterley", "Wilk")),
    ],
    ids=["an address for a name", "not named, under another name"],
)
def test_who_is_named_on_the_day_is_called_nothing_before(
    app: Flask, chosen: dict[str, object], secrets: tuple[str, ...]
) -> None:
    day = make_small_day()
    with transaction():
        clock.set_moment(NOW)
    wilk = db.session.scalars(select(Speaker.id).where(Speaker.code == "WILK")).one()
    change(Speaker, wilk, **chosen)
    release(day.edition_id, SUMMER)
    seen = {address: said(Browser(app), address) for address in addresses(app)}
    assert [
        (address, secret)
        for address, text in seen.items()
        for secret in secrets
        if tells(text.replace("q=wilk", "").replace('value="wilk"', "").replace("WILK", ""), secret)
        and "“wilk”" not in text
    ] == []
    for name in ("sessions/RUN", "programme.json", "programme.ics", "programme-a4.pdf"):
        assert tells(said(Browser(app), f"/2024/{name}"), "Speaker named on the day"), name


def test_the_walk_sees_everything_before_it_is_hidden(app: Flask) -> None:
    """Without this, the other test could pass on empty answers."""
    day = make_small_day()
    add_pictures(day.edition_id)
    add_files(day)
    with transaction():
        clock.set_moment(NOW)
    seen = {
        secret
        for address in addresses(app)
        for text in (said(Browser(app), address),)
        for secret in HIDDEN
        if tells(text, secret)
    }
    files = ("programme.json", "programme.xml", "programme.csv", "programme.ics", "programme.xcal")
    papers = ("programme-a4.pdf", "programme-a5.pdf", "programme-large.pdf")
    pages = ("programme", "programme?view=grid", "screen", "embed", "sessions/CHART")
    for name in (*files, *papers, *pages):
        assert tells(said(Browser(app), f"/2024/{name}"), "Studio 1"), name
    assert seen == set(HIDDEN)


PREVIEWS = (
    *("preview", "preview?view=grid", "preview/speakers", "preview/print"),
    *(f"preview/sessions/{code}" for code in CODES),
    *(f"preview/speakers/{code}" for code in CODES),
    *(f"preview/programme-{form}.pdf" for form in ("a4", "a5", "large")),
    *("preview/delegate", "preview/delegate?code=RUN", "preview/speaker"),
    *("preview/speaker?speaker=HIDDEN", "preview/speaker?speaker=WILK"),
)


def test_no_preview_tells_what_is_kept_back(app: Flask, day: SmallDay) -> None:
    """Organisers look as the public does: what they know from other pages is not shown here."""
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    browser = Browser(app).sign_in(person_id)
    leaks = [
        (address, secret)
        for address in PREVIEWS
        for text in (said(browser, f"/2024/manage/{address}"),)
        for secret in (*CHOSEN, *HIDDEN)
        if tells(text.replace('value="WILK"', "").replace("speaker=WILK", ""), secret)
    ]
    assert leaks == []


def holder(day: SmallDay) -> Ticket:
    ticket = make_ticket(day.edition_id, person_id=make_person("booked@example.org"))
    change(Attendee, ticket.id, email="booked@example.org")
    book(ticket, "RUN", now=SUMMER)
    return ticket


def test_ones_own_day_and_calendar_tell_nothing_that_was_hidden(app: Flask, day: SmallDay) -> None:
    ticket = holder(day)
    browser = Browser(app).hold("ticket", ticket.selector)
    key = make_key(ticket, shows_rooms=True)
    for address in (
        f"/2024/my-day?ticket={ticket.code}",
        f"/2024/tickets/{ticket.code}",
        f"/2024/sessions/RUN/booking?ticket={ticket.code}",
        feed_address(key),
    ):
        text = said(browser, address)
        assert [secret for secret in (*CHOSEN, *HIDDEN) if tells(text, secret)] == [], address


def test_mails_tell_nothing_that_was_hidden(app: Flask, day: SmallDay) -> None:
    holder(day)
    change(Slot, day.sessions["RUN"], starts_at=at("14:30"), ends_at=at("16:00"))
    release(day.edition_id, SUMMER)
    carrier = MemoryCarrier()
    flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    assert carrier.carried
    for mail in carrier.carried:
        parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        text = "\n".join(part if isinstance(part, str) else part.decode() for part in parts)
        assert [secret for secret in (*CHOSEN, *HIDDEN) if tells(text, secret)] == []


TO_COME = "Room to be announced"
ON_BOOKING = "Room given on booking"


@pytest.mark.parametrize(
    "name",
    [
        *("programme", "programme?view=grid", "screen", "embed", "sessions/CHART"),
        *("programme.json", "programme.xml", "programme.csv", "programme.ics", "programme.xcal"),
        *("programme-a4.pdf", "programme-a5.pdf", "programme-large.pdf", "sessions/CHART.ics"),
    ],
)
def test_of_a_hidden_room_nothing_says_that_it_is_given_on_booking(
    app: Flask, day: SmallDay, name: str
) -> None:
    """A private room is told to whoever booked, a hidden one to nobody: each has its words."""
    browser = Browser(app)
    change(Slot, day.sessions["LEAD"], room_id=day.rooms["Main Hall"])
    release(day.edition_id, SUMMER)
    text = said(browser, f"/2024/{name}")
    assert (tells(text, TO_COME), tells(text, ON_BOOKING)) == (True, False)


def test_who_booked_in_a_hidden_room_is_told_that_it_is_to_be_announced(
    app: Flask, day: SmallDay
) -> None:
    ticket = holder(day)
    browser = Browser(app).hold("ticket", ticket.selector)
    key = make_key(ticket, shows_rooms=True)
    for address in (
        f"/2024/my-day?ticket={ticket.code}",
        f"/2024/sessions/RUN/booking?ticket={ticket.code}",
        feed_address(key),
    ):
        text = said(browser, address)
        assert (tells(text, TO_COME), tells(text, ON_BOOKING)) == (True, False), address
    change(Slot, day.sessions["RUN"], starts_at=at("14:30"), ends_at=at("16:00"))
    release(day.edition_id, SUMMER)
    carrier = MemoryCarrier()
    flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    (mail,) = carrier.carried
    letter = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Now: 25 September 2024, 14:30, Room to be announced" in " ".join(letter.split())
