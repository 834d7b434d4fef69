"""Carriers of mail: SMTP for real, a list for tests, nothing for the demonstration's inbox."""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from conference.mail.rules import FaultClass, fault_class, server_fault_class

TIMEOUT_SECONDS = 30
PARTING_SECONDS = 5
SUBMISSION_PORT = 587
IMPLICIT_TLS_PORT = 465
TOO_BIG = 552


class NotDelivered(Exception):
    """The mail server did not take the message; ``fault`` says what to do next."""

    def __init__(self, fault: FaultClass, text: str) -> None:
        """Keep the class of the fault and the server's words."""
        super().__init__(text)
        self.fault = fault
        self.text = text


class Carrier(Protocol):
    """Whatever takes a finished message. Raises: NotDelivered."""

    def carry(self, message: EmailMessage) -> None:
        """Hand one message over."""


@dataclass(frozen=True, slots=True)
class SmtpCarrier:
    """A mail server at ``smtp://user:password@host:port``; ``smtps://`` is TLS from the start.

    STARTTLS is used whenever the server offers it, and demanded when a password would be sent.
    """

    address: str
    parting_seconds: float = PARTING_SECONDS

    def carry(self, message: EmailMessage) -> None:
        """Hand one message to the server; once it was taken, nothing is a fault.

        Raises: NotDelivered.
        """
        try:
            server = _connection(self.address)
            try:
                server.send_message(message)
            finally:
                _part(server, self.parting_seconds)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _not_delivered(fault_class, code, text) from error
        except smtplib.SMTPSenderRefused as error:
            # with MAIL FROM goes the size: too big is about this mail, all else about the sender
            is_size = error.smtp_code == TOO_BIG
            sort = fault_class if is_size else server_fault_class
            raise _not_delivered(sort, error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPDataError as error:
            raise _not_delivered(fault_class, error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:
            raise _not_delivered(server_fault_class, error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotDelivered(FaultClass.TEMPORARY, type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class MemoryCarrier:
    """Keeps what it is given."""

    carried: list[EmailMessage] = field(default_factory=list)

    def carry(self, message: EmailMessage) -> None:
        """Keep one message."""
        self.carried.append(message)


@dataclass(frozen=True, slots=True)
class NoCarrier:
    """Takes every message and sends none: the demonstration shows them at /demo/inbox."""

    def carry(self, message: EmailMessage) -> None:
        """Take one message."""


def carrier_for(address: str) -> Carrier:
    """Return the carrier for the settings' mail address; an empty one sends nothing."""
    return SmtpCarrier(address) if address else NoCarrier()


def _connection(address: str) -> smtplib.SMTP:
    parts = urlsplit(address)
    host = parts.hostname or "localhost"
    is_tls = parts.scheme == "smtps"
    port = parts.port or (IMPLICIT_TLS_PORT if is_tls else SUBMISSION_PORT)
    connect: Callable[..., smtplib.SMTP] = smtplib.SMTP_SSL if is_tls else smtplib.SMTP
    server = connect(host, port, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if not is_tls and server.has_extn("starttls"):
            server.starttls()
            server.ehlo_or_helo_if_needed()
            is_tls = True
        if parts.username:
            _log_in(server, parts, is_tls=is_tls)
    except BaseException:
        server.close()
        raise
    return server


def _part(server: smtplib.SMTP, seconds: float) -> None:
    """Take leave; what the server says to that changes nothing for the message."""
    with suppress(OSError, smtplib.SMTPException):
        if server.sock is not None:
            server.sock.settimeout(seconds)
            server.quit()
    server.close()


def _log_in(server: smtplib.SMTP, parts: SplitResult, *, is_tls: bool) -> None:
    if not is_tls:
        raise NotDelivered(FaultClass.SERVER, "the server offers no TLS for the password")
    server.login(unquote(parts.username or ""), unquote(parts.password or ""))


def _not_delivered(
    sort: Callable[[int, str], FaultClass], code: int, text: bytes | str
) -> NotDelivered:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return NotDelivered(sort(code, words), f"{code} {words}")
