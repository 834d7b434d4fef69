"""Sending in: deadline, grace, limits, extension codes, two at once, the receipt."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.errors import Invalid, NotFound
from conference.mail import flows
from conference.mail.models import Message
from conference.mail.office import office
from conference.mail.transport import MemoryCarrier
from conference.people import queries as people
from conference.proposals.actions import authors, sending, writing
from conference.proposals.actions.writing import Owner, Writer
from conference.proposals.models import (
    Call,
    CallFormat,
    ExtensionCode,
    Proposal,
    ProposalAuthor,
    Question,
    QuestionTrack,
    ReviewerTrack,
)
from conference.proposals.queries import speaking
from conference.proposals.queries.call_desk import extension_rows
from conference.proposals.queries.call_page import call_page
from conference.proposals.queries.extensions import code_of
from conference.proposals.queries.speaking import call_frame
from conference.proposals.rules.calls import CallClosed, CallPhase
from conference.proposals.rules.refusals import MoveRefused
from conference.proposals.rules.sending import ChangeClosed, CodeRefused, LimitReached
from conference.proposals.rules.states import AuthorState, ProposalState, QuestionKind
from tests.factories.people import make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    CLOSES,
    DURING,
    ask_for_review,
    asked_reviewers,
    change_owner,
    make_call,
    make_proposal,
    make_reviewer,
)
from tests.support.races import at_once

REAL = datetime(2024, 5, 3, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LATER = AFTER + timedelta(days=7)


def of_year(**values: object) -> EditionFrame:
    edition = make_edition()
    make_call(edition.id, **values)  # type: ignore[arg-type]
    return edition


def writer_of(
    edition: EditionFrame,
    email: str = "yewande@example.org",
    *,
    now: datetime = DURING,
    real_now: datetime = REAL,
) -> Writer:
    found = people.id_of(email)
    assert found is not None
    return Writer(edition=edition, person_id=found, now=now, real_now=real_now)


def draft(edition: EditionFrame, email: str = "yewande@example.org", **values: object) -> str:
    whole = {"track_id": edition.tracks[0].id, "format_id": edition.formats[0].id}
    return make_proposal(
        edition.id,
        email=email,
        state=ProposalState.DRAFT,
        **(whole | values),  # type: ignore[arg-type]
    )


def send(edition: EditionFrame, code: str, *, extension: str = "", **who: object) -> None:
    with transaction():
        sending.submit(writer_of(edition, **who), code, extension=extension)  # type: ignore[arg-type]


def row(code: str) -> Proposal:
    db.session.expire_all()
    return db.session.scalars(select(Proposal).where(Proposal.code == code)).one()


def make_code(code: str = "LATE-R2", **values: object) -> None:
    call_id = db.session.scalars(select(Call.id)).one()
    facts = {"call_id": call_id, "code": code, "closes_at": LATER}
    with transaction():
        db.session.add(ExtensionCode(**(facts | values)))


def receipts() -> list[tuple[str, datetime | None]]:
    rows = db.session.scalars(select(Message).where(Message.kind == "proposals.receipt"))
    return [(found.address, found.due_at) for found in rows]


def test_sending_in_twice_is_success_and_one_receipt(database: Flask) -> None:
    edition = of_year()
    code = draft(edition)
    send(edition, code)
    send(edition, code, real_now=REAL + MINUTE)
    assert (row(code).state, row(code).submitted_at) == (ProposalState.SUBMITTED, DURING)
    assert receipts() == [("yewande@example.org", REAL + MINUTE)]


def test_the_receipt_waits_until_a_minute_was_quiet(database: Flask) -> None:
    edition = of_year()
    code = draft(edition)
    send(edition, code)
    with transaction():
        writing.change(
            writer_of(edition, real_now=REAL + MINUTE / 2),
            code,
            {"title": "Kinder"},
            version=row(code).version,
        )
    assert receipts() == [("yewande@example.org", REAL + MINUTE / 2 + MINUTE)]


@pytest.mark.parametrize(
    ("moment", "is_taken"),
    [
        (CLOSES - MINUTE, True),
        (CLOSES + 14 * MINUTE, True),
        (CLOSES + 15 * MINUTE, False),
        (datetime(2024, 4, 1, tzinfo=UTC), False),
    ],
)
def test_the_deadline_is_ours_and_has_a_stated_grace(
    app: Flask, moment: datetime, is_taken: bool
) -> None:
    edition = of_year()
    code = draft(edition)
    if is_taken:
        send(edition, code, now=moment)
    else:
        with pytest.raises(CallClosed):
            send(edition, code, now=moment)
    assert row(code).state is (ProposalState.SUBMITTED if is_taken else ProposalState.DRAFT)


def test_a_format_may_close_earlier_and_may_be_left_out(app: Flask) -> None:
    edition = of_year()
    talk, workshop = edition.formats[:2]
    call_id = db.session.scalars(select(Call.id)).one()
    with transaction():
        db.session.add(CallFormat(call_id=call_id, format_id=talk.id))
        closed = DURING - 15 * MINUTE
        db.session.add(CallFormat(call_id=call_id, format_id=workshop.id, closes_at=closed))
    code, other = draft(edition, format_id=workshop.id), draft(edition)
    with pytest.raises(CallClosed):
        send(edition, code)
    send(edition, other)
    with pytest.raises(Invalid) as refusal, transaction():
        writing.change(
            writer_of(edition), other, {"format_id": workshop.id}, version=row(other).version
        )
    assert refusal.value.fields == {"format": "This format has closed already. Choose another one"}
    last = draft(edition, format_id=edition.formats[2].id)
    with pytest.raises(Invalid) as refusal:
        send(edition, last)
    assert refusal.value.fields == {"format": "Choose a format that the call offers"}


def test_what_was_sent_in_cannot_become_incomplete(database: Flask) -> None:
    edition = of_year()
    code = draft(edition)
    send(edition, code)
    with pytest.raises(Invalid) as refusal, transaction():
        writing.change(writer_of(edition), code, {"title": ""}, version=row(code).version)
    assert refusal.value.fields == {"title": "Enter a title"}
    assert row(code).title == "Kind and clear"


def test_what_the_call_asks_for_later_locks_no_step(database: Flask) -> None:
    edition = of_year()
    code = draft(edition, abstract="word " * 60)
    send(edition, code)
    question = ask(edition, "What did you measure?")
    with transaction():
        db.session.query(Call).one().abstract_words = 50

    def change(**values: object) -> None:
        with transaction():
            writing.change(writer_of(edition), code, values, version=row(code).version)

    change(title="Kind, clear")
    with transaction():
        writing.answer(writer_of(edition), code, {question: "Falls"}, version=row(code).version)
    change(abstract="word " * 50)
    assert (row(code).title, row(code).abstract) == ("Kind, clear", "word " * 50)
    with pytest.raises(Invalid) as refusal:
        change(abstract="word " * 51)
    assert list(refusal.value.fields) == ["abstract"]
    with pytest.raises(Invalid) as refusal, transaction():
        writing.answer(writer_of(edition), code, {question: ""}, version=row(code).version)
    assert list(refusal.value.fields) == [f"q{question}"]


def test_a_change_may_lead_to_a_question_of_its_own_page(database: Flask) -> None:
    edition = of_year()
    first, other = edition.tracks[:2]
    code = draft(edition, track_id=first.id)
    send(edition, code)
    led_to = ask(edition, "What did you measure?", track_id=other.id)
    with transaction():
        values = {"track_id": other.id}
        writing.change(writer_of(edition), code, values, version=row(code).version)
    found = speaking.proposal_page(edition, code, writer_of(edition).person_id, now=DURING)
    assert (row(code).track_id, list(found.missing)) == (other.id, [f"q{led_to}"])


def ask(edition: EditionFrame, label: str, *, track_id: int | None = None) -> int:
    """Store a question that must be answered, also for one track only; return its id."""
    with transaction():
        question = Question(
            call_id=db.session.scalars(select(Call.id)).one(),
            position=0,
            kind=QuestionKind.SHORT,
            label=label,
            purpose="To compare",
            is_required=True,
        )
        db.session.add(question)
        db.session.flush()
        if track_id is not None:
            db.session.add(QuestionTrack(question_id=question.id, track_id=track_id))
        return question.id


@pytest.mark.parametrize("step", ["change", "send", "invite"])
def test_whoever_writes_on_says_that_a_proposal_written_for_them_is_theirs(
    database: Flask, step: str
) -> None:
    edition = of_year()
    code = draft(edition)
    change_owner(code, state=AuthorState.INVITED, answered_at=None)
    acting = writer_of(edition)
    with transaction():
        if step == "change":
            writing.change(acting, code, {"title": "Mine"}, version=row(code).version)
        elif step == "send":
            sending.submit(acting, code)
        else:
            authors.invite(acting, code, name="Bola", email="bola@example.org")
    owner = db.session.scalars(select(ProposalAuthor).where(ProposalAuthor.is_owner)).one()
    assert (owner.state, owner.answered_at) == (AuthorState.ACCEPTED, DURING)


def test_the_limit_counts_what_the_owner_sent_in_and_kept(database: Flask) -> None:
    edition = of_year(limit_per_person=1)
    first, second = draft(edition), draft(edition)
    send(edition, first)
    with pytest.raises(LimitReached):
        send(edition, second)
    with transaction():
        sending.withdraw(writer_of(edition), first)
    send(edition, second)
    assert [row(code).state for code in (first, second)] == [
        ProposalState.WITHDRAWN,
        ProposalState.SUBMITTED,
    ]


def test_a_code_is_spent_by_sending_in_late_and_by_nothing_else(database: Flask) -> None:
    edition = of_year()
    make_code()
    in_time, late, later = draft(edition), draft(edition), draft(edition)
    send(edition, in_time, extension="LATER2")
    send(edition, late, extension=" late r2 ", now=AFTER)
    with pytest.raises(CodeRefused, match="used already"):
        send(edition, later, extension="LATER2", now=AFTER)
    spent = [row(code).extension_code_id is not None for code in (in_time, late, later)]
    assert (spent, row(later).state) == ([False, True, False], ProposalState.DRAFT)


@pytest.mark.parametrize(
    ("values", "typed", "sentence"),
    [
        ({}, "WRONG", "do not know"),
        ({"ended_at": DURING}, "LATER2", "has ended"),
        ({"closes_at": AFTER}, "LATER2", "has ended"),
        ({}, "", "deadline has passed"),
    ],
)
def test_a_code_that_does_not_count_is_refused_with_a_sentence(
    app: Flask, values: dict[str, object], typed: str, sentence: str
) -> None:
    edition = of_year()
    make_code(**values)  # type: ignore[arg-type]
    code = draft(edition)
    with pytest.raises((CodeRefused, CallClosed), match=sentence):
        send(edition, code, extension=typed, now=AFTER)
    assert row(code).state is ProposalState.DRAFT


def test_with_an_extension_it_can_be_changed_until_that_ends(app: Flask) -> None:
    edition = of_year()
    make_code()
    code = draft(edition)
    send(edition, code, extension="LATER2", now=AFTER)
    with transaction():
        writing.change(
            writer_of(edition, now=AFTER), code, {"title": "Late"}, version=row(code).version
        )
    assert row(code).title == "Late"


@pytest.mark.parametrize("is_ended", [True, False])
def test_what_was_sent_late_stays_as_it_is_once_its_code_is_over(
    database: Flask, *, is_ended: bool
) -> None:
    edition = of_year()
    make_code()
    code = draft(edition)
    send(edition, code, extension="LATER2", now=AFTER)
    with transaction():
        ended = {"ended_at": AFTER} if is_ended else {"closes_at": AFTER + MINUTE}
        db.session.execute(update(ExtensionCode).values(ended))
    later = writer_of(edition, now=AFTER + 2 * MINUTE)
    with pytest.raises(ChangeClosed), transaction():
        writing.change(later, code, {"title": "Later"}, version=row(code).version)


def test_the_limit_counts_one_year(database: Flask) -> None:
    early, late = of_year(limit_per_person=1), make_edition("2025", is_current=False)
    make_call(late.id, limit_per_person=1)
    for edition in (early, late):
        code = draft(edition)
        send(edition, code)
        assert row(code).state is ProposalState.SUBMITTED


def test_two_at_once_spend_one_code(database: Flask) -> None:
    edition = of_year()
    make_code()
    people_of = ("yewande@example.org", "bola@example.org")
    drafts = [draft(edition, email) for email in people_of]

    def job(email: str, code: str) -> None:
        send(edition, code, email=email, extension="LATER2", now=AFTER)

    answers = at_once(
        database,
        [
            lambda email=email, code=code: job(email, code)  # type: ignore[misc]
            for email, code in zip(people_of, drafts, strict=True)
        ],
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["CodeRefused", "NoneType"]
    states = sorted(row(code).state.value for code in drafts)
    assert states == ["draft", "submitted"]


def test_two_presses_at_once_send_in_once(database: Flask) -> None:
    edition = of_year()
    code = draft(edition)
    answers = at_once(database, [lambda: send(edition, code)] * 2)
    assert (answers, row(code).state) == ([None, None], ProposalState.SUBMITTED)
    assert len(receipts()) == 1


def test_two_forms_at_once_begin_one_draft(database: Flask) -> None:
    edition = of_year()
    make_proposal(edition.id, state=ProposalState.DRAFT)
    acting = writer_of(edition)
    owner = writing.Owner(email="yewande@example.org", name="Y", person_id=acting.person_id)

    def start() -> str:
        with transaction():
            return writing.start(acting, owner, form_token="THE-SAME")

    first, second = at_once(database, [start, start])
    assert first == second
    assert len(list(db.session.scalars(select(Proposal)))) == 2


def test_a_form_of_one_year_says_nothing_of_another(database: Flask) -> None:
    early, late = of_year(), make_edition("2025", is_current=False)
    make_call(late.id)
    draft(early)
    begun = []
    for edition in (early, late):
        with transaction():
            begun.append(start(edition, form_token="form"))
    assert [row(code).edition_id for code in begun] == [early.id, late.id]


def test_another_persons_form_is_not_there(database: Flask) -> None:
    edition = of_year()
    draft(edition)
    make_person("mallory@example.org")
    with transaction():
        start(edition, form_token="form")
    with pytest.raises(NotFound), transaction():
        start(edition, form_token="form", email="mallory@example.org")


def start(
    edition: EditionFrame, *, form_token: str, email: str = "yewande@example.org", **when: datetime
) -> str:
    writer = writer_of(edition, email, **when)
    owner = Owner(email=email, name="Y", person_id=writer.person_id)
    return writing.start(writer, owner, form_token=form_token)


def test_nobody_begins_what_no_format_takes_any_more(database: Flask) -> None:
    edition = of_year()
    draft(edition)
    call_id = db.session.scalars(select(Call.id)).one()
    with transaction():
        early = CLOSES - timedelta(days=7)
        offered = CallFormat(call_id=call_id, format_id=edition.formats[0].id, closes_at=early)
        db.session.add(offered)
    with transaction():
        start(edition, form_token="in time", now=early - MINUTE)
    with pytest.raises(CodeRefused), transaction():
        start(edition, form_token="too late", now=CLOSES - MINUTE)
    assert call_page(edition, now=CLOSES - MINUTE).phase is CallPhase.CLOSED
    frame = call_frame(edition, now=CLOSES - MINUTE)
    assert frame is not None
    assert frame.phase is CallPhase.CLOSED


def test_a_mail_about_a_draft_that_is_gone_tells_nobody_of_the_next(database: Flask) -> None:
    edition = of_year()
    gone = draft(edition)
    with transaction():
        authors.invite(writer_of(edition), gone, name="B", email="b@example.org")
    with transaction():
        sending.discard(writer_of(edition), gone)
    kept = draft(edition, "next@example.org", title="A secret", name="Next")
    with transaction():
        authors.invite(
            writer_of(edition, "next@example.org"), kept, name="C", email="c@example.org"
        )
    carrier = MemoryCarrier()
    flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    assert [mail["To"] for mail in carrier.carried] == ["c@example.org"]


def test_after_the_deadline_only_a_code_begins_a_draft_and_is_not_spent(app: Flask) -> None:
    edition = of_year()
    make_proposal(edition.id, state=ProposalState.DRAFT)
    make_code()
    acting = writer_of(edition, now=AFTER)
    owner = writing.Owner(email="yewande@example.org", name="Y", person_id=acting.person_id)
    with pytest.raises(CodeRefused), transaction():
        writing.start(acting, owner, form_token="ONE")
    with transaction():
        code = writing.start(acting, owner, form_token="TWO", extension="later2")
    assert row(code).state is ProposalState.DRAFT
    call_id = db.session.scalars(select(Call.id)).one()
    (extension,) = extension_rows(call_id)
    assert (row(code).extension_code_id, extension.spent) == (extension.id, 0)
    found = code_of(call_id, "later2")
    assert (found is not None and found.facts.used) == 0


def test_what_is_withdrawn_stays_so_and_a_draft_is_not_withdrawn(database: Flask) -> None:
    edition = of_year()
    code = draft(edition)
    with pytest.raises(MoveRefused), transaction():
        sending.withdraw(writer_of(edition), code)
    send(edition, code)
    for _ in range(2):
        with transaction():
            sending.withdraw(writer_of(edition), code)
    assert row(code).state is ProposalState.WITHDRAWN
    with pytest.raises(MoveRefused):
        send(edition, code)


def test_only_the_owner_withdraws_or_throws_away(app: Flask) -> None:
    edition = of_year()
    code = draft(edition)
    make_proposal(edition.id, email="other@example.org")
    for act in (sending.withdraw, sending.discard):
        with pytest.raises(NotFound), transaction():
            act(writer_of(edition, "other@example.org"), code)
    with transaction():
        sending.discard(writer_of(edition), code)
    assert db.session.scalar(select(Proposal.id).where(Proposal.code == code)) is None


def test_the_clock_of_the_demonstration_is_not_that_of_mails(app: Flask) -> None:
    edition = of_year()
    code = draft(edition)
    send(edition, code, real_now=clock.real_now())
    due = receipts()[0][1]
    assert due is not None
    assert due > clock.real_now()


def test_of_two_who_save_the_same_at_once_one_is_told(database: Flask) -> None:
    edition = of_year()
    code = draft(edition)
    acting = writer_of(edition)

    def save(title: str) -> None:
        with transaction():
            writing.change(acting, code, {"title": title}, version=1)

    answers = at_once(database, [lambda: save("One"), lambda: save("Two")])
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "Overtaken"]
    assert (row(code).title in {"One", "Two"}, row(code).version) == (True, 2)


def test_in_another_track_others_are_asked(database: Flask) -> None:
    edition = of_year()
    before, after = (track.id for track in edition.tracks[:2])
    code = draft(edition)
    ada, ben = (make_reviewer(edition.id, f"{name}@gmail.com") for name in ("ada", "ben"))
    with transaction():
        db.session.add(ReviewerTrack(track_id=before, person_id=ada))
        db.session.add(ReviewerTrack(track_id=after, person_id=ben))
    send(edition, code)
    ask_for_review(code, ada)
    with transaction():
        writing.change(writer_of(edition), code, {"track_id": after}, version=row(code).version)
    assert asked_reviewers() == {code: {"ben@gmail.com"}}


def test_only_the_columns_of_the_form_are_written(app: Flask) -> None:
    edition = of_year()
    code = draft(edition)
    with pytest.raises(ValueError, match="state"), transaction():
        writing.change(writer_of(edition), code, {"state": "accepted"}, version=1)
