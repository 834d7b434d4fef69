"""Delivery to a real SMTP peer: late at worst, never lost, nothing that opens is stored."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail import actions, flows, queries
from conference.mail.flows import Office
from conference.mail.models import Message
from conference.mail.rules import (
    GIVEN_UP,
    LOOKED_AT_AGAIN,
    STUCK_AFTER,
    WORKERS_LOST,
    Attachment,
    Draft,
    FaultClass,
    MailRequest,
    MessageState,
    NotYet,
)
from conference.mail.transport import MemoryCarrier, NotDelivered, SmtpCarrier
from tests.factories.programme import make_edition
from tests.mail.surly import refusing, server

KIND = "tests.greeting"


class Peer:
    """A mail server's hands: takes messages, or answers with what it is told to."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_DATA(self, _: object, __: object, envelope: Any) -> str:  # noqa: N802
        """Take one message."""
        if self.answers:
            return self.answers.pop(0)
        taken = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(taken, EmailMessage)
        self.taken.append(taken)
        return "250 2.0.0 taken"


@contextmanager
def mail_server() -> Iterator[tuple[Peer, str]]:
    peer = Peer()
    with server(peer) as port:
        yield peer, f"smtp://127.0.0.1:{port}"


def greeting(request: MailRequest) -> Draft:
    link = request.link("/open/" + request.sealed("order", request.facts["selector"]))
    return Draft(
        subject="Hello\r\nBcc: everyone@example.org",
        template="greeting",
        context={"name": request.facts["name"], "link": link},
        attachments=(Attachment("ticket.pdf", "application/pdf", b"%PDF-1.7 ticket"),),
    )


def broken(request: MailRequest) -> Draft:
    raise LookupError(request.address)


def waits(request: MailRequest) -> Draft:
    raise NotYet(request.address)


def render(template: str, context: Mapping[str, Any]) -> str:
    return f"{template}: {context['name']} {context['link']}\n"


OFFICE = Office(
    sender="Conference <conference@example.org>",
    reply_to="desk@example.org",
    public_url="https://conference.example.org",
    secret_key="a key",
    builders={KIND: greeting, "tests.broken": broken, "tests.waits": waits},
    render=render,
)


def enqueue(kind: str = KIND, *, once: str | None = None, to: str = "ada@example.org") -> None:
    with transaction():
        actions.enqueue(
            kind,
            to,
            facts={"name": "ليلى O'Brien {{7*7}}", "selector": "SELECTOR"},
            now=clock.now(),
            once=once,
        )


def deliver(carrier: Any, now: Callable[[], datetime] = clock.real_now) -> int:
    return flows.deliver(OFFICE, carrier, now=clock.now, real_now=now)


def states() -> list[tuple[str, int, str | None]]:
    db.session.rollback()
    rows = db.session.scalars(select(Message).order_by(Message.id))
    return [(row.state, row.attempts, row.fault) for row in rows]


def test_a_mail_arrives_with_link_and_file_made_at_sending(database: Flask) -> None:
    enqueue()
    with mail_server() as (peer, address):
        assert deliver(SmtpCarrier(address)) == 1
    (mail,) = peer.taken
    body = mail.get_body(("plain",))
    assert body is not None
    assert "ليلى O'Brien {{7*7}} https://conference.example.org/open/SELECTOR" in body.get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == ["ticket.pdf"]
    assert (mail["To"], mail["Reply-To"]) == ("ada@example.org", "desk@example.org")
    assert states() == [(MessageState.SENT, 1, None)]


def test_a_line_break_in_a_subject_makes_no_header(database: Flask) -> None:
    enqueue()
    carrier = MemoryCarrier()
    deliver(carrier)
    (mail,) = carrier.carried
    assert (mail["Subject"], mail["Bcc"]) == ("Hello Bcc: everyone@example.org", None)


def test_the_outbox_keeps_nothing_that_opens_something(database: Flask) -> None:
    enqueue()
    deliver(MemoryCarrier())
    row = db.session.scalar(select(Message))
    assert row is not None
    seal = OFFICE.sealed("order", "SELECTOR").removeprefix("SELECTOR")
    kept = json.dumps({c.name: str(getattr(row, c.key)) for c in row.__table__.columns})
    assert seal not in kept


def test_a_server_that_is_down_delays_and_loses_nothing(database: Flask) -> None:
    with mail_server() as (_, address):
        pass
    enqueue()
    assert deliver(SmtpCarrier(address)) == 1
    assert states() == [(MessageState.RETRY, 1, FaultClass.TEMPORARY)]
    carrier = MemoryCarrier()
    assert deliver(carrier, lambda: later(1)) == 1
    assert states() == [(MessageState.SENT, 2, None)]


def test_a_refused_address_fails_and_a_greylist_waits(database: Flask) -> None:
    enqueue(to="gone@example.org")
    enqueue(to="later@example.org")
    with mail_server() as (peer, address):
        peer.answers = ["550 5.1.1 no such user", "451 4.7.1 come back later"]
        deliver(SmtpCarrier(address))
    assert states() == [
        (MessageState.FAILED, 1, FaultClass.REFUSED),
        (MessageState.RETRY, 1, FaultClass.TEMPORARY),
    ]


def test_a_mail_that_cannot_be_written_does_not_stop_the_others(database: Flask) -> None:
    enqueue("tests.broken")
    enqueue()
    carrier = MemoryCarrier()
    assert deliver(carrier) == 2
    assert len(carrier.carried) == 1
    assert states() == [(MessageState.RETRY, 1, FaultClass.BROKEN), (MessageState.SENT, 1, None)]


def test_what_may_not_be_told_yet_waits_and_is_no_fault(database: Flask) -> None:
    edition_id = make_edition().id
    with transaction():
        actions.enqueue(
            "tests.waits", "ada@example.org", facts={}, now=clock.now(), edition_id=edition_id
        )
    moment = clock.real_now()
    assert [deliver(MemoryCarrier(), lambda: moment) for _ in range(2)] == [1, 0]
    assert states() == [(MessageState.QUEUED, 0, None)]
    tomorrow = clock.now() + timedelta(hours=20)
    found = queries.figures(edition_id, now=tomorrow, midnight=moment)
    assert (found.failed, found.late) == (0, 0)
    assert deliver(MemoryCarrier(), lambda: moment + LOOKED_AT_AGAIN) == 1
    with transaction():
        actions.wake(edition_id, ["tests.waits"])
    assert deliver(MemoryCarrier(), lambda: moment) == 1


def test_what_a_dead_worker_held_is_taken_up_again_under_the_same_name(database: Flask) -> None:
    enqueue()
    with transaction():
        actions.claim_due(name=lambda: "<one@example.org>", real_now=clock.real_now())
    assert deliver(MemoryCarrier()) == 0
    carrier = MemoryCarrier()
    assert deliver(carrier, lambda: later(2)) == 1
    assert carrier.carried[0]["Message-ID"] == "<one@example.org>"


def abandon(moment: datetime) -> list[int]:
    """Take what is due at this moment, as a worker does that dies the next; return the ids."""
    with transaction():
        claims = actions.claim_due(name=lambda: "<one@example.org>", real_now=moment)
    return [claim.id for claim in claims]


def later(rounds: int) -> datetime:
    """Return a moment at which what was taken so many rounds ago is stuck."""
    return clock.real_now() + rounds * (STUCK_AFTER + timedelta(minutes=1))


def test_a_mail_that_kills_its_worker_takes_no_others_with_it(database: Flask) -> None:
    for _ in range(3):
        enqueue()
    together = abandon(later(0))
    assert (len(together), abandon(later(1))) == (3, together[:1])
    carrier = MemoryCarrier()
    assert deliver(carrier, lambda: later(1)) == 2
    assert [state for state, *_ in states()] == ["sending", "sent", "sent"]


def test_a_mail_that_kills_every_worker_is_given_up_in_words(database: Flask) -> None:
    enqueue()
    taken = [abandon(later(number)) for number in range(WORKERS_LOST + 2)]
    assert [len(ids) for ids in taken] == [1] * WORKERS_LOST + [0, 0]
    assert states() == [(MessageState.FAILED, WORKERS_LOST, FaultClass.BROKEN)]
    assert db.session.scalar(select(Message.fault_text)) == GIVEN_UP


def test_a_mail_that_is_sent_again_by_hand_has_all_its_tries(database: Flask) -> None:
    enqueue()
    for number in range(WORKERS_LOST + 1):
        abandon(later(number))
    edition_id, row = make_edition().id, db.session.scalars(select(Message)).one()
    with transaction():
        row.edition_id = edition_id
    with transaction():
        actions.retry(row.id, edition_id=edition_id, actor="person 1", now=clock.now())
    assert abandon(later(20)) == abandon(later(21)) == [row.id]


def test_a_server_that_refuses_our_sender_delays_and_loses_nothing(database: Flask) -> None:
    enqueue()
    with server(Peer(), refusing("MAIL", "550 5.7.1 renew your contract")) as port:
        deliver(SmtpCarrier(f"smtp://127.0.0.1:{port}"))
    assert states() == [(MessageState.RETRY, 1, FaultClass.SERVER)]
    carrier = MemoryCarrier()
    assert (deliver(carrier, lambda: later(1)), len(carrier.carried)) == (1, 1)


def test_a_key_is_stored_once(database: Flask) -> None:
    enqueue(once="order-1-paid")
    enqueue(once="order-1-paid")
    assert len(states()) == 1


def test_two_workers_never_send_the_same_mail(database: Flask) -> None:
    for number in range(30):
        enqueue(to=f"person{number}@example.org")
    carrier = MemoryCarrier()
    faults: list[BaseException] = []

    def work() -> None:
        try:
            with database.app_context():
                deliver(carrier)
                db.session.remove()
        except BaseException as error:  # noqa: BLE001 (shown below)
            faults.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len({mail["To"] for mail in carrier.carried}) == len(carrier.carried) == 30


def test_a_password_is_never_sent_in_the_clear() -> None:
    with mail_server() as (_, address):
        carrier = SmtpCarrier(address.replace("smtp://", "smtp://user:secret@"))
        message = EmailMessage()
        message["To"] = "ada@example.org"
        message["From"] = "conference@example.org"
        with pytest.raises(NotDelivered, match="no TLS"):
            carrier.carry(message)


def test_a_mail_waits_for_its_moment_and_each_edit_makes_it_wait_on(database: Flask) -> None:
    moment = clock.real_now()
    enqueue(once="receipt")
    with transaction():
        assert actions.postpone("receipt", until=moment + timedelta(seconds=60))
    assert deliver(MemoryCarrier(), lambda: moment + timedelta(seconds=59)) == 0
    with transaction():
        assert actions.postpone("receipt", until=moment + timedelta(seconds=100))
    assert deliver(MemoryCarrier(), lambda: moment + timedelta(seconds=99)) == 0
    assert deliver(MemoryCarrier(), lambda: moment + timedelta(seconds=100)) == 1
    with transaction():
        assert not actions.postpone("receipt", until=moment + timedelta(seconds=200))
