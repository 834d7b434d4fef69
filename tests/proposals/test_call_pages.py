"""The call's public page, and the pages on which organisers make it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from conference.editions.models import Format
from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.proposals.models import (
    Call,
    CallFormat,
    Criterion,
    ExtensionCode,
    Question,
    ReviewPhase,
)
from conference.proposals.queries import call_desk, calls
from conference.proposals.queries.questions import asked
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import AFTER, CLOSES, DURING, OPENS, make_call, make_reviewer
from tests.support.pages import Browser, Page
from tests.support.statements import counted

CALL = "/2024/manage/call"
TABS = ("", "/formats", "/criteria", "/questions", "/questions/new", "/phases", "/extensions")
HOSTILE = "Come <script>alert(1)</script> [here](javascript:alert(1)) **now**"
MINUTE = timedelta(minutes=1)
IN_GRACE = (
    "The deadline was 11:59pm UK time on Monday 3 June 2024. We still take what is sent in before "
    "12:14am UK time on Tuesday 4 June 2024."
)


@pytest.fixture
def edition(browser: Browser) -> EditionFrame:
    """Return an edition; an organiser has signed in."""
    edition = make_edition()
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    browser.sign_in(person_id)
    return edition


def set_clock(moment: datetime) -> None:
    """Let the demonstration's clock show a moment."""
    with transaction():
        clock.set_moment(moment)


def lead(page: Page) -> str:
    """Return the sentence under the heading."""
    return " ".join("".join(page.all("//main//h1/following::p")[0].itertext()).split())


def cells(page: Page) -> list[list[str]]:
    """Return the words of each row of the page's table."""
    return [
        [" ".join(" ".join(cell.itertext()).split()) for cell in row.xpath("./th | ./td")]
        for row in page.all("//tbody/tr")
    ]


@pytest.mark.parametrize(
    ("moment", "says", "button"),
    [
        (
            OPENS - MINUTE,
            "Not open yet. We take proposals from 9:00am UK time on Monday 8 April 2024.",
            False,
        ),
        (DURING, "Open until 11:59pm UK time on Monday 3 June 2024.", True),
        (
            CLOSES,
            IN_GRACE,
            True,
        ),
        (
            CLOSES + 15 * MINUTE,
            "Closed. The deadline was 11:59pm UK time on Monday 3 June 2024.",
            False,
        ),
    ],
)
def test_the_page_says_what_is_true_now(
    browser: Browser, moment: datetime, says: str, button: bool
) -> None:
    make_call(make_edition().id)
    set_clock(moment)
    page = browser.get("/2024/speak")
    assert (lead(page), "Start a proposal" in page.text) == (says, button)


def test_a_call_that_is_hidden_or_not_there_is_not_found(browser: Browser) -> None:
    edition = make_edition()
    assert browser.get("/2024/speak").status == 404
    make_call(edition.id, is_shown=False)
    assert browser.get("/2024/speak").status == 404
    assert "Call for proposals" not in browser.get("/2024/").text


def test_a_copy_ends_with_the_minute_of_the_deadline(browser: Browser) -> None:
    make_call(make_edition().id, grace_minutes=0)
    set_clock(CLOSES - MINUTE)
    assert "Start a proposal" in browser.get("/2024/speak").text
    set_clock(CLOSES)
    assert "Start a proposal" not in browser.get("/2024/speak").text


def test_formats_close_one_by_one_and_the_last_closes_the_call(browser: Browser) -> None:
    edition = make_edition()
    talk, workshop = edition.formats[:2]
    call_id = make_call(edition.id, format_ids=(talk.id, workshop.id))
    early = DURING - timedelta(days=1)
    with transaction():
        close_format(call_id, talk.id, early)
    set_clock(DURING)
    page = browser.get("/2024/speak")
    assert [(row[0], row[2]) for row in cells(page)] == [
        (talk.name, "Closed"),
        (workshop.name, "Open"),
    ]
    assert "Start a proposal" in page.text
    with transaction():
        close_format(call_id, workshop.id, early)
        db.session.get_one(Call, call_id).version += 1
    set_clock(DURING + MINUTE)
    assert lead(browser.get("/2024/speak")).startswith("Closed. The deadline was")


def test_a_call_that_names_no_formats_shows_all_since_all_may_be_proposed(
    browser: Browser,
) -> None:
    edition = make_edition()
    make_call(edition.id)
    set_clock(DURING)
    assert [row[0] for row in cells(browser.get("/2024/speak"))] == [
        kind.name for kind in edition.formats
    ]


def close_format(call_id: int, format_id: int, closes_at: datetime) -> None:
    """Give a format of the call a deadline of its own."""
    row = db.session.scalars(
        select(CallFormat).where(CallFormat.call_id == call_id, CallFormat.format_id == format_id)
    ).one()
    row.closes_at = closes_at


def test_the_page_explains_blindness_limits_and_criteria(browser: Browser) -> None:
    edition = make_edition()
    call_id = make_call(edition.id, limit_per_person=2, body=HOSTILE)
    set_clock(DURING)
    page = browser.get("/2024/speak")
    assert page.all("//main//script | //main//a[contains(@href, 'javascript')]") == []
    assert [part.text for part in page.all("//main//strong")] == ["now"]
    for sentence in (
        "We cannot find names inside your texts.",
        "At most 2 proposals from each person.",
        "An abstract of at most 300 words.",
        "Counts 2 times.",
        "We take what arrives in the 15 minutes after it too.",
    ):
        assert sentence in page.text
    with transaction():
        db.session.scalars(
            select(ReviewPhase).where(ReviewPhase.call_id == call_id)
        ).one().is_blind = False
    set_clock(DURING + MINUTE)
    assert "Review is not blind all the time." in browser.get("/2024/speak").text


def test_the_home_page_leads_to_a_call_that_is_shown(browser: Browser) -> None:
    make_call(make_edition().id)
    set_clock(DURING)
    page = browser.get("/2024/")
    assert page.link("Read the call") == "/2024/speak"
    said = [" ".join("".join(part.itertext()).split()) for part in page.all("//main//p")]
    assert (
        "Have something to tell? Propose a session until 11:59pm UK time on Monday 3 June 2024."
        in said
    )
    set_clock(AFTER)
    assert "It closed at 11:59pm" in browser.get("/2024/").text


@pytest.mark.parametrize(
    ("moment", "leads"),
    [
        (OPENS - MINUTE, True),
        (DURING, True),
        (CLOSES + 14 * MINUTE, True),
        (CLOSES + 15 * MINUTE, False),
    ],
)
def test_every_page_leads_to_a_call_that_is_announced_or_open(
    browser: Browser, moment: datetime, *, leads: bool
) -> None:
    make_call(make_edition().id)
    set_clock(moment)
    for address in ("/2024/", "/2024/programme", "/2024/venue", "/sign-in"):
        found = browser.get(address).all("//header//nav//a[.='Speak']/@href")
        assert found == (["/2024/speak"] if leads else [])


def test_copies_lead_there_as_soon_as_the_call_is_shown_and_no_longer_than_that(
    browser: Browser, edition: EditionFrame
) -> None:
    call_id = make_call(edition.id, is_shown=False, format_ids=(edition.formats[0].id,))
    set_clock(DURING)
    public = browser.other()

    def links() -> list[str]:
        return [str(found) for found in public.get("/2024/").all("//nav//a[.='Speak']/@href")]

    assert links() == []
    shown = browser.get("/2024/manage/call").submit("Save", is_shown="y")
    assert (shown.status, links()) == (303, ["/2024/speak"])
    browser.get("/2024/manage/call").submit("Save", is_shown=None)
    assert (links(), db.session.get_one(Call, call_id).is_shown) == ([], False)


def test_the_set_up_list_asks_for_the_call(browser: Browser, edition: EditionFrame) -> None:
    def row() -> str:
        page = browser.get("/2024/manage/setup")
        return " ".join(" ".join(page.all("//tr[@id='task-call']")[0].itertext()).split())

    assert row().startswith("Call for proposals Text, dates and formats.")
    browser.post("/2024/manage/setup/call/done")
    assert "Done" in row()
    browser.post("/2024/manage/setup/call/open")
    call_id = make_call(edition.id, is_shown=False)
    assert "Made, and not shown yet. To do" in row()
    with transaction():
        db.session.get_one(Call, call_id).is_shown = True
    assert "Its page is shown. Done" in row()


def test_statements_of_the_public_page_do_not_grow(browser: Browser) -> None:
    edition = make_edition()
    call_id = make_call(edition.id, format_ids=(edition.formats[0].id,))
    set_clock(DURING)
    browser.get("/2024/speak")
    set_clock(DURING + MINUTE)
    with counted() as few:
        browser.get("/2024/speak")
    with transaction():
        for number in range(5):
            db.session.add(Criterion(call_id=call_id, position=9, name=f"More {number}", weight=1))
        for kind in edition.formats[1:]:
            db.session.add(CallFormat(call_id=call_id, format_id=kind.id))
    set_clock(DURING + 2 * MINUTE)
    with counted() as many:
        browser.get("/2024/speak")
    assert len(many) == len(few)


def test_organisers_make_a_call_and_show_it(browser: Browser, edition: EditionFrame) -> None:
    page = browser.get(CALL).submit(
        "Make the call",
        body="Tell us.",
        opens_at="2024-04-08T09:00",
        closes_at="2024-06-03T23:59",
        is_shown="y",
    )
    assert (page.status, page.errors) == (
        422,
        ["Choose under Formats what may be proposed before the call is shown"],
    )
    page = page.submit("Make the call", is_shown=None).follow()
    assert page.alerts == ["The call is saved."]
    kind = edition.formats[0]
    other = edition.formats[1]
    page = browser.get(f"{CALL}/formats").submit(
        "Save the formats", **{f"closes_{other.id}": "2024-05-20T23:59"}
    )
    assert page.errors == [f"Tick {other.name}, or leave its deadline empty"]
    page = browser.get(f"{CALL}/formats").submit(
        "Save the formats",
        **{f"takes_{kind.id}": "y", f"closes_{kind.id}": "2024-07-01T12:00"},
    )
    assert page.errors[0].startswith("It closes with the call or before it.")
    page = page.submit("Save the formats", **{f"closes_{kind.id}": "2024-05-20T23:59"})
    assert page.status == 303
    page = browser.get(CALL).submit("Save the call", is_shown="y").follow()
    assert page.alerts == ["The call is saved."]
    call = calls.call_of(edition.id)
    assert call is not None
    assert (call.is_shown, call.opens_at, call.closes_at) == (True, OPENS, CLOSES)
    set_clock(DURING)
    assert cells(browser.get("/2024/speak"))[0][0] == kind.name


def test_a_page_of_the_call_without_one_says_so(browser: Browser, edition: EditionFrame) -> None:
    assert edition
    for tab in TABS[1:]:
        page = browser.get(f"{CALL}{tab}")
        assert (page.status, "Make it first." in page.text) == (404, True)


def test_criteria_are_added_moved_and_deleted(browser: Browser, edition: EditionFrame) -> None:
    call_id = make_call(edition.id)
    page = browser.get(f"{CALL}/criteria")
    page = page.submit("Add the criterion", name="use", weight="1")
    assert page.errors == ["Another criterion has this name"]
    page = page.submit("Add the criterion", name="Fresh", help="New to us", weight="0").follow()
    assert [row[:4] for row in cells(page)] == [
        ["Use", "Not said", "2", "0"],
        ["Evidence", "Not said", "1", "0"],
        ["Fresh", "New to us", "Beside the total", "0"],
    ]
    page = page.submit("Down Use").follow()
    assert [row[0] for row in cells(page)] == ["Evidence", "Use", "Fresh"]
    page = page.follow("Fresh").submit("Delete Fresh").follow()
    assert page.alerts == ["The criterion is deleted."]
    page = page.follow("Evidence").submit("Save the criterion", weight="11")
    assert page.errors == ["Enter a whole number from 0 to 10"]
    assert [row.name for row in call_desk.criteria_of(call_id)] == ["Evidence", "Use"]


def test_questions_are_asked_for_tracks_and_after_answers(
    browser: Browser, edition: EditionFrame
) -> None:
    call_id = make_call(edition.id)
    page = browser.get(f"{CALL}/questions/new").submit(
        "Add the question", label="Was it tried?", kind="yes_no"
    )
    assert page.errors == ["Enter why it is asked. A question without a purpose is not asked"]
    page = page.submit("Add the question", purpose="To know what is proven").follow()
    tried = asked(call_id)[0]
    track = edition.tracks[0]
    page = browser.get(f"{CALL}/questions/new").submit(
        "Add the question",
        label="Where?",
        kind="one",
        choices="Ward\n\nClinic",
        purpose="To place it",
        track_ids=[str(track.id)],
        asked_if_id=str(tried.id),
        asked_if_answer="Yes",
        is_required="y",
    )
    page = page.follow()
    assert [row[:5] for row in cells(page)] == [
        ["Was it tried?", "Yes or no", "Always", "Organisers", "0"],
        [
            "Where? Required",
            "One of a list",
            f"{track.short_name}; after “yes” to “Was it tried?”",
            "Organisers",
            "0",
        ],
    ]
    page = page.submit("Up Where?").follow()
    assert page.alerts == [
        "“Where?” is asked only where “Was it tried?” has a certain answer, so it stays after it."
    ]
    page = page.follow("Was it tried?").submit("Retire the question").follow()
    assert "Change that one first." in page.alerts[0]
    page = browser.get(f"{CALL}/questions").follow("Where?")
    assert page.submit("Save the question").follow().alerts == ["The question is saved."]
    page = page.submit("Retire the question").follow()
    assert page.submit("Ask it again").follow().alerts == [
        "The question is asked again, as the last one."
    ]
    page = browser.get(f"{CALL}/questions").follow("Where?").submit("Delete the question")
    assert page.follow().alerts == ["The question is deleted."]
    assert [one.label for one in asked(call_id)] == ["Was it tried?"]


def test_phases_and_codes_are_made_and_ended(browser: Browser, edition: EditionFrame) -> None:
    make_call(edition.id)
    set_clock(DURING)
    page = browser.get(f"{CALL}/phases").submit(
        "Add the phase",
        name="Discussion",
        opens_at="2024-06-24T12:00",
        closes_at="2024-06-28T12:00",
        may_discuss="y",
    )
    assert page.errors == ["It overlaps with “First reading”. Phases follow each other"]
    page = page.submit("Add the phase", opens_at="2024-06-24T23:59").follow()
    assert [(row[0], row[3], row[4]) for row in cells(page)] == [
        ("First reading", "Hidden", "Review"),
        ("Discussion", "Hidden", "Review, discuss"),
    ]
    page = page.follow("Discussion").submit("Remove Discussion").follow()
    assert len(cells(page)) == 1
    page = browser.get(f"{CALL}/extensions").submit("Make the code", closes_at="2024-06-01T12:00")
    assert page.errors == ["An extension ends after the call has closed. Enter a later time"]
    page = page.submit("Make the code", closes_at="2024-06-07T12:00", note="Ill").follow()
    code = cells(page)[0][0]
    assert page.alerts == [f"The code is {code}. Give it to whom it is for."]
    assert cells(page)[0][1:5] == ["Ill", "0 of 1", "7 June 2024, 12:00", "Can be used"]
    page = page.submit(f"End {code}").follow()
    assert cells(page)[0][4] == "Ended"


def test_only_who_makes_the_call_opens_its_pages(browser: Browser) -> None:
    edition = make_edition()
    make_call(edition.id)
    browser.sign_in(make_reviewer(edition.id, "rae@example.org"))
    assert {browser.get(f"{CALL}{tab}").status for tab in TABS} == {403}


def test_statements_of_the_lists_do_not_grow(browser: Browser, edition: EditionFrame) -> None:
    call_id = make_call(edition.id)

    def counts() -> dict[str, int]:
        found = {}
        for tab in TABS:
            browser.get(f"{CALL}{tab}")
            with counted() as seen:
                browser.get(f"{CALL}{tab}")
            found[tab] = len(seen)
        return found

    before = counts()
    with transaction():
        for number in range(4):
            db.session.add(
                Question(
                    call_id=call_id,
                    position=number,
                    kind="yes_no",
                    label=f"Question {number}",
                    purpose="To know",
                )
            )
            db.session.add(Criterion(call_id=call_id, position=9, name=f"More {number}", weight=1))
            opens_at = AFTER + timedelta(days=30 + number)
            db.session.add(
                ReviewPhase(
                    call_id=call_id,
                    name=f"Phase {number}",
                    opens_at=opens_at,
                    closes_at=opens_at + timedelta(hours=1),
                )
            )
            db.session.add(
                ExtensionCode(call_id=call_id, code=f"LATE{number}", closes_at=AFTER, uses=1)
            )
            db.session.add(
                Format(edition_id=edition.id, code=f"f{number}", name=f"F{number}", position=9)
            )
    assert counts() == before
