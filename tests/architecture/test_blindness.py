"""Reviewers read blind: no answer, file, header or mail tells them who wrote a proposal.

One query module decides (proposals/queries/reading, workflows.md 4, rule 41); this walk finds who
does not ask it. It goes through every address of the application, whoever wrote its page.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from contextvars import Context
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from conference.history import actions as history
from conference.history.models import Entry
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail import flows
from conference.mail.office import office
from conference.mail.transport import MemoryCarrier
from conference.people.models import Person, Speaker
from conference.people.rules import Role
from conference.programme.models import SessionFile
from conference.proposals.actions import assignments, letters, reviews
from conference.proposals.actions.assignments import Chair
from conference.proposals.actions.decisions import Deciding
from conference.proposals.mails import reviews as mails
from conference.proposals.models import (
    Call,
    Proposal,
    ProposalAnswer,
    ProposalAuthor,
    Question,
    Review,
    ReviewAssignment,
    ReviewComment,
    ReviewDraft,
    ReviewerTrack,
    ReviewPhase,
    SpeakerDetails,
    SpeakerPicture,
)
from conference.proposals.queries import assignments as pages
from conference.proposals.queries.readers import Reader
from conference.proposals.queries.reading import Opinion
from conference.proposals.rules.states import Decision, ProposalState
from tests.architecture.proposals_of_year import CODE, QUESTION
from tests.architecture.test_editions_apart import OF_THE_INSTALLATION
from tests.architecture.test_editions_apart import addresses as addresses_of
from tests.architecture.years import Year, make_year
from tests.documents.paper_reader import read_paper
from tests.factories.orders import NOW
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_session, make_speaker
from tests.factories.proposals import (
    AFTER,
    id_of_proposal,
    make_author,
    make_proposal,
    make_reviewer,
)
from tests.support.pages import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
SLUG = "2024"
MARK = "Qvxzk"
"""Begins everything that tells who wrote a proposal; no word and no code holds it."""

OWN = "Own words of a proposal"
ABSTRACT = "Anybody may read this abstract"
QUERIES = (
    *(f"?q={MARK}", "?q=Proposer", "?q=abstract", "?view=grid", "?page=2"),
    *("?format=csv", "?print=1", "?view=print", "?pending=accept"),
)
"""Other ways to ask for a page: a search for the mark, and for the rest of an author's name."""

OPENED, SEEN, REFUSED = 200, 303, 422
ASKED_ANEW = 9
MANY = 500
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DRAWN_ANEW = re.compile(
    r"(Set-Cookie|Content-Length): [^\n]*\n|seed=\w+"
    r'|name="(csrf_token|form_token|code)"[^>]* value="[^"]*"'
)
"""What differs between two answers to one question: seals of forms, and codes to come."""

OF_OTHERS = ("demo.", "design.", "assets.", "safeguarding.leave")
"""The stand-ins of a demonstration, files, and the way out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A year in review, and who looks."""

    app: Flask
    year: Year
    reviewer_id: int
    double_id: int
    judge_id: int
    codes: tuple[str, ...]

    def visitors(self) -> Iterator[tuple[str, Browser]]:
        """Return a reviewer, one who is a speaker and an attendee as well, one of the committee."""
        yield "reviewer", Browser(self.app).sign_in(self.reviewer_id)
        double = Browser(self.app).sign_in(self.double_id)
        double.hold("order", self.year.order.link_selector)
        double.hold("ticket", self.year.attendee.link_selector)
        yield "reviewer, speaker and attendee", double
        yield "reviewer and committee", Browser(self.app).sign_in(self.judge_id)

    def addresses(self) -> set[str]:
        """Return every address that is opened by GET, with every code of the year in it."""
        return {
            address
            for rule in self.app.url_map.iter_rules()
            if "GET" in (rule.methods or set()) and not rule.endpoint.startswith(OF_OTHERS)
            for address in self._filled(rule)
        }

    def _filled(self, rule: Rule) -> set[str]:
        """Return a rule's addresses: with the year's own rows, and with every code for a word."""
        plain = rule.rule.replace("<edition>", SLUG)
        numbered = re.sub(r"<int:[^<>]+>", "1", plain)
        filled = {re.sub(r"<[^<>]+>", code, numbered) for code in self.codes}
        if "edition" in rule.arguments and not rule.endpoint.startswith(OF_THE_INSTALLATION):
            filled |= set(addresses_of(rule, self.year, SLUG))
        return filled


@pytest.fixture
def blind(app: Flask) -> Blind:
    """Store a year in which everything about authors is marked; a blind phase is going on."""
    year = make_year(SLUG, is_current=True)
    with transaction():
        clock.set_moment(AFTER)
    edition_id = year.edition.id
    reviewer_id = db.session.scalars(select(ReviewAssignment.person_id)).one()
    make_grant(reviewer_id, Role.REVIEWER)  # of all years as well
    double_id = make_reviewer(edition_id, "double@gmail.com", name="Somebody")
    with transaction():
        db.session.execute(update(Speaker).where(Speaker.code == "RUN").values(person_id=double_id))
    for person_id in (reviewer_id, double_id):
        make_proposal(
            edition_id,
            title=OWN,
            email=_email(person_id),
            abstract=ABSTRACT,
            track_id=_track(),
        )
    judge_id = make_reviewer(edition_id, "judge@gmail.com", name="A judge")
    make_grant(judge_id, Role.COMMITTEE)
    _write_more(edition_id)
    _mark_authors(edition_id)
    _ask(edition_id, (reviewer_id, double_id, judge_id))
    _decide(edition_id)
    codes = [*db.session.scalars(select(Proposal.code)), *db.session.scalars(select(Speaker.code))]
    return Blind(
        app=app,
        year=year,
        reviewer_id=reviewer_id,
        double_id=double_id,
        judge_id=judge_id,
        codes=(*codes, "STAGED", f"{MARK}picture", f"{MARK}file"),
    )


def _email(person_id: int) -> str:
    return db.session.get_one(Person, person_id).email


def _track() -> int:
    """Return the track that the year's reviewer is limited to."""
    return db.session.scalars(select(ReviewerTrack.track_id)).one()


def _write_more(edition_id: int) -> None:
    """Store another proposal, whose author is looked after as a speaker already."""
    code = make_proposal(
        edition_id,
        title="Another",
        track_id=_track(),
        abstract=ABSTRACT,
        email=f"{MARK}.other@{MARK}.example",
        name=f"{MARK} Other",
        organisation=f"{MARK} School",
        committee_note=f"{MARK} note",
        needs=f"{MARK} needs",
        has_spoken_before=True,
    )
    make_author(id_of_proposal(code), f"{MARK}.co@gmail.com", name=f"{MARK} Co-author")
    session_id = make_session(edition_id, "STAGED", ("16:00", "16:30"), title="Not released")
    speaker_id = make_speaker(
        edition_id,
        "STAGED",
        f"{MARK} Other",
        session_id,
        organisation=f"{MARK} School",
        biography=f"{MARK} was born",
        alias=f"{MARK} Alias",
    )
    with transaction():
        db.session.execute(
            update(ProposalAuthor)
            .where(ProposalAuthor.name == f"{MARK} Other")
            .values(speaker_id=speaker_id)
        )
        db.session.add_all(
            [
                SpeakerDetails(
                    speaker_id=speaker_id,
                    equipment=f"{MARK} projector",
                    access=f"{MARK} ramp",
                    travel=f"{MARK} train",
                ),
                SpeakerPicture(
                    speaker_id=speaker_id,
                    mark=f"{MARK}picture",
                    content=f"RIFF {MARK}".encode(),
                    width=1,
                    height=1,
                    stored_at=NOW,
                ),
                SessionFile(
                    session_id=session_id,
                    speaker_id=speaker_id,
                    mark=f"{MARK}file",
                    title=f"{MARK} slides",
                    file_name=f"{MARK}.txt",
                    media_type="text/plain",
                    size=4,
                    content=b"Plan",
                    stored_at=NOW,
                ),
            ]
        )


def _mark_authors(edition_id: int) -> None:
    """Mark everything that tells who the first proposal's author is."""
    proposal_id = id_of_proposal(CODE)
    with transaction():
        author = db.session.scalars(
            select(ProposalAuthor).where(ProposalAuthor.proposal_id == proposal_id)
        ).one()
        person = db.session.get_one(Person, author.person_id)
        author.name = person.name = f"{MARK} Proposer"
        author.email = person.email = f"{MARK}.one@{MARK}.example".lower()
        author.organisation, author.biography = f"{MARK} Trust", f"{MARK} biography"
        row = db.session.get_one(Proposal, proposal_id)
        row.abstract, row.needs, row.committee_note = ABSTRACT, f"{MARK} needs", f"{MARK} note"
        question = db.session.scalars(select(Question).where(Question.label == QUESTION)).one()
        db.session.execute(
            update(ProposalAnswer)
            .where(ProposalAnswer.question_id == question.id)
            .values(answer=f"{MARK} answer that is not for reviewers")
        )
        db.session.execute(update(ReviewPhase).values(may_discuss=True))


def _ask(edition_id: int, person_ids: tuple[int, ...]) -> None:
    """Let both be asked for what they may judge, as organisers do it, with its mails."""
    chair = Chair(edition_id=edition_id, reader=Reader(0, ""), now=AFTER)
    with transaction():
        draw = pages.preview(edition_id, chair.reader, each=3, seed="A")
        assert draw.new == ASKED_ANEW
        assignments.assign_evenly(chair, each=3, seed="A", expected=draw.mark)
    assert set(person_ids) == set(db.session.scalars(select(ReviewAssignment.person_id)))


def _decide(edition_id: int) -> None:
    """Note decisions that are not told, one of a reserve, and prepare their mails."""
    with transaction():
        first = db.session.get_one(Proposal, id_of_proposal(CODE))
        first.pending = Decision.ACCEPT
        other = db.session.scalars(select(Proposal).where(Proposal.title == "Another")).one()
        other.state, other.pending = ProposalState.RESERVE, Decision.DECLINE
        db.session.execute(update(Call).values(confirm_by=NOW))
    chair = Deciding(edition_id=edition_id, reader=Reader(0, ""), now=AFTER)
    with transaction():
        letters.prepare(frozenset(Decision), deciding=chair)


PAPER = b"%PDF-"
"""How a paper begins; a file of a year's speakers says so only."""


def said(browser: Browser, address: str) -> str:
    """Return all that an answer says, headers too; of a PDF its words."""
    return words_of(asked(browser, address), address)


def asked(browser: Browser, address: str) -> TestResponse:
    """Return the answer at the end of the way."""
    db.session.rollback()
    answer: TestResponse = Context().run(browser.client.get, address, follow_redirects=True)
    db.session.rollback()
    return answer


def words_of(answer: TestResponse, address: str) -> str:
    """Return what an answer tells beyond what was asked for by name."""
    data = answer.get_data()
    if data.startswith(PAPER):
        paper = read_paper(data)
        return f"{answer.headers} {paper.title} {paper.words} {' '.join(paper.alternatives)}"
    text = f"{answer.headers}\n{data.decode('utf-8', 'replace')}"
    for word in re.split(r"[/?&]", address):
        text = text.replace(word, "") if MARK in word else text
    return text.replace(f'value="{MARK}"', "")


def leaks(browser: Browser, addresses: Iterable[str]) -> Iterator[str]:
    """Return what tells something; a page that opens is asked for again in other ways."""
    for address in sorted(addresses):
        answer = asked(browser, address)
        if tells(words_of(answer, address)):
            yield address
        if answer.status_code == OPENED and answer.mimetype != "application/pdf":
            ways = (f"{address}{query}" for query in QUERIES)
            yield from (way for way in ways if tells(said(browser, way)))


def tells(text: str) -> bool:
    """Say whether a text holds the mark, also where it has lost its spaces or its capitals."""
    return MARK.casefold() in "".join(text.split()).casefold()


def test_nothing_that_a_reviewer_can_open_tells_who_wrote_a_proposal(blind: Blind) -> None:
    everything = blind.addresses()
    told = [(who, way) for who, browser in blind.visitors() for way in leaks(browser, everything)]
    assert told == []
    assert len(everything) > MANY


def test_no_answer_to_a_form_tells_it_either(blind: Blind) -> None:
    told = []
    for who, browser in blind.visitors():
        for way, (status, answer) in _sent(browser, f"/{SLUG}/review/{CODE}").items():
            text = f"{answer.response.headers} {answer.html}"
            assert answer.status == status, (who, way)
            told += [(who, way)] * tells(text)
    assert told == []


def _sent(browser: Browser, address: str) -> dict[str, tuple[int, Page]]:
    """Send every form of a review, refused and taken; return the status meant, and the answer."""
    save, say, give = "Save and go on", "Say it", "Yes, give it"
    scores = browser.get(address).all("//input[starts-with(@name, 'score_')]/@name")
    odd = dict.fromkeys(map(str, scores), "9")
    return {
        "odd opinion": (REFUSED, browser.get(address).submit(save, is_abstained="", **odd)),
        "opinion": (SEEN, browser.get(address).submit(save, is_abstained="y")),
        "empty comment": (REFUSED, browser.get(address).submit(say, body="")),
        "comment": (SEEN, browser.get(address).submit(say, body="Words")),
        "long note": (REFUSED, browser.get(f"{address}/conflict").submit(give, note="A" * MANY)),
        "conflict": (SEEN, browser.get(f"{address}/conflict").submit(give, note="Words")),
    }


@pytest.mark.parametrize("phase", ["before", "between", "after"])
def test_nothing_is_told_around_the_phases_either(blind: Blind, phase: str) -> None:
    """Of the pages of review and of the committee, which look at the phases."""
    begins, ends = {
        "before": (AFTER + DAY, AFTER + 2 * DAY),
        "between": (AFTER - DAY, AFTER - HOUR),
        "after": (AFTER - DAY, AFTER - HOUR),
    }[phase]
    with transaction():
        db.session.execute(update(ReviewPhase).values(opens_at=begins, closes_at=ends))
        if phase == "between":
            call_id = db.session.scalars(select(ReviewPhase.call_id)).first()
            later = ReviewPhase(
                call_id=call_id, name="Later", opens_at=AFTER + DAY, closes_at=AFTER + 2 * DAY
            )
            db.session.add(later)
    rooms = (f"/{SLUG}/review", f"/{SLUG}/manage/proposals")
    pages = {address for address in blind.addresses() if address.startswith(rooms)}
    told = [(who, way) for who, browser in blind.visitors() for way in leaks(browser, pages)]
    expected = {f"/{SLUG}/manage/proposals/decisions"} if phase == "after" else set()
    assert {way.partition("?")[0] for _, way in told} >= expected
    assert [way for who, way in told if phase != "after" or who != "reviewer and committee"] == []


def test_the_walk_reads_what_reviewers_read(blind: Blind) -> None:
    """Without this, the other test could pass on pages that are closed."""
    for _, browser in blind.visitors():
        assert ABSTRACT in said(browser, f"/{SLUG}/review/{CODE}")
        assert "Proposed" in said(browser, f"/{SLUG}/review")
        for name in (MARK, "Proposer"):
            assert re.search(r"\b0 of \d found", said(browser, f"/{SLUG}/review?q={name}"))
    *_, (_, judge) = blind.visitors()
    decided = said(judge, f"/{SLUG}/manage/proposals/decisions")
    assert "Somebody who does not review looks at the mails" in decided
    assert "To accept" in said(judge, f"/{SLUG}/manage/proposals/committee")


def test_the_marks_are_seen_where_they_belong(blind: Blind) -> None:
    """An organiser reads the names; and reviewers do as soon as no phase is blind."""
    oona = make_person("oona@example.org")
    make_grant(oona, Role.ORGANISER)
    organiser = Browser(blind.app).sign_in(oona)
    desk = f"/{SLUG}/manage/proposals"
    for way in (desk, f"{desk}?q=Proposer", f"{desk}/{CODE}", f"{desk}/decisions"):
        assert tells(said(organiser, way))
    with transaction():
        db.session.execute(update(ReviewPhase).values(is_blind=False))
    for _, browser in blind.visitors():
        assert tells(said(browser, f"/{SLUG}/review/{CODE}"))


def test_no_page_tells_an_organiser_who_judges_their_own_proposal(blind: Blind) -> None:
    """They read the same as in a year in which another reviewer was asked, and has answered."""
    oona = make_person("oona@gmail.com", name="Oona")
    for role in (Role.ORGANISER, Role.COMMITTEE):
        make_grant(oona, role)
    own = make_proposal(blind.year.edition.id, title=OWN, email="oona@gmail.com", name="Oona")
    asked_first, asked_instead = (
        make_reviewer(blind.year.edition.id, f"{name}@gmail.com", name=name)
        for name in ("ada", "ben")
    )
    _judge(own, asked_first)
    organiser = Browser(blind.app).sign_in(oona)
    desk = f"/{SLUG}/manage"
    reviewers = f"{desk}/proposals/reviewers"
    pages_of_desk = {
        *(way for way in replace(blind, codes=(*blind.codes, own)).addresses() if desk in way),
        *(f"{reviewers}/{person_id}" for person_id in (asked_first, asked_instead)),
        f"{reviewers}/assignment?each=5&seed=A",
        f"{desk}/history/proposal/{id_of_proposal(own)}",
    }
    before = _read(organiser, pages_of_desk)
    _swap(own, asked_first, asked_instead)
    after = _read(organiser, pages_of_desk)
    assert [way for way in sorted(pages_of_desk) if before[way] != after[way]] == []
    other = make_person("olu@gmail.com", name="Olu")
    make_grant(other, Role.ORGANISER)
    assert OWN in said(Browser(blind.app).sign_in(other), f"{reviewers}/{asked_instead}")


def _judge(code: str, person_id: int) -> None:
    """Let a reviewer be asked for a proposal, give an opinion, and change it half."""
    edition_id = db.session.scalars(select(Proposal.edition_id).where(Proposal.code == code)).one()
    opinion = Opinion(scores={}, is_abstained=True, for_speaker="Words")
    with transaction():
        reviews.ask(edition_id, [(id_of_proposal(code), person_id)], actor="system", now=AFTER)
        reviews.give(edition_id, code, person_id, opinion, now=AFTER)
        reviews.keep(edition_id, code, person_id, opinion, now=AFTER)
        reviews.say(edition_id, code, person_id, "Words", now=AFTER)


def _swap(code: str, one: int, other: int) -> None:
    """Let it have been another reviewer all the time."""
    proposal_id = id_of_proposal(code)
    with transaction():
        for table in (ReviewAssignment, Review, ReviewDraft, ReviewComment):
            theirs = (table.proposal_id == proposal_id) & (table.person_id == one)
            swapped = update(table).where(theirs).values(person_id=other)
            assert db.session.scalars(swapped.returning(table.person_id)).all() == [other]
        for entry in db.session.scalars(select(Entry).where(Entry.subject_id == proposal_id)):
            if entry.details.get("reviewer") == one:
                entry.details = {**entry.details, "reviewer": other}
            if entry.actor == history.person(one):
                entry.actor = history.person(other)


def _read(browser: Browser, ways: Iterable[str]) -> dict[str, str]:
    """Return what pages say in one and the same minute, without what is drawn anew each time."""
    with transaction():
        clock.set_moment(AFTER)
    return {way: DRAWN_ANEW.sub("", said(browser, way)) for way in ways}


def test_no_mail_to_a_reviewer_tells_it(blind: Blind) -> None:
    with transaction():
        mails.tell_waiting(blind.year.edition.id, {blind.reviewer_id, blind.double_id}, now=NOW)
    carrier = MemoryCarrier()
    for _ in range(20):
        flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    reviewers = {_email(blind.reviewer_id), _email(blind.double_id)}
    found = [mail for mail in carrier.carried if mail["To"] in reviewers]
    assert {mail["To"] for mail in found} == reviewers
    for mail in found:
        parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        text = "\n".join(part if isinstance(part, str) else part.decode() for part in parts)
        whole = f"{mail.items()}\n{text}"
        titles = [title for title in ("Proposed", "Another", OWN) if title in whole]
        assert (tells(whole), titles) == (False, [])


def test_reviewers_pages_read_proposals_through_one_door() -> None:
    """``proposals/reviews`` imports no table, and of the queries nothing but ``reading``."""
    package = "conference.proposals"
    odd = [
        (path.name, name)
        for path in sorted((ROOT / "conference" / "proposals" / "reviews").glob("*.py"))
        for name in _imported(path)
        if name.startswith((f"{package}.queries", f"{package}.models"))
        and not name.startswith(f"{package}.queries.reading")
    ]
    assert odd == []


def test_the_door_reads_nothing_that_tells_an_author_but_names() -> None:
    """Of authors and persons only these columns are named in ``queries/reading``."""
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "conference" / "proposals" / "queries" / "reading").glob("*.py")
    )
    named = set(re.findall(r"\b(?:ProposalAuthor|Person|Proposal)\.(\w+)", text))
    assert named == {
        *("id", "proposal_id", "name", "position"),
        *("edition_id", "code", "title", "audience", "outcome", "abstract", "content_note"),
        *("state", "format_id", "track_id", "level", "language"),
    }


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
