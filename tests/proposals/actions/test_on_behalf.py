"""Organisers change and withdraw others' proposals: limits, who did it, who is told, races."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.history.models import Entry
from conference.kernel.database import db, transaction
from conference.kernel.errors import Invalid, NotFound
from conference.mail.models import Message
from conference.proposals.actions import confirming, writing
from conference.proposals.actions.confirming import Answer
from conference.proposals.actions.writing import Writer
from conference.proposals.models import ProposalAnswer, Question, ReviewerTrack
from conference.proposals.queries.calls import call_of
from conference.proposals.rules.refusals import MoveRefused, OwnAtDesk, StateOvertaken
from conference.proposals.rules.sending import Overtaken, WithdrawnMeanwhile
from conference.proposals.rules.states import AuthorState, Decision, ProposalState, QuestionKind
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    ask_for_review,
    asked_reviewers,
    change_owner,
    id_of_proposal,
    make_author,
    make_call,
    make_person_once,
    make_proposal,
    make_reviewer,
    proposal_row,
)
from tests.people.test_mails import newest_mail, text_of, widest
from tests.support.races import at_once

REAL = datetime.fromisoformat("2024-06-10T09:00:00+00:00")
OWNER, BOLA = "yewande@example.org", "bola@example.org"
WIDTH = 72
MINUTE = timedelta(minutes=1)


@pytest.fixture
def edition(database: Flask) -> EditionFrame:
    """An edition whose call is over, with tracks and formats."""
    found = make_edition()
    make_call(found.id)
    return found


def sent_in(edition: EditionFrame, **values: object) -> str:
    facts = {"track_id": edition.tracks[0].id, "format_id": edition.formats[0].id}
    return make_proposal(edition.id, email=OWNER, **(facts | values))  # type: ignore[arg-type]


def desk(edition: EditionFrame, email: str = "oona@example.org", **when: datetime) -> Writer:
    times = {"now": AFTER, "real_now": REAL} | when
    return Writer(edition=edition, person_id=make_person_once(email), on_behalf=True, **times)


def change(acting: Writer, code: str, *, version: int | None = None, **values: object) -> None:
    seen = proposal_row(code).version if version is None else version
    with transaction():
        writing.change(acting, code, values, version=seen)


def withdraw(edition: EditionFrame, code: str, *, seen: ProposalState, email: str = "") -> None:
    given = Answer(
        edition_id=edition.id,
        code=code,
        person_id=make_person_once(email or "oona@example.org"),
        now=AFTER,
        on_behalf=True,
    )
    with transaction():
        confirming.withdraw_for(given, seen=seen)


def told(kind: str = "changed_on_behalf") -> list[tuple[str, datetime | None]]:
    db.session.rollback()
    rows = db.session.scalars(
        select(Message).where(Message.kind == f"proposals.{kind}").order_by(Message.id)
    )
    return [(row.address, row.due_at) for row in rows]


def done(code: str) -> list[tuple[str, str, dict[str, object]]]:
    entries = db.session.scalars(
        select(Entry)
        .where(Entry.subject_kind == "proposal", Entry.subject_id == id_of_proposal(code))
        .order_by(Entry.id)
    )
    return [(entry.actor, entry.what, dict(entry.details)) for entry in entries]


@pytest.mark.parametrize("state", [one for one in ProposalState if one.value != "withdrawn"])
def test_organisers_change_it_after_the_deadline_and_the_history_says_who(
    edition: EditionFrame, state: ProposalState
) -> None:
    code = sent_in(edition, state=state)
    change(desk(edition), code, title="Kinder")
    row = proposal_row(code)
    assert (row.title, row.state, row.version, row.edited_at) == ("Kinder", state, 2, AFTER)
    actor = f"person {make_person_once('oona@example.org')}"
    what = "proposal changed on behalf of the speakers"
    assert done(code) == [(actor, what, {"fields": ["title"]})]


def test_who_speaks_is_told_once_a_minute_after_the_last_change(edition: EditionFrame) -> None:
    code = sent_in(edition)
    for email, answer in (
        (BOLA, "accepted"),
        ("no@example.org", "declined"),
        ("?@e.uk", "invited"),
    ):
        make_author(id_of_proposal(code), email, state=AuthorState(answer))
    change(desk(edition), code, title="Kinder")
    change(desk(edition, real_now=REAL + MINUTE), code, title="Kinder still")
    until = REAL + 2 * MINUTE
    assert told() == [(OWNER, until), (BOLA, until)]
    change(desk(edition), code, title="Kinder still")  # nothing is different
    assert told() == [(OWNER, until), (BOLA, until)]


def test_an_owner_who_says_that_it_is_not_theirs_reads_nothing_of_it(edition: EditionFrame) -> None:
    code = sent_in(edition)
    change_owner(code, state=AuthorState.DECLINED)
    change(desk(edition), code, title="Kinder")
    assert told() == []


def test_the_mail_says_what_stands_there_when_it_leaves(edition: EditionFrame) -> None:
    code = sent_in(edition, abstract="We talk. " * 40)
    change(desk(edition), code, title="Kinder")
    change(desk(edition), code, title="Kinder still")
    mail = newest_mail()
    text = text_of(mail)
    assert mail["Subject"] == (
        "The organisers have changed your proposal: Warwick Improvement Conference"
    )
    assert (mail["To"], widest(text) <= WIDTH) == (OWNER, True)
    assert f"Reference: {code}\nTitle:     Kinder still\nFormat:    " in text
    assert (text.count("We talk."), f"/2024/speak/{code}\n" in text) == (40, True)


def test_of_a_draft_it_leaves_out_what_is_not_written_yet(edition: EditionFrame) -> None:
    code = sent_in(edition, state=ProposalState.DRAFT, title="", audience="", abstract="")
    change(desk(edition), code, outcome="Say it")
    text = text_of(newest_mail())
    assert "Title:     none yet" in text
    assert [words in text for words in ("For whom:", "able to do:\nSay it", "will do:")] == [
        False,
        True,
        False,
    ]


def test_nothing_may_go_missing_and_the_words_are_counted(edition: EditionFrame) -> None:
    code = sent_in(edition, state=ProposalState.ACCEPTED)
    for values in ({"title": ""}, {"abstract": "word " * 1_000}, {"track_id": None}):
        with pytest.raises(Invalid):
            change(desk(edition), code, **values)
        db.session.rollback()
    assert (proposal_row(code).title, told(), done(code)) == ("Kind and clear", [], [])


def test_answers_to_the_calls_questions_are_changed_too(edition: EditionFrame) -> None:
    code = sent_in(edition)
    question_id, acting = _question(edition), desk(edition)
    with transaction():
        writing.answer(acting, code, {question_id: "By train"}, version=1)
    assert db.session.scalars(select(ProposalAnswer.answer)).all() == ["By train"]
    ((_, what, details),) = done(code)
    assert (what, details) == (
        "proposal answers changed on behalf of the speakers",
        {"questions": [question_id]},
    )
    assert [address for address, _ in told()] == [OWNER]


def test_in_another_track_others_step_in(edition: EditionFrame) -> None:
    code = sent_in(edition)
    ada, _ = (make_reviewer(edition.id, f"{name}@gmail.com") for name in ("ada", "ben"))
    ask_for_review(code, ada)
    with transaction():
        db.session.add(ReviewerTrack(person_id=ada, track_id=edition.tracks[0].id))
    change(desk(edition), code, track_id=edition.tracks[1].id)
    assert asked_reviewers() == {code: {"ben@gmail.com"}}


def test_what_is_withdrawn_keeps_its_words(edition: EditionFrame) -> None:
    code = sent_in(edition, state=ProposalState.WITHDRAWN)
    with pytest.raises(WithdrawnMeanwhile):
        change(desk(edition), code, title="Kinder")
    db.session.rollback()
    assert (proposal_row(code).title, told()) == ("Kind and clear", [])


def test_ones_own_goes_the_speakers_way(edition: EditionFrame) -> None:
    code = sent_in(edition)
    make_author(id_of_proposal(code), BOLA, person_id=make_person_once(BOLA))
    for email in (OWNER, BOLA):
        with pytest.raises(OwnAtDesk):
            change(desk(edition, email), code, title="Kinder")
        db.session.rollback()
        with pytest.raises(OwnAtDesk):
            withdraw(edition, code, seen=ProposalState.SUBMITTED, email=email)
        db.session.rollback()
    row = proposal_row(code)
    assert (row.title, row.state, told()) == ("Kind and clear", ProposalState.SUBMITTED, [])


def test_one_of_another_edition_is_not_there(edition: EditionFrame) -> None:
    code = sent_in(edition)
    other = make_edition("2025", is_current=False)
    with pytest.raises(NotFound):
        change(desk(other), code, title="Kinder")
    db.session.rollback()


def test_two_at_once_are_two_and_the_second_is_told(database: Flask, edition: EditionFrame) -> None:
    code = sent_in(edition)
    jobs = [
        partial(change, desk(edition), code, version=1, title=title) for title in ("One", "Two")
    ]
    refused = [type(error) for error in at_once(database, jobs) if error is not None]
    assert refused == [Overtaken]
    assert (proposal_row(code).version, len(told())) == (2, 1)


@pytest.mark.parametrize(
    "state",
    [
        ProposalState.SUBMITTED,
        ProposalState.RESERVE,
        ProposalState.ACCEPTED,
        ProposalState.CONFIRMED,
    ],
)
def test_it_is_withdrawn_for_them_from_every_state_that_they_could(
    edition: EditionFrame, state: ProposalState
) -> None:
    is_open = state in {ProposalState.SUBMITTED, ProposalState.RESERVE}
    code = sent_in(edition, state=state, pending=Decision.ACCEPT if is_open else None)
    make_author(id_of_proposal(code), BOLA, state=AuthorState.ACCEPTED)
    for _ in range(2):
        withdraw(edition, code, seen=state)
    row = proposal_row(code)
    assert (row.state, row.pending, row.withdrawn_at, row.version) == (
        ProposalState.WITHDRAWN,
        None,
        AFTER,
        2,
    )
    assert [what for _, what, _ in done(code)] == ["proposal withdrawn on behalf of the speakers"]
    assert [address for address, _ in told("withdrawn")] == [OWNER, BOLA]


@pytest.mark.parametrize("state", [ProposalState.DRAFT, ProposalState.DECLINED])
def test_what_was_not_sent_in_or_is_declined_is_not_withdrawn(
    edition: EditionFrame, state: ProposalState
) -> None:
    code = sent_in(edition, state=state)
    with pytest.raises(MoveRefused):
        withdraw(edition, code, seen=state)
    db.session.rollback()
    assert (proposal_row(code).state, told("withdrawn")) == (state, [])


def test_what_has_moved_on_meanwhile_is_asked_about_again(edition: EditionFrame) -> None:
    code = sent_in(edition, state=ProposalState.ACCEPTED)
    with pytest.raises(StateOvertaken, match="accepted by now"):
        withdraw(edition, code, seen=ProposalState.SUBMITTED)
    db.session.rollback()
    assert proposal_row(code).state is ProposalState.ACCEPTED


def test_two_withdrawals_at_once_are_one(database: Flask, edition: EditionFrame) -> None:
    code = sent_in(edition)
    make_person_once("oona@example.org")
    jobs = [partial(withdraw, edition, code, seen=ProposalState.SUBMITTED)] * 2
    assert at_once(database, jobs) == [None, None]
    assert (len(done(code)), len(told("withdrawn"))) == (1, 1)


def test_of_a_change_that_nobody_was_told_yet_the_mail_says_only_that_it_is_withdrawn(
    edition: EditionFrame,
) -> None:
    code = sent_in(edition)
    change(desk(edition), code, title="Kinder")
    withdraw(edition, code, seen=ProposalState.SUBMITTED)
    mail = newest_mail()
    text = text_of(mail)
    assert (mail["Subject"], mail["To"]) == (
        "Kinder is withdrawn: Warwick Improvement Conference",
        OWNER,
    )
    assert "An organiser has withdrawn what you were to speak in" in text
    assert widest(text) <= WIDTH
    with transaction():
        db.session.delete(db.session.scalars(select(Message).order_by(Message.id.desc())).first())
    with pytest.raises(NotFound):
        newest_mail()
    db.session.rollback()


def _question(edition: EditionFrame) -> int:
    call = call_of(edition.id)
    assert call is not None
    row = Question(
        call_id=call.id,
        position=0,
        label="How do you come?",
        purpose="To know",
        kind=QuestionKind.SHORT,
    )
    db.session.rollback()
    with transaction():
        db.session.add(row)
        db.session.flush()
        return row.id
