"""Writing a proposal in the browser: steps, limits, drafts that save themselves, two windows."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.people.models import Person
from conference.proposals.models import Call, ExtensionCode, Proposal, ProposalAuthor, Question
from conference.proposals.rules.states import ProposalState, QuestionKind
from tests.factories import people as make
from tests.factories.programme import make_edition
from tests.factories.proposals import AFTER, CLOSES, DURING, make_author, make_call, make_proposal
from tests.support.pages import Browser, Page
from tests.support.statements import counted

MINE = "/2024/speak/mine"
AUTOSAVE = {"X-Autosave": "1"}
LATER = CLOSES + timedelta(days=14)


@pytest.fixture
def edition(app: Flask) -> EditionFrame:
    """Store an edition whose call is open now."""
    found = make_edition()
    make_call(found.id)
    move_to(DURING)
    return found


@pytest.fixture
def speaker(app: Flask, edition: EditionFrame) -> Browser:
    """Return the browser of somebody who is signed in."""
    return Browser(app).sign_in(make.make_person("yewande@example.org", name="Yewande Cole"))


def move_to(moment: object) -> None:
    with transaction():
        clock.set_moment(moment)  # type: ignore[arg-type]


def proposals() -> list[Proposal]:
    return list(db.session.scalars(select(Proposal).order_by(Proposal.id)))


def begun(speaker: Browser) -> Page:
    return speaker.get(MINE).submit("Start a proposal").follow()


def autosaved(browser: Browser, page: Page, **values: str) -> tuple[int, str, str]:
    """Send a step's form as the script does; return status, text, and what is seen now."""
    form = {
        str(box.get("name")): str(box.get("value") or box.text or "")
        for box in page.all("//main//form//input[@name] | //main//form//textarea[@name]")
        if box.get("type") != "radio"
    }
    answer = browser.client.post(page.address, data=form | values, headers=AUTOSAVE)
    db.session.rollback()
    db.session.expire_all()
    return answer.status_code, answer.get_data(as_text=True), answer.headers.get("X-Seen", "")


def test_whoever_is_not_signed_in_is_sent_to_sign_in(app: Flask, edition: EditionFrame) -> None:
    assert Browser(app).get(MINE).location == f"/sign-in?next={MINE}"


def test_pressed_twice_and_after_back_it_is_one_draft(speaker: Browser) -> None:
    page = speaker.get(MINE)
    first, second = page.submit("Start a proposal"), page.submit("Start a proposal")
    assert (first.status, first.location) == (303, second.location)
    assert [(row.state, row.title) for row in proposals()] == [(ProposalState.DRAFT, "")]
    speaker.get(MINE).submit("Start a proposal")
    assert len(proposals()) == 2


def test_whoever_has_no_name_yet_is_asked_for_it_once(app: Flask, edition: EditionFrame) -> None:
    newcomer = Browser(app).sign_in(make.make_person("new@example.org"))
    page = newcomer.get(MINE).submit("Start a proposal")
    assert (page.status, page.errors) == (422, ["Enter your name"])
    page.submit("Start a proposal", name=" Yewande  Cole ", organisation="Fen Trust")
    (author,) = db.session.scalars(select(ProposalAuthor))
    assert (author.name, author.organisation) == ("Yewande Cole", "Fen Trust")
    assert author.person_id is not None
    assert db.session.get_one(Person, author.person_id).name == "Yewande Cole"
    assert not newcomer.get(MINE).all("//main//input[@name='name']")


def test_the_whole_way_from_the_first_step_to_having_sent_in(speaker: Browser) -> None:
    page = begun(speaker)
    kind = page.all("//input[@name='format_id']/@value")[0]
    page = page.submit("Save and continue", title="Kind and clear", format_id=kind).follow()
    assert page.h1 == "For whom is it?"
    page = page.submit("Save and continue", audience="Everybody").follow()
    page = page.submit("Save and continue", outcome="Say it").follow()
    page = page.submit("Save and continue", abstract="We talk.\n\n- And try").follow()
    track = page.all("//select[@name='track_id']/option/@value")[1]
    page = page.submit("Save and continue", track_id=track, level="new").follow()
    assert page.h1 == "Who speaks with you?"
    page = page.submit("Continue").follow()
    page = page.submit("Save and continue", needs="A flip chart", has_spoken_before="no").follow()
    page = page.submit("Save and continue", committee_note="Not on Monday").follow()
    assert page.h1 == "Check your answers"
    page = page.submit("Send in the proposal").follow()
    assert page.alerts[0].startswith("Your proposal has arrived")
    row = proposals()[0]
    assert (row.state, row.title, row.abstract, row.needs, row.has_spoken_before) == (
        ProposalState.SUBMITTED,
        "Kind and clear",
        "We talk.\n\n- And try",
        "A flip chart",
        False,
    )
    assert "Sent in" in speaker.get(MINE).text


def test_whether_a_page_can_be_reached_is_asked_without_sending_anything(speaker: Browser) -> None:
    page = begun(speaker)
    assert (speaker.client.head(page.address).status_code, proposals()[0].title) == (200, "")


def test_a_step_is_saved_though_it_is_not_complete(speaker: Browser) -> None:
    page = begun(speaker).submit("Save and continue", title="Half").follow()
    assert (page.h1, proposals()[0].title) == ("For whom is it?", "Half")
    page = speaker.get(f"/2024/speak/{proposals()[0].code}/check")
    assert "Choose a format that the call offers" in page.text
    refused = page.submit("Send in the proposal")
    assert (refused.status, refused.errors[0]) == (422, "Choose a format that the call offers")
    assert proposals()[0].state is ProposalState.DRAFT


def test_a_title_of_300_letters_is_refused_and_kept(speaker: Browser) -> None:
    page = begun(speaker).submit("Save and continue", title="a" * 300)
    assert (page.status, page.errors) == (
        422,
        ["The title has 300 characters. The limit is 200"],
    )
    assert page.all("//input[@name='title']/@value") == ["a" * 300]
    assert proposals()[0].title == ""


def test_words_are_counted_as_they_are_shown(speaker: Browser) -> None:
    code = begun(speaker).address.split("/")[3]
    page = speaker.get(f"/2024/speak/{code}/abstract")
    refused = page.submit("Save and continue", abstract="word " * 301)
    assert refused.errors == ["Your abstract has 301 words. The limit is 300"]
    assert "301 of 300 words" in refused.text
    saved = page.submit("Save and continue", abstract="word " * 300)
    assert saved.status == 303


def test_questions_of_the_call_are_a_step_where_there_are_any(speaker: Browser) -> None:
    call_id = db.session.scalars(select(Call.id)).one()
    with transaction():
        first = Question(
            call_id=call_id,
            position=0,
            kind=QuestionKind.YES_NO,
            label="Was it evaluated?",
            purpose="To compare",
            is_required=True,
        )
        db.session.add(first)
        db.session.flush()
        db.session.add(
            Question(
                call_id=call_id,
                position=1,
                kind=QuestionKind.SHORT,
                label="By whom?",
                purpose="To compare",
                asked_if_id=first.id,
                asked_if_answer="yes",
            )
        )
    code = begun(speaker).address.split("/")[3]
    page = speaker.get(f"/2024/speak/{code}/questions")
    assert ("Was it evaluated?" in page.text, "By whom?" in page.text) == (True, False)
    assert "an answer to: Was it evaluated?" in speaker.get(f"/2024/speak/{code}/check").text
    page = page.submit("Save and continue", **{f"q{first.id}": "yes"}).follow()
    assert page.address == f"/2024/speak/{code}/questions"
    page.submit("Save and continue", **{f"q{first.id + 1}": "A university"})
    text = speaker.get(f"/2024/speak/{code}/check").text
    assert "Was it evaluated? Yes" in text
    assert "By whom? A university" in text


def test_a_draft_saves_itself_and_the_page_has_seen_it(speaker: Browser) -> None:
    code = begun(speaker).address.split("/")[3]
    page = speaker.get(f"/2024/speak/{code}/audience")
    status, text, seen = autosaved(speaker, page, audience="Nurses")
    assert (status, text, proposals()[0].audience) == (204, "", "Nurses")
    again = autosaved(speaker, page, audience="Nurses and porters", seen=seen)
    assert (again[0], proposals()[0].audience) == (204, "Nurses and porters")
    long = autosaved(speaker, page, audience="a" * 401, seen=again[2])
    assert long[:2] == (422, "This has 401 characters. The limit is 400")
    overtaken = autosaved(speaker, page, audience="Doctors")
    assert overtaken[0] == 409
    assert overtaken[1].startswith("Somebody saved this while you had it open: For whom.")
    assert overtaken[1].endswith("to replace theirs. Saved meanwhile: “Nurses and porters”")


def test_what_somebody_proposed_is_listed_after_the_call_is_hidden(
    app: Flask, speaker: Browser
) -> None:
    code = sent_in()
    with transaction():
        db.session.query(Call).one().is_shown = False
    page = speaker.get(MINE)
    assert page.link("Kind and clear") == f"/2024/speak/{code}"
    assert ("The call" in page.text, "Start a proposal" in page.text) == (False, False)
    assert speaker.get(f"/2024/speak/{code}").link("My proposals") == MINE
    assert Browser(app).sign_in(make.make_person("new@example.org")).get(MINE).status == 404


def test_what_was_sent_in_does_not_save_itself(speaker: Browser) -> None:
    code = sent_in()
    page = speaker.get(f"/2024/speak/{code}/audience")
    status, text, _ = autosaved(speaker, page, audience="Half a wo")
    assert (page.all("//form[@data-autosave]"), status) == ([], 409)
    assert text == "It is sent in, so only what you save yourself counts. Press Save"
    assert proposals()[0].audience == "Everybody who has to say something hard"
    draft = begun(speaker).address.split("/")[3]
    assert len(speaker.get(f"/2024/speak/{draft}/audience").all("//form[@data-autosave]")) == 1


def test_of_two_windows_the_later_is_told_what_changed(speaker: Browser) -> None:
    code = begun(speaker).address.split("/")[3]
    one, two = (speaker.get(f"/2024/speak/{code}/audience") for _ in range(2))
    one.submit("Save and continue", audience="Nurses")
    refused = two.submit("Save and continue", audience="Porters")
    assert refused.status == 409
    assert "Saved meanwhile: “Nurses”" in refused.text
    assert (refused.all("//textarea")[0].text or "").strip() == "Porters"
    assert proposals()[0].audience == "Nurses"
    refused.submit("Save and continue")
    assert proposals()[0].audience == "Porters"


def test_a_form_sent_signed_out_loses_nothing(app: Flask, speaker: Browser) -> None:
    code = begun(speaker).address.split("/")[3]
    page = speaker.get(f"/2024/speak/{code}/audience")
    with speaker.client.session_transaction() as cookie:
        token = cookie.pop("sign_in")
    refused = page.submit("Save and continue", audience="Nurses")
    assert refused.status == 401
    assert (refused.all("//textarea")[0].text or "").strip() == "Nurses"
    assert refused.link("Sign in in another tab") == (f"/sign-in?next=/2024/speak/{code}/audience")
    assert autosaved(speaker, page, audience="Nurses")[0] == 401
    assert proposals()[0].audience == ""
    with speaker.client.session_transaction() as cookie:
        cookie["sign_in"] = token
        cookie.pop("csrf_token")
    stale = refused.submit("Save and continue")
    assert (stale.status, "Nothing is lost" in stale.text) == (409, True)
    assert stale.submit("Save and continue").status == 303
    assert proposals()[0].audience == "Nurses"


def test_a_browser_that_names_our_own_site_need_not_send_twice(speaker: Browser) -> None:
    code = begun(speaker).address.split("/")[3]
    address = f"/2024/speak/{code}/audience"
    seen = speaker.get(address).all("//input[@name='seen']/@value")[0]
    form = {"audience": "Nurses", "seen": seen}
    own, foreign = "http://localhost", "https://example.org"
    answers = [
        speaker.client.post(address, data=form, headers={"Origin": origin}).status_code
        for origin in (foreign, own)
    ]
    db.session.rollback()
    assert (answers, proposals()[0].audience) == ([409, 303], "Nurses")


def test_what_is_given_back_signed_out_tells_nothing_of_the_proposal(
    app: Flask, speaker: Browser, edition: EditionFrame
) -> None:
    code = make_proposal(edition.id, title="Secret", audience="Hidden", email="x@example.org")
    for step in ("title", "audience", "details", "questions"):
        page = Browser(app).post(f"/2024/speak/{code}/{step}", audience="Typed")
        assert (page.status, "Secret" in page.html, "Hidden" in page.html) == (401, False, False)


def test_a_stranger_reads_no_question_of_a_call_that_is_not_shown(
    app: Flask, edition: EditionFrame
) -> None:
    with transaction():
        call = db.session.query(Call).one()
        call.is_shown = False
        question = Question(
            call_id=call.id, position=0, kind=QuestionKind.SHORT, label="Secret?", purpose="To know"
        )
        db.session.add(question)
    page = Browser(app).post("/2024/speak/NOCODE/questions", **{f"q{question.id}": "A"})
    assert (page.status, "Secret?" in page.html) == (404, False)


def test_nobody_else_opens_a_proposal(app: Flask, edition: EditionFrame) -> None:
    code = make_proposal(edition.id, title="Secret")
    other = Browser(app).sign_in(make.make_person("other@example.org"))
    unknown, known = (other.get(f"/2024/speak/{name}/title") for name in ("NOCODE", code))
    assert (unknown.status, known.status) == (404, 404)
    assert "Secret" not in known.text
    assert unknown.text == known.text
    for address in ("", "/check", "/speakers", "/withdrawal", "/removal"):
        assert other.get(f"/2024/speak/{code}{address}").status == 404
    for address in ("/submission", "/withdrawal", "/speakers", "/title", "/audience"):
        assert other.post(f"/2024/speak/{code}{address}", name="A", email="a@b.uk").status == 404


def test_after_the_deadline_a_draft_says_what_is_true(speaker: Browser) -> None:
    code = begun(speaker).address.split("/")[3]
    speaker.get(f"/2024/speak/{code}/title").submit("Save and continue", title="Too late")
    move_to(AFTER)
    page = speaker.get(f"/2024/speak/{code}")
    assert page.h1 == "Too late"
    assert page.alerts[0].startswith("This draft was not sent in The call closed at 11:59pm UK")
    assert "With an extension code" in page.text
    assert speaker.get(f"/2024/speak/{code}/check").submit("Send in").status == 422


def whole_draft(edition: EditionFrame) -> str:
    """Store a draft to which nothing is missing."""
    return make_proposal(
        edition.id,
        state=ProposalState.DRAFT,
        format_id=edition.formats[0].id,
        track_id=edition.tracks[0].id,
    )


def make_code(code: str = "LATE-R2", **values: object) -> None:
    call_id = db.session.scalars(select(Call.id)).one()
    facts = {"call_id": call_id, "code": code, "closes_at": LATER, "uses": 1}
    with transaction():
        db.session.add(ExtensionCode(**(facts | values)))


def test_late_a_whole_draft_is_sent_in_with_a_code_and_changed_until_that_ends(
    speaker: Browser, edition: EditionFrame
) -> None:
    code = whole_draft(edition)
    make_code()
    move_to(AFTER)
    check = speaker.get(f"/2024/speak/{code}/check")
    assert ("You can change it until" in check.text, check.alerts[0][:23]) == (
        False,
        "The deadline has passed",
    )
    late = check.submit("Send in")
    assert (late.status, late.errors[0][:24]) == (409, "The deadline has passed,")
    wrong = late.submit("Send in", extension="WRONG")
    assert (wrong.status, wrong.all("//*[@id='extension-error']") != []) == (409, True)
    sent = wrong.submit("Send in", extension="late r2").follow()
    assert "You can change it until 11:59pm UK time on Monday 17 June 2024." in sent.text
    changing = sent.follow("Change it")
    assert "You can change it until 11:59pm UK time on Monday 17 June 2024." in changing.text
    assert proposals()[0].state is ProposalState.SUBMITTED


def test_late_a_draft_is_begun_with_a_code(speaker: Browser) -> None:
    make_code()
    move_to(AFTER)
    page = speaker.get(MINE)
    refused = page.submit("Start a proposal", extension="WRONG")
    assert (refused.status, refused.errors) == (
        409,
        ["We do not know this extension code. Check it against the message."],
    )
    begun_late = refused.submit("Start a proposal", extension="late r2")
    assert [row.state for row in proposals()] == [ProposalState.DRAFT]
    code = str(begun_late.location).split("/")[3]
    shown = speaker.get(f"/2024/speak/{code}")
    assert shown.alerts[0] == (
        "This draft is not sent in yet The call has closed. With the extension code that you began "
        "it with, you can send it in until 11:59pm UK time on Monday 17 June 2024."
    )
    check = speaker.get(f"/2024/speak/{code}/check")
    assert check.all("//input[@name='extension']/@value") == ["LATE-R2"]


def test_in_the_grace_the_page_says_until_when_it_takes(
    speaker: Browser, edition: EditionFrame
) -> None:
    code = whole_draft(edition)
    move_to(CLOSES)
    assert (
        "Send it in by 12:14am UK time on Tuesday 4 June 2024."
        in speaker.get(f"/2024/speak/{code}").text
    )


def test_a_limit_that_is_reached_is_no_matter_of_a_code_or_a_deadline(
    speaker: Browser, edition: EditionFrame
) -> None:
    with transaction():
        db.session.query(Call).one().limit_per_person = 1
    make_proposal(edition.id)
    page = speaker.get(f"/2024/speak/{whole_draft(edition)}/check")
    refused = speaker.post(page.all("//main//form/@action")[-1], extension="ANY")
    assert (refused.status, refused.errors[0][:29]) == (409, "Each person may send in one p")
    assert "The deadline has passed" not in refused.text
    assert refused.all("//input[@name='extension']") == []


def test_what_was_sent_in_can_only_be_read_after_the_deadline(speaker: Browser) -> None:
    code = sent_in()
    move_to(AFTER)
    assert "can no longer be changed" in speaker.get(f"/2024/speak/{code}").text
    assert speaker.get(f"/2024/speak/{code}/title").location == f"/2024/speak/{code}"
    page = speaker.post(f"/2024/speak/{code}/title", title="Other")
    assert page.status == 409
    assert proposals()[0].title == "Kind and clear"


def test_what_the_call_asks_for_later_is_linked_and_locks_no_step(
    speaker: Browser, edition: EditionFrame
) -> None:
    code = make_proposal(edition.id, format_id=edition.formats[0].id, track_id=edition.tracks[0].id)
    with transaction():
        question = Question(
            call_id=db.session.scalars(select(Call.id)).one(),
            position=0,
            kind=QuestionKind.SHORT,
            label="What did you measure?",
            purpose="To compare",
            is_required=True,
        )
        db.session.add(question)
    saved = speaker.get(f"/2024/speak/{code}/title").submit("Save", title="Kind, clear")
    assert (saved.location, proposals()[0].title) == (f"/2024/speak/{code}/check", "Kind, clear")
    assert "What did you measure?" in speaker.get(f"/2024/speak/{code}").alerts[0]
    page = saved.follow().follow("Answer the question: What did you measure?")
    page.submit("Save", **{f"q{question.id}": "Falls"})
    assert speaker.get(f"/2024/speak/{code}").alerts[0].startswith("Your proposal has arrived We")


def sent_in(**values: object) -> str:
    """Store a proposal that Yewande has sent in, and return its code."""
    edition_id = db.session.scalars(select(Call.edition_id)).one()
    return make_proposal(edition_id, **values)  # type: ignore[arg-type]


def test_a_decision_that_is_not_told_never_shows(speaker: Browser) -> None:
    code = sent_in(pending="decline", decided_at=CLOSES)
    pages = [speaker.get(address).text for address in (MINE, f"/2024/speak/{code}")]
    assert ["Sent in" in text for text in pages] == [True, True]
    assert [word for text in pages for word in ("ecline", "Not this year") if word in text] == []


def test_withdrawing_is_asked_about_and_discarding_too(speaker: Browser) -> None:
    code = sent_in()
    page = speaker.get(f"/2024/speak/{code}").follow("Withdraw this proposal")
    page = page.submit("Withdraw the proposal").follow()
    assert (page.alerts, proposals()[0].state) == (
        ["Your proposal is withdrawn.", "This proposal is withdrawn"],
        ProposalState.WITHDRAWN,
    )
    draft = begun(speaker).address.split("/")[3]
    page = speaker.get(f"/2024/speak/{draft}").follow("Throw this draft away")
    again = page.submit("Throw the draft away")
    assert (again.location, page.submit("Throw the draft away").location) == (MINE, MINE)
    assert [row.code for row in proposals()] == [code]
    assert len(list(db.session.scalars(select(ProposalAuthor)))) == 1


def test_a_page_costs_the_same_with_more_speakers_and_questions(speaker: Browser) -> None:
    code = sent_in()
    proposal_id, call_id = proposals()[0].id, db.session.scalars(select(Call.id)).one()
    costs = []
    for part in range(2):
        for number in range(3):
            make_author(proposal_id, f"{part}-{number}@example.org")
            with transaction():
                db.session.add(
                    Question(
                        call_id=call_id,
                        position=number,
                        kind=QuestionKind.SHORT,
                        label=f"Question {part} {number}",
                        purpose="To know",
                    )
                )
            sent_in()
        for address in (MINE, f"/2024/speak/{code}", f"/2024/speak/{code}/check"):
            speaker.get(address)
            with counted() as statements:
                speaker.get(address)
            costs.append(len(statements))
    assert costs[:3] == costs[3:]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (" ", "Enter the extension code that the organisers gave you"),
        ("ENDED", "This extension code has ended. Ask the organisers for another."),
    ],
)
def test_whoever_begins_late_is_asked_for_a_code_that_counts(
    speaker: Browser, typed: str, sentence: str
) -> None:
    with transaction():
        call_id = db.session.scalars(select(Call.id)).one()
        db.session.add(
            ExtensionCode(call_id=call_id, code="ENDED", uses=1, closes_at=AFTER, ended_at=DURING)
        )
    move_to(AFTER)
    page = speaker.get(MINE)
    assert page.all("//label[@for='extension']/text()") == ["Extension code"]
    refused = page.submit("Start a proposal", extension=typed)
    assert (refused.status, refused.errors, proposals()) == (409, [sentence], [])
