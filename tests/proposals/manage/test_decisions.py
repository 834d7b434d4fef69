"""Decisions are told: texts, drafts as they will be read, and one press that sends all."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail import actions as mail
from conference.mail import flows
from conference.mail.models import Message
from conference.mail.office import office
from conference.mail.rules import MessageState
from conference.mail.transport import MemoryCarrier
from conference.people.rules import Role
from conference.proposals.actions import letters
from conference.proposals.actions.decisions import Deciding
from conference.proposals.models import Call, ConflictOfInterest, DecisionText, Proposal
from conference.proposals.queries import decisions as queries
from conference.proposals.queries.readers import Reader
from conference.proposals.rules.deciding import DraftsOutOfDate
from conference.proposals.rules.states import AuthorState, ConflictKind, Decision, ProposalState
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    make_author,
    make_call,
    make_proposal,
    make_review,
    make_reviewer,
    proposal_row,
)
from tests.support.pages import Browser
from tests.support.races import at_once
from tests.support.statements import counted

DECISIONS = "/2024/manage/proposals/decisions"
SENDING = f"{DECISIONS}/sending"
CONFIRM_BY = datetime(2024, 7, 5, 22, 59, tzinfo=UTC)
CAROL = "carol@example.org"
YEWANDE, ROWAN = "yewande@example.org", "rowan@example.org"


@pytest.fixture
def edition(browser: Browser) -> EditionFrame:
    """Return an edition with a call; an organiser has signed in."""
    edition = make_edition()
    make_call(edition.id, confirm_by=CONFIRM_BY)
    person_id = make_person(CAROL)
    make_grant(person_id, Role.ORGANISER)
    browser.sign_in(person_id)
    return edition


def decided(edition_id: int, title: str, decision: Decision, **values: object) -> str:
    return make_proposal(edition_id, title=title, pending=decision, **values)  # type: ignore[arg-type]


def outbox() -> list[tuple[str, MessageState]]:
    """Return address and state of every message of decisions, by address."""
    db.session.rollback()
    rows = db.session.query(Message).filter_by(kind="proposals.decided")
    return sorted((row.address, row.state) for row in rows)


def delivered() -> MemoryCarrier:
    """Deliver what is due, and return who took it."""
    carrier = MemoryCarrier()
    flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    return carrier


def press(browser: Browser) -> str:
    """Prepare and send through the pages; return what is said then."""
    browser.get(DECISIONS).submit("Prepare")
    return browser.get(SENDING).submit("Send").follow().text


def committee(edition_id: int, email: str = CAROL) -> Deciding:
    person_id = make_person(email)
    return Deciding(edition_id=edition_id, reader=Reader(person_id, email), now=AFTER)


def test_markdown_is_read_as_plain_words_and_titles_as_typed(
    browser: Browser, edition: EditionFrame
) -> None:
    decided(edition.id, "**Loud** & _proud_", Decision.ACCEPT)
    with transaction():
        db.session.add(
            DecisionText(
                call_id=db.session.query(Call.id).scalar(),
                decision=Decision.ACCEPT,
                body="# Well done\n\n**{title}** is in.\n\n- [How to come](https://a.example/)",
            )
        )
    press(browser)
    text = delivered().carried[0].get_content()
    assert "Well done\n\n**Loud** & _proud_ is in.\n\n- How to come (https://a.example/)\n" in text


def test_all_is_told_in_one_press_and_one_mail_for_each_person(
    browser: Browser, edition: EditionFrame
) -> None:
    first = decided(edition.id, "A", Decision.ACCEPT)
    make_author(proposal_row(first).id, ROWAN, state=AuthorState.ACCEPTED)
    make_author(proposal_row(first).id, "silent@example.org")
    make_author(proposal_row(first).id, "no@example.org", state=AuthorState.DECLINED)
    second = decided(edition.id, "B", Decision.DECLINE)
    third = decided(edition.id, "C", Decision.RESERVE, email=ROWAN)
    assert browser.get(SENDING).location == DECISIONS  # nothing is prepared yet
    prepared = browser.get(DECISIONS).submit("Prepare the mails").follow()
    assert "2 mails prepared. None is sent." in prepared.text
    assert outbox() == [(ROWAN, MessageState.DRAFT), (YEWANDE, MessageState.DRAFT)]
    assert delivered().carried == []
    asked = browser.get(SENDING)
    assert asked.h1 == "Send 2 mails now?"
    assert "3 proposals: 1 accepted 1 on the reserve list 1 declined" in asked.text
    sent = asked.submit("Send 2 mails").follow()
    assert "Sent to 2 people." in sent.text
    assert outbox() == [(ROWAN, MessageState.QUEUED), (YEWANDE, MessageState.QUEUED)]
    now = clock.now()
    rows = [proposal_row(code) for code in (first, second, third)]
    assert [(row.state, row.pending, row.told) for row in rows] == [
        (ProposalState.ACCEPTED, None, Decision.ACCEPT),
        (ProposalState.DECLINED, None, Decision.DECLINE),
        (ProposalState.RESERVE, None, Decision.RESERVE),
    ]
    assert all(row.told_at is not None and row.told_at <= now for row in rows)


def test_the_preview_is_what_arrives(browser: Browser, edition: EditionFrame) -> None:
    with transaction():
        clock.set_moment(AFTER)
    decided(edition.id, "A {places} B", Decision.ACCEPT)
    decided(edition.id, "C", Decision.DECLINE)
    decided(edition.id, "D", Decision.DECLINE, email=ROWAN)
    browser.get(DECISIONS).submit("Prepare the mails")
    page = browser.get(DECISIONS).follow("Preview of the mail to yewande@example.org")
    shown = "".join(page.all("//*[@class='mail-view__body']")[0].itertext())
    press(browser)
    (arrived,) = [one for one in delivered().carried if one["To"] == YEWANDE]
    assert arrived["Subject"] == "About your proposals"
    assert page.h1 == f"Draft to {YEWANDE}"
    assert arrived.get_content() == shown
    assert "Your session has been accepted: A {places} B" in shown
    line = "=" * 40
    for title in ("1 of 2: A {places} B", "2 of 2: C"):
        assert f"\n{line}\n{title}\n{line}\n\n" in shown
    assert "Please confirm by 11:59pm UK time on Friday 5 July 2024." in shown
    assert "There were 3 for 1 places." in shown
    assert shown.count("/confirm\n") == 1


def test_reviewers_words_go_along_only_where_ticked_and_without_names(
    browser: Browser, edition: EditionFrame
) -> None:
    accepted = decided(edition.id, "A", Decision.ACCEPT)
    declined = decided(edition.id, "B", Decision.DECLINE, email=ROWAN)
    reviewer = make_reviewer(edition.id, "vera@example.org", name="Vera Quill")
    for code in (accepted, declined):
        make_review(
            proposal_row(code).id, reviewer, (4, 4), for_speaker="Show one case", for_committee="Hm"
        )
    browser.get(DECISIONS).submit("Prepare the mails", reviews=["decline"])
    browser.get(SENDING).submit("Send")
    mails = {one["To"]: one.get_content() for one in delivered().carried}
    assert ("Show one case" in mails[ROWAN], "Show one case" in mails[YEWANDE]) == (True, False)
    found = [word for text in mails.values() for word in ("Vera", "vera@", "Hm\n") if word in text]
    assert found == []


def test_texts_are_the_organisers(browser: Browser, edition: EditionFrame) -> None:
    page = browser.get(DECISIONS).follow("Text to accept")
    assert "Your session has been accepted" in page.html
    wrong = page.submit("Save the text", body="Come, {name}, by {confirm_by}")
    assert (wrong.status, wrong.errors[0][:19]) == (422, "There is no {name}.")
    assert page.submit("Save the text", body="Come! {title}").status == 303
    assert page.submit("Save the text", body="Mine").status == 422  # theirs was not seen
    decided(edition.id, "A", Decision.ACCEPT)
    press(browser)
    assert delivered().carried[0].get_content().count("Come! A\n") == 1
    row = db.session.query(DecisionText).one()
    assert (row.decision, row.body) == (Decision.ACCEPT, "Come! {title}")
    assert browser.get(f"{DECISIONS}/texts/other").status == 404


def test_a_text_cannot_name_a_day_that_the_call_has_not(
    browser: Browser, edition: EditionFrame
) -> None:
    with transaction():
        db.session.query(Call).one().confirm_by = None
    decided(edition.id, "A", Decision.ACCEPT)
    refused = browser.get(DECISIONS).submit("Prepare the mails").follow()
    assert "the call has no date by which speakers confirm" in refused.text
    assert outbox() == []


@pytest.mark.parametrize("change", ["decision", "withdrawn", "text", "author", "prepared"])
def test_what_changed_since_the_page_was_shown_is_never_sent(
    browser: Browser, edition: EditionFrame, change: str
) -> None:
    code = decided(edition.id, "A", Decision.ACCEPT)
    decided(edition.id, "B", Decision.RESERVE, email=ROWAN)
    browser.get(DECISIONS).submit("Prepare the mails")
    page = browser.get(SENDING)
    with transaction():
        row = db.session.merge(proposal_row(code))
        if change == "decision":
            row.pending = Decision.DECLINE
        if change == "withdrawn":
            row.state, row.pending, row.withdrawn_at = ProposalState.WITHDRAWN, None, AFTER
    if change == "text":
        browser.get(f"{DECISIONS}/texts/reserve").submit("Save the text", body="Wait")
    if change == "author":
        make_author(row.id, "third@example.org", state=AuthorState.ACCEPTED)
    if change == "prepared":
        browser.get(DECISIONS).submit("Prepare again", reviews=["reserve"])
    refused = page.submit("Send").follow()
    assert "Nothing was sent now" in refused.text
    assert {state for _, state in outbox()} == {MessageState.DRAFT}
    assert press(browser).count("Sent to") == 1


def test_a_second_press_and_an_unconfirming_send_no_second_acceptance(
    browser: Browser, edition: EditionFrame
) -> None:
    code = decided(edition.id, "A", Decision.ACCEPT)
    browser.get(DECISIONS).submit("Prepare the mails")
    page = browser.get(SENDING)
    page.submit("Send")
    again = page.submit("Send").follow()
    assert "it was sent already" in again.text
    with transaction():
        row = db.session.merge(proposal_row(code))
        row.state, row.confirmed_at = ProposalState.CONFIRMED, AFTER
    with transaction():
        row = db.session.merge(proposal_row(code))
        row.state, row.confirmed_at = ProposalState.ACCEPTED, None
    assert "Nothing waits to be sent" in browser.get(DECISIONS).text
    assert len(delivered().carried) == 1
    assert outbox() == [(YEWANDE, MessageState.SENT)]


def test_a_draft_is_shown_as_one_and_not_sent_by_the_outbox(
    browser: Browser, edition: EditionFrame
) -> None:
    decided(edition.id, "A", Decision.ACCEPT)
    browser.get(DECISIONS).submit("Prepare the mails")
    page = browser.get("/2024/manage/outbox")
    assert "Draft: not sent" in page.text
    assert "Drafts 1 not sent" in page.text
    assert page.all("//main//table//button") == []
    (draft,) = db.session.query(Message)
    address = f"/2024/manage/outbox/{draft.id}/retry"
    assert browser.send(address, {"csrf_token": [browser.token()]}).status == 404
    with transaction():
        claims = mail.claim_due(name=lambda: "<a@b>", real_now=clock.real_now())
    assert (list(claims), outbox()) == ([], [(YEWANDE, MessageState.DRAFT)])
    assert browser.other().get("/demo/inbox").text.count("What was decided") == 0
    assert browser.other().get(f"/demo/inbox/{draft.id}").status == 404


@pytest.mark.parametrize("relation", ["owner", "named", "conflict"])
def test_the_outbox_shows_nobody_a_draft_about_their_own_proposal(
    browser: Browser, edition: EditionFrame, relation: str
) -> None:
    oona = _organiser("oona@example.org")
    owner = "oona@example.org" if relation == "owner" else ROWAN
    own = decided(edition.id, "Mine", Decision.ACCEPT, email=owner)
    row_id = proposal_row(own).id
    if relation == "named":
        make_author(row_id, "oona@example.org", state=AuthorState.ACCEPTED)
    if relation == "conflict":
        with transaction():
            db.session.add(
                ConflictOfInterest(
                    proposal_id=row_id,
                    person_id=oona,
                    kind=ConflictKind.DECLARED,
                    noted_at=AFTER,
                    noted_by="person 1",
                )
            )
    decided(edition.id, "Theirs", Decision.DECLINE)
    browser.get(DECISIONS).submit("Prepare the mails")
    everything = len(outbox())
    hers = browser.other().sign_in(oona)
    for state in ("", "draft"):
        page = hers.get("/2024/manage/outbox", state=state)
        assert page.all("//tbody//th/text()") == [YEWANDE]
        assert "Drafts 1 not sent" in page.text
    for address in (ROWAN, "oona@example.org"):
        assert "No mails here" in hers.get("/2024/manage/outbox", address=address).text
    assert f"Drafts {everything} not sent" in browser.get("/2024/manage/outbox").text
    press(browser)
    assert len(hers.get("/2024/manage/outbox", state="queued").all("//tbody//th")) == everything


def test_drafts_of_what_was_taken_back_are_gone_or_thrown_away(
    browser: Browser, edition: EditionFrame
) -> None:
    code = decided(edition.id, "A", Decision.DECLINE)
    browser.get(DECISIONS).submit("Prepare the mails")
    browser.get(f"/2024/manage/proposals/committee/{code}").submit("Undecided")
    page = browser.get(DECISIONS)
    assert (page.h1, "left of decisions" in page.text, outbox()) == ("Decisions", False, [])
    decided(edition.id, "B", Decision.DECLINE)
    browser.get(DECISIONS).submit("Prepare the mails")
    with transaction():
        db.session.query(Proposal).filter_by(title="B").one().pending = None
    page = browser.get(DECISIONS)
    assert "1 draft left of decisions that were taken back None is sent." in page.alerts
    done = page.submit("Throw it away").follow()
    assert done.alerts == ["Nothing waits to be sent, and no draft is left."]
    assert outbox() == []


def test_an_author_sends_others_decisions_and_not_their_own(
    browser: Browser, edition: EditionFrame
) -> None:
    own = decided(edition.id, "Mine", Decision.ACCEPT, email=CAROL)
    make_author(proposal_row(own).id, YEWANDE, state=AuthorState.ACCEPTED)
    theirs = decided(edition.id, "Theirs", Decision.DECLINE)
    other = browser.other().sign_in(_organiser("oona@example.org"))
    other.get(DECISIONS).submit("Prepare the mails")
    mine = browser.get(DECISIONS)
    assert "To accept 0 To reserve 0 To decline 1 Mails 1" in mine.text
    assert "somebody else sends it" in mine.text
    preview = mine.follow("Preview of the mail")
    assert ("Theirs" in preview.text, "Mine" in preview.text) == (True, False)
    assert "Sent to 1 person." in browser.get(SENDING).submit("Send").follow().text
    assert (proposal_row(own).state, proposal_row(own).pending, proposal_row(theirs).state) == (
        ProposalState.SUBMITTED,
        Decision.ACCEPT,
        ProposalState.DECLINED,
    )
    left = other.get(DECISIONS)
    assert "To accept 1 To reserve 0 To decline 0 Mails 2" in left.text
    assert "Sent to 2 people." in press(other)


def _organiser(email: str) -> int:
    person_id = make_person(email)
    make_grant(person_id, Role.ORGANISER)
    return person_id


def test_the_list_costs_the_same_however_long(browser: Browser, edition: EditionFrame) -> None:
    decided(edition.id, "A", Decision.ACCEPT)
    browser.get(DECISIONS)
    with counted() as few:
        browser.get(DECISIONS)
    for number in range(5):
        decided(edition.id, f"B {number}", Decision.DECLINE, email=f"s{number}@example.org")
    with counted() as many:
        browser.get(DECISIONS)
    assert len(many) == len(few)


def test_two_presses_at_once_send_once(database: Flask) -> None:
    edition = make_edition()
    make_call(edition.id, confirm_by=CONFIRM_BY)
    for number in range(3):
        decided(edition.id, f"A {number}", Decision.ACCEPT, email=f"s{number}@example.org")
    deciding = committee(edition.id)
    with transaction():
        letters.prepare(frozenset(), deciding=deciding)
    mark = queries.sending(edition.id, deciding.reader).mark

    def press_once() -> int:
        try:
            with transaction():
                return letters.send(mark, deciding=deciding).people
        except DraftsOutOfDate:
            return 0

    assert sorted(at_once(database, [press_once, press_once])) == [0, 3]
    assert [state for _, state in outbox()] == [MessageState.QUEUED] * 3


def test_killed_in_between_nothing_is_half(database: Flask) -> None:
    edition = make_edition()
    make_call(edition.id, confirm_by=CONFIRM_BY)
    code = decided(edition.id, "A", Decision.ACCEPT)
    deciding = committee(edition.id)
    with transaction():
        letters.prepare(frozenset(), deciding=deciding)
    mark = queries.sending(edition.id, deciding.reader).mark
    with pytest.raises(KeyboardInterrupt):
        _send_and_die(mark, deciding)
    row = proposal_row(code)
    assert (row.state, row.pending, row.told_at) == (
        ProposalState.SUBMITTED,
        Decision.ACCEPT,
        None,
    )
    assert outbox() == [(YEWANDE, MessageState.DRAFT)]
    with transaction():
        assert letters.send(mark, deciding=deciding).people == 1


def _send_and_die(mark: str, deciding: Deciding) -> None:
    with transaction():
        letters.send(mark, deciding=deciding)
        db.session.flush()
        raise KeyboardInterrupt
