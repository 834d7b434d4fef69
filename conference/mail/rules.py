"""When a message is tried again, and when we give up."""

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


class MessageState(enum.StrEnum):
    """Where a message stands; a draft waits for a human who sends it."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    RETRY = "retry"
    SENT = "sent"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """What organisers read."""
        return _STATE_LABELS[self]

    @property
    def tone(self) -> str:
        """The kind of status that the state is shown as."""
        return _STATE_TONES.get(self, "note")


_STATE_LABELS = {
    MessageState.DRAFT: "Draft: not sent",
    MessageState.QUEUED: "Waiting",
    MessageState.SENDING: "Being sent",
    MessageState.RETRY: "Will be tried again",
    MessageState.SENT: "Sent",
    MessageState.FAILED: "Not delivered",
}
_STATE_TONES = {
    MessageState.RETRY: "warn",
    MessageState.SENT: "ok",
    MessageState.FAILED: "bad",
}


class FaultClass(enum.StrEnum):
    """Why a delivery did not work: each class has its own patience."""

    TEMPORARY = "temporary"
    BUSY = "busy"
    SERVER = "server"
    MAILBOX = "mailbox"
    REFUSED = "refused"
    BROKEN = "broken"

    @property
    def label(self) -> str:
        """What organisers read beside the server's own words."""
        return _FAULT_LABELS[self]


_FAULT_LABELS = {
    FaultClass.TEMPORARY: "The mail server does not take it yet.",
    FaultClass.BUSY: "The mail server is busy.",
    FaultClass.SERVER: "The mail server takes no mail from us. Check its settings.",
    FaultClass.MAILBOX: "The mailbox is full.",
    FaultClass.REFUSED: "The mail server refused this mail or its address.",
    FaultClass.BROKEN: "The mail could not be written.",
}

_TWO_DAYS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30, 60, 120, 240, 480, 720, 1440)
)

WAITS: dict[FaultClass, tuple[timedelta, ...]] = {
    FaultClass.TEMPORARY: _TWO_DAYS,
    FaultClass.BUSY: tuple(
        timedelta(minutes=minutes)
        for minutes in (1, 1, 2, 2, 5, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440)
    ),
    FaultClass.SERVER: _TWO_DAYS,
    FaultClass.MAILBOX: tuple(timedelta(hours=hours) for hours in (1, 4, 12, 24, 48)),
    FaultClass.REFUSED: (),
    FaultClass.BROKEN: (timedelta(minutes=5), timedelta(hours=1)),
}
"""Gaps between tries. A full mailbox needs hours, a limit on connections minutes, a refused
address nothing; a message that we cannot build waits for a repair. A server that is down, or
that a wrong password keeps shut, gets two days: it delays mail and loses none."""

STUCK_AFTER = timedelta(minutes=10)
"""A message claimed for longer belonged to a worker that died."""

WORKERS_LOST = 5
"""After so many workers died with a message in hand, it is taken to be what kills them."""

GIVEN_UP = "The worker stopped each time that it had this mail in hand."

LATE_AFTER = timedelta(minutes=30)
"""A message that waits longer than this for the mail server deserves a look."""

LOOKED_AT_AGAIN = timedelta(hours=1)
"""A message that waits for what it tells is written at the latest so long after it could be:
whatever it waits for wakes it."""

KEPT = timedelta(days=90)
"""How long the outbox remembers (domain.md C4)."""


def next_try(fault: FaultClass, attempts: int, *, now: datetime) -> datetime | None:
    """Return when to try again after ``attempts`` failed tries, or nothing: give up."""
    waits = WAITS[fault]
    return now + waits[attempts - 1] if attempts <= len(waits) else None


PERMANENT = 500
CONCURRENCY_LIMIT = 432
OF_THE_SERVER = frozenset({500, 501, 502, 503, 504, 521, 530, 534, 535, 538})
"""Syntax, sequence, no mail here, no login: codes that say nothing of a recipient or a mail
(RFC 5321 section 4.2.3, RFC 7504, RFC 4954)."""

OUR_STANDING = re.compile(r"\s*5\.(?:3\.[0-35-9]|4\.5|5\.\d+|7\.\d+)\b")
"""The mail system, a sending limit, the protocol, policy (RFC 3463): every mail would meet the
same. Relaying denied and a block list are 5.7.1; 5.3.4, too big, is about one mail. It stands
first in an answer: further on the same signs may be part of an address."""


def fault_class(code: int, text: str) -> FaultClass:
    """Sort an answer about a recipient or a message (RFC 5321 section 4.2) by what it asks of us.

    Exchange Online, used by universities and the NHS, says 432 4.3.2 when too many connections
    are open; 452 and 552 with 4.2.2 or 5.2.2 mean a full mailbox (RFC 3463).
    """
    if "4.2.2" in text or "5.2.2" in text:
        return FaultClass.MAILBOX
    is_about_us = code in OF_THE_SERVER or OUR_STANDING.match(text) is not None
    if code < PERMANENT or is_about_us:
        return server_fault_class(code, text)
    return FaultClass.REFUSED


def server_fault_class(code: int, text: str) -> FaultClass:
    """Sort an answer to connecting, greeting, TLS, login or our sender address.

    It is about the server or our settings, so whatever it says, no mail is given up for it at
    the first try.
    """
    if "4.3.2" in text or code == CONCURRENCY_LIMIT:
        return FaultClass.BUSY
    return FaultClass.TEMPORARY if code < PERMANENT else FaultClass.SERVER


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail, made at the moment of sending."""

    name: str
    mimetype: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a builder says: subject, template and its context, files."""

    subject: str
    template: str
    context: Mapping[str, Any]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRequest:
    """What a builder gets: the stored facts, and what only the moment of sending knows.

    ``link`` makes an absolute address of a path; ``sealed`` makes a link's token.
    """

    facts: Mapping[str, Any]
    address: str
    edition_id: int | None
    now: datetime
    link: Callable[[str], str]
    sealed: Callable[[str, str], str]


Builder = Callable[[MailRequest], Draft]


class NotYet(Exception):
    """What a mail tells nobody may know now: it waits and is written later."""


def about(kind: str, names: Mapping[str, str]) -> str:
    """Return what a mail is about; a kind that has no name any more is written out."""
    return names.get(kind) or kind.rpartition(".")[2].replace("_", " ").capitalize()
