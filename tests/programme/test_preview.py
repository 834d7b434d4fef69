"""The draft as everybody would read it: the same words as after the release, and nothing stored."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference.editions.models import Edition
from conference.kernel.database import Base, db, transaction
from conference.kernel.rehearsal import rehearsal
from conference.people.models import Speaker
from conference.people.rules import Role
from conference.programme import queries
from conference.programme.actions import emergencies, preview, releases
from conference.programme.actions.desk import Desk
from conference.programme.models import Release, Room, Session, Slot
from conference.programme.rules.finding import Asked
from tests.documents.paper_reader import Paper, read_paper
from tests.factories.people import make_grant, make_person
from tests.factories.programme import (
    SUMMER,
    SmallDay,
    at,
    change,
    make_session,
    make_small_day,
    make_speaker,
    release,
)
from tests.factories.workshops import book, make_ticket
from tests.support.pages import Browser, Page
from tests.support.statements import counted

PREVIEW = "/2024/manage/preview"
PAGES = {
    f"{PREVIEW}": "/2024/programme",
    f"{PREVIEW}?view=grid": "/2024/programme?view=grid",
    f"{PREVIEW}?q=shrink&view=grid": "/2024/programme?q=shrink&view=grid",
    f"{PREVIEW}/sessions/TRAIL": "/2024/sessions/TRAIL",
    f"{PREVIEW}/sessions/STALK": "/2024/sessions/STALK",
    f"{PREVIEW}/speakers": "/2024/speakers",
    f"{PREVIEW}/speakers/WILK": "/2024/speakers/WILK",
}
"""A preview → the public page that it shows."""

PAPERS = {
    f"{PREVIEW}/programme-{form}.pdf": f"/2024/programme-{form}.pdf"
    for form in ("a4", "a5", "large")
}
OF_THE_DAY = (f"{PREVIEW}/delegate", f"{PREVIEW}/speaker", f"{PREVIEW}/speaker?speaker=WILK")
SECRETS = ("Verborgen", "Secret Trust", "Hidden Lane", "Studio 3", "Private room")
WHAT_STAYS = re.compile(
    r"Add to your calendar \(a file with the time( and room)? ?\) |"
    r"Star this session to keep it in sight; it books nothing "
)
"""What no preview offers: a calendar file and a star would be of what is public now."""

EVERYTHING = queries.Question(asked=Asked(), is_grid=False)
BAR = "Draft: not released. Only organisers see this."


@pytest.fixture
def drafted(day: SmallDay) -> SmallDay:
    """Return the day with a draft that differs from it in every way; an organiser has signed in."""
    book(make_ticket(day.edition_id), "RUN")
    change(Slot, day.sessions["CHART"], starts_at=at("10:00"), ends_at=at("10:40"))
    change(Slot, day.sessions["STALK"], starts_at=at("10:00"), ends_at=at("10:40"))
    change(Session, day.sessions["KIND"], is_cancelled=True)
    change(Session, day.sessions["TIRED"], title="What rested teams can do")
    change(Session, day.sessions["OPEN"], hidden_at=SUMMER)
    trail = make_session(
        day.edition_id,
        "TRAIL",
        ("14:00", "15:00"),
        day.rooms["Main Hall"],
        title="Shrink your trail",
        summary="Ten settings in ten minutes.",
        places=24,
    )
    make_speaker(day.edition_id, "AIKO", "Aiko Tan", trail, biography="Writes tests.")
    make_session(day.edition_id, "LATER", title="Without a time")
    return day


def without_bar(page: Page) -> str:
    """Return the visible words of a page, the bar of the preview apart."""
    bare = Page(page.browser, page.response, page.address)
    for bar in bare.all("//*[contains(@class, 'preview-bar')][@aria-label]"):
        bar.getparent().remove(bar)
    return bare.text


def text_of(paper: Paper) -> str:
    """Return the words of a paper without the stamp, and without the foots where pages end."""
    words = paper.words
    for foot in ("WarwickImprovementConference", "Draft:notreleased", "."):
        words = words.replace(foot, "")
    return re.sub(r"(Draftof15July2024,10:00|Release2of15July2024)|Page\dof\d", "", words)


def counts() -> dict[str, int]:
    """Return how many rows each table has."""
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def test_the_pages_say_what_the_release_will_say(browser: Browser, drafted: SmallDay) -> None:
    seen = {address: browser.get(address) for address in PAGES}
    assert [page.status for page in seen.values()] == [200] * len(PAGES)
    assert [address for address, page in seen.items() if BAR not in page.text] == []
    before = {address: browser.get(public).text for address, public in PAGES.items()}
    previewed = {address: without_bar(page) for address, page in seen.items()}
    assert [address for address in PAGES if before[address] == previewed[address]] == []
    release(drafted.edition_id, SUMMER)
    after = {address: browser.get(public).text for address, public in PAGES.items()}
    assert {address: WHAT_STAYS.sub("", text) for address, text in after.items()} == previewed


def test_the_list_of_forms_says_which_are_of_the_draft(browser: Browser, drafted: SmallDay) -> None:
    page = browser.get(f"{PREVIEW}/print")
    assert "release 2" not in page.text
    assert "The three papers are of the draft, stamped on each page." in page.text
    paper = page.all("//section[@aria-labelledby='paper']//a/@href")
    assert [address.startswith(f"{PREVIEW}/") for address in paper] == [True] * 3
    for part in ("files", "screens", "frame"):
        (mark,) = page.all(f"//section[@aria-labelledby='{part}']//strong/text()")
        assert mark == "Not the draft."
    public = browser.get("/2024/programme/print").text
    assert "All of it says what release 1 of" in public
    assert "draft" not in public


def test_the_preview_shows_the_draft(browser: Browser, drafted: SmallDay) -> None:
    page = browser.get(PREVIEW)
    assert page.h1 == "Programme"
    (trail,) = [
        " ".join(" ".join(row.itertext()).split()) for row in page.all("//*[@data-session='TRAIL']")
    ]
    assert trail == (
        "Shrink your trail Ten settings in ten minutes. Aiko Tan, 14:00 to 15:00 Main Hall "
        "0 of 24 24 places left"
    )
    assert "rested teams" in page.text
    assert "Make one thing happen" not in page.text
    assert [secret for secret in SECRETS if secret in page.html] == []
    public = browser.get("/2024/programme").text
    assert [words for words in ("Shrink your trail", "rested teams") if words in public] == []


@pytest.mark.parametrize("address", PAPERS)
def test_paper_says_what_the_release_will_say(
    browser: Browser, drafted: SmallDay, address: str
) -> None:
    answer = browser.get(address)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    draft = read_paper(answer.response.get_data())
    assert draft.words.count("Draft:notreleased") == draft.pages + 1
    assert [secret for secret in SECRETS if draft.says(secret)] == []
    release(drafted.edition_id, SUMMER)
    printed = read_paper(browser.get(PAPERS[address]).response.get_data())
    assert printed.says("Shrink your trail")
    assert text_of(printed) == text_of(draft)


def test_a_sample_stays_one_on_paper(browser: Browser, drafted: SmallDay) -> None:
    change(Edition, drafted.edition_id, is_sample=True)
    for address in PAPERS:
        found = read_paper(browser.get(address).response.get_data())
        stamps = found.words.count("Draft.Sampleprogramme")
        assert stamps == found.pages + 1, address


def test_nothing_is_stored_and_nobody_is_told(browser: Browser, drafted: SmallDay) -> None:
    before = counts()
    version = db.session.scalar(select(Edition.public_version))
    for address in (*PAGES, *PAPERS, *OF_THE_DAY):
        assert browser.get(address).status == 200
    assert counts() == before
    assert db.session.scalars(select(Release.number)).all() == [1]
    assert db.session.scalar(select(Edition.public_version)) == version


def test_the_public_pages_stay_as_they_were(browser: Browser, drafted: SmallDay) -> None:
    public = {address: browser.get(address).text for address in PAGES.values()}
    for address in (*PAGES, *OF_THE_DAY):
        browser.get(address)
    assert {address: browser.other().get(address).text for address in PAGES.values()} == public


def test_no_copy_of_a_preview_is_kept(browser: Browser, drafted: SmallDay) -> None:
    for address in (*PAGES, *PAPERS, *OF_THE_DAY):
        headers = browser.get(address).headers
        assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")
        assert "ETag" not in headers
    page = browser.get(PREVIEW)
    assert page.all("//head/meta[@name='robots']/@content") == ["noindex"]
    assert page.all("//script") == []  # no star and no saved copy of what is not released
    change(Session, drafted.sessions["TIRED"], title="What teams can do at once")
    assert "What teams can do at once" in browser.get(PREVIEW).text


def test_only_who_edits_the_programme_opens_it(browser: Browser, drafted: SmallDay) -> None:
    addresses = (*PAGES, *PAPERS, *OF_THE_DAY)
    stranger = browser.other()
    assert {stranger.get(address).location.split("?")[0] for address in addresses} == {"/sign-in"}
    guest = browser.other().sign_in(make_person("guest@example.org"))
    finance_id = make_person("felix@example.org")
    make_grant(finance_id, Role.FINANCE)
    finance = browser.other().sign_in(finance_id)
    for visitor in (guest, finance):
        assert {visitor.get(address).status for address in addresses} == {403}
    known = browser.get(PREVIEW)
    assert BAR in known.text
    assert "Shrink your trail" not in browser.other().get("/2024/programme").text


def test_its_links_stay_inside(browser: Browser, drafted: SmallDay) -> None:
    page = browser.get(PREVIEW)
    assert page.follow("Shrink your trail").h1 == "Shrink your trail"
    assert page.follow("Grid").address == f"{PREVIEW}?view=grid"
    assert page.follow("My day").address == f"{PREVIEW}/delegate"
    assert page.follow("Print it, or show it elsewhere").address == f"{PREVIEW}/print"
    assert page.submit("Show these", q="trail").h1 == "Programme"
    paper = browser.get(f"{PREVIEW}/print").link("By track, A4 across")
    assert paper == f"{PREVIEW}/programme-a4.pdf"
    session = browser.get(f"{PREVIEW}/sessions/TRAIL")
    assert session.link("Aiko Tan") == f"{PREVIEW}/speakers/AIKO"
    assert browser.get(f"{PREVIEW}/speakers").link("Aiko Tan") == f"{PREVIEW}/speakers/AIKO"
    assert session.follow("Book a place").address == f"{PREVIEW}/delegate?code=TRAIL"
    book = "//main//a[starts-with(normalize-space(), 'Book')]/@href"
    assert browser.get(f"{PREVIEW}/sessions/RUN").all(book) == [
        f"{PREVIEW}/delegate?code={code}" for code in ("RUN", "TRAIL")
    ]
    live = [one for one in session.all("//main//a/@href") if not one.startswith((PREVIEW, "#"))]
    assert live == []
    assert browser.get("/2024/programme").link("Grid") == "/2024/programme?view=grid"


def test_the_desk_leads_there_and_back(browser: Browser, drafted: SmallDay) -> None:
    for address in ("/2024/manage/schedule", "/2024/manage/release"):
        page = browser.get(address).follow("Preview the draft")
        assert page.address == PREVIEW
        assert page.link("Schedule") == "/2024/manage/schedule"
        assert page.link("Release") == "/2024/manage/release"
    kinds = [browser.get(PREVIEW).link(name) for name in ("Public", "Delegate", "Speaker", "Print")]
    assert kinds == [PREVIEW, f"{PREVIEW}/delegate", f"{PREVIEW}/speaker", f"{PREVIEW}/print"]


def test_what_is_not_in_the_draft_has_no_page(browser: Browser, drafted: SmallDay) -> None:
    addresses = ("sessions/OPEN", "sessions/LATER", "speakers/HIDDEN", "programme-a3.pdf")
    assert [browser.get(f"{PREVIEW}/{address}").status for address in addresses] == [404] * 4
    assert browser.get(f"{PREVIEW}/speaker?speaker=NOBODY").status == 404


def test_it_shows_the_draft_while_the_programme_is_switched_off(
    browser: Browser, drafted: SmallDay
) -> None:
    with transaction():
        releases.switch(
            Desk(edition_id=drafted.edition_id, actor="person 1", now=SUMMER), is_on=False
        )
    assert "Shrink your trail" in browser.get(PREVIEW).text
    assert "The programme is being changed" in browser.get("/2024/programme").text


def test_it_shows_a_draft_that_could_not_be_released(browser: Browser, drafted: SmallDay) -> None:
    change(Slot, drafted.sessions["RUN"], starts_at=at("10:00"), ends_at=at("11:30"))
    assert "Something blocks this release" in browser.get("/2024/manage/release").text
    assert "Run charts without tears" in browser.get(PREVIEW).text


def test_an_empty_draft(browser: Browser, day: SmallDay) -> None:
    with transaction():
        for table in (Slot,):
            for row in db.session.scalars(select(table)).all():
                db.session.delete(row)
    assert browser.get(PREVIEW).status == 200
    assert browser.get(f"{PREVIEW}/programme-a5.pdf").status == 200


def test_what_was_hidden_in_an_emergency_is_hidden_here(browser: Browser, day: SmallDay) -> None:
    desk = Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER)
    with transaction():
        emergencies.hide_speaker("WILK", desk)
        emergencies.hide_room(day.rooms["Studio 1"], desk)
        emergencies.hide("KIND", desk)
    for address in (PREVIEW, f"{PREVIEW}?view=grid", f"{PREVIEW}/speakers"):
        html = browser.get(address).html
        assert [one for one in ("Wilk", "Studio 1", "Kind and clear") if one in html] == []


def rehearsed(day: SmallDay) -> queries.SchedulePage:
    """Return the programme as a rehearsed release has it."""
    desk = Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER)
    with rehearsal():
        preview.rehearse_release(desk)
        return queries.schedule(day.edition, EVERYTHING, {}, now=SUMMER)


def test_a_rehearsed_release_is_the_release(database: Flask) -> None:
    day = make_small_day()
    change(Session, day.sessions["KIND"], is_cancelled=True)
    change(Room, day.rooms["Main Hall"], name="Great Hall")
    change(Speaker, 1, alias="T. W.")
    before = counts()
    seen = rehearsed(day)
    assert counts() == before
    release(day.edition_id, SUMMER)
    assert queries.schedule(day.edition, EVERYTHING, {}, now=SUMMER) == seen


def test_it_is_never_stored(database: Flask) -> None:
    day = make_small_day()
    desk = Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER)
    with pytest.raises(preview.OnlyRehearsed), transaction():
        preview.rehearse_release(desk)
    assert queries.release_number(day.edition_id) == 1


def test_a_large_draft_costs_the_same_statements(database: Flask) -> None:
    day = make_small_day()
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    browser = Browser(database).sign_in(person_id)
    addresses = (PREVIEW, f"{PREVIEW}/print", f"{PREVIEW}/programme-a5.pdf", *OF_THE_DAY)
    seen = []
    for number in range(3):
        for more in range(1 + 10 * number):
            session = make_session(day.edition_id, f"M{number}{more}", ("15:00", "16:00"), places=5)
            make_speaker(
                day.edition_id,
                f"P{number}{more}",
                f"Person {more}",
                session,
                person_id=make_person(f"p{number}.{more}@example.org"),
            )
        costs = []
        for address in addresses:
            browser.get(address)
            with counted() as statements:
                assert browser.get(address).status == 200
            costs.append(len(statements))
        seen.append(costs)
    assert seen[0] == seen[1] == seen[2]
    assert max(seen[0]) <= 47
