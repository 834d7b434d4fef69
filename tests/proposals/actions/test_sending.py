"""Sending in: deadline, grace, limits, extension codes, two at once, the receipt."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.errors import Invalid, NotFound
from conference.mail.models import Message
from conference.people import queries as people
from conference.proposals.actions import sending, writing
from conference.proposals.actions.writing import Writer
from conference.proposals.models import Call, CallFormat, ExtensionCode, Proposal
from conference.proposals.rules.calls import CallClosed
from conference.proposals.rules.refusals import MoveRefused
from conference.proposals.rules.sending import CodeRefused, LimitReached
from conference.proposals.rules.states import ProposalState
from tests.factories.programme import make_edition
from tests.factories.proposals import AFTER, CLOSES, DURING, make_call, make_proposal
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
    assert (row(code).state, row(code).extension_code_id) == (ProposalState.DRAFT, None)


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


def test_only_the_columns_of_the_form_are_written(app: Flask) -> None:
    edition = of_year()
    code = draft(edition)
    with pytest.raises(ValueError, match="state"), transaction():
        writing.change(writer_of(edition), code, {"state": "accepted"}, version=1)
