"""Where a mail server can say no: what is about us waits, what is about one mail ends."""

import asyncio
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from conference.mail.rules import FaultClass
from conference.mail.transport import NotDelivered, SmtpCarrier
from tests.mail.surly import nobody, refusing, server, tls_context


class Hands:
    """Takes mails and counts them, or answers what it is told to."""

    def __init__(self, answer: str = "250 taken") -> None:
        self.answer = answer
        self.taken = 0

    async def handle_DATA(self, *_: Any) -> str:  # noqa: N802
        """Answer to one message."""
        self.taken += self.answer.startswith("2")
        return self.answer


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "conference@example.org", "ada@example.org"
    message["Subject"] = "Your place"
    message.set_content("You have a place.")
    return message


def fault_at(address: str) -> tuple[FaultClass, str]:
    """Return how a mail to this server ends."""
    with pytest.raises(NotDelivered) as caught:
        SmtpCarrier(address).carry(mail())
    return caught.value.fault, caught.value.text


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        ("connect", "554 5.3.2 no service here"),
        ("EHLO/HELO", "550 5.7.1 your name is not welcome"),
        ("MAIL", "550 5.7.1 sender not allowed until you renew"),
        ("RCPT", "554 5.7.1 relay access denied"),
        ("RCPT", "530 5.7.0 authentication required"),
        ("RCPT", "503 bad sequence of commands"),
        ("DATA", "550 5.4.5 daily sending limit exceeded"),
    ],
)
def test_what_a_server_has_against_us_is_no_fault_of_a_mail(place: str, answer: str) -> None:
    with server(Hands(), refusing(place, answer)) as port:
        assert fault_at(f"smtp://127.0.0.1:{port}") == (FaultClass.SERVER, answer)


def test_a_server_that_will_not_begin_tls_is_tried_again(tmp_path: Path) -> None:
    answer = "554 5.7.3 no TLS today"
    with server(Hands(), refusing("STARTTLS", answer), tls_context=tls_context(tmp_path)) as port:
        assert fault_at(f"smtp://127.0.0.1:{port}") == (FaultClass.SERVER, answer)


def test_a_wrong_password_is_tried_again(tmp_path: Path) -> None:
    with server(Hands(), tls_context=tls_context(tmp_path), authenticator=nobody) as port:
        fault, text = fault_at(f"smtp://user:wrong@127.0.0.1:{port}")
    assert (fault, text[:9]) == (FaultClass.SERVER, "535 5.7.8")


def test_a_server_without_tls_for_the_password_is_tried_again() -> None:
    with server(Hands()) as port:
        fault, _ = fault_at(f"smtp://user:secret@127.0.0.1:{port}")
    assert fault is FaultClass.SERVER


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "550 unknown", "550 5.4.1 denied"])
def test_a_refused_recipient_is_refused(answer: str) -> None:
    with server(Hands(), refusing("RCPT", answer)) as port:
        assert fault_at(f"smtp://127.0.0.1:{port}") == (FaultClass.REFUSED, answer)


def test_a_mail_too_big_for_the_server_is_its_own_fault() -> None:
    """Its size is told with the sender's address: the server's no to that is no to this mail."""
    with server(Hands(), refusing("MAIL", "552 5.3.4 too big")) as port:
        assert fault_at(f"smtp://127.0.0.1:{port}") == (FaultClass.REFUSED, "552 5.3.4 too big")


@pytest.mark.parametrize("answer", ["554 5.6.0 not readable", "552 5.3.4 too big", "554 no"])
def test_a_refused_message_is_refused(answer: str) -> None:
    with server(Hands(answer)) as port:
        assert fault_at(f"smtp://127.0.0.1:{port}") == (FaultClass.REFUSED, answer)


def test_a_full_mailbox_and_a_busy_server_have_classes_of_their_own() -> None:
    with server(Hands(), refusing("RCPT", "552 5.2.2 quota exceeded")) as port:
        assert fault_at(f"smtp://127.0.0.1:{port}")[0] is FaultClass.MAILBOX
    with server(Hands(), refusing("MAIL", "421 4.3.2 too many connections")) as port:
        assert fault_at(f"smtp://127.0.0.1:{port}")[0] is FaultClass.BUSY


@pytest.mark.parametrize("answer", ["421 4.4.2 timeout", "554 5.0.0 no", "250 as you like"])
def test_what_was_taken_is_taken_whatever_the_server_says_to_the_parting(answer: str) -> None:
    hands = Hands()
    with server(hands, refusing("QUIT", answer)) as port:
        SmtpCarrier(f"smtp://127.0.0.1:{port}").carry(mail())
    assert hands.taken == 1


def test_what_was_taken_is_taken_when_the_server_says_nothing_more() -> None:
    async def keep_silent(*_: object) -> None:
        await asyncio.sleep(1)

    hands = Hands()
    with server(hands, type("Silent", (SMTP,), {"smtp_QUIT": keep_silent})) as port:
        SmtpCarrier(f"smtp://127.0.0.1:{port}", parting_seconds=0.1).carry(mail())
    assert hands.taken == 1


def test_what_was_taken_is_taken_when_the_server_hangs_up() -> None:
    async def hang_up(self: SMTP, _: str | None) -> None:
        assert self.transport is not None
        self.transport.close()

    hands = Hands()
    with server(hands, type("Rude", (SMTP,), {"smtp_QUIT": hang_up})) as port:
        SmtpCarrier(f"smtp://127.0.0.1:{port}").carry(mail())
    assert hands.taken == 1
