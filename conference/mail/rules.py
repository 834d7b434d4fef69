"""When a message is tried again, and when we give up."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


class MessageState(enum.StrEnum):
    """Where a message stands."""

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
    MAILBOX = "mailbox"
    REFUSED = "refused"
    BROKEN = "broken"


WAITS: dict[FaultClass, tuple[timedelta, ...]] = {
    FaultClass.TEMPORARY: tuple(
        timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30, 60, 120, 240, 480, 720, 1440)
    ),
    FaultClass.BUSY: tuple(
        timedelta(minutes=minutes) for minutes in (1, 1, 2, 2, 5, 5, 10, 15, 30, 60, 120, 240, 480)
    ),
    FaultClass.MAILBOX: tuple(timedelta(hours=hours) for hours in (1, 4, 12, 24, 48)),
    FaultClass.REFUSED: (),
    FaultClass.BROKEN: (timedelta(minutes=5), timedelta(hours=1)),
}
"""Gaps between tries. A full mailbox needs hours, a limit on connections minutes, a refused
address nothing; a message that we cannot build waits for a repair."""

STUCK_AFTER = timedelta(minutes=10)
"""A message claimed for longer belonged to a worker that died."""

LATE_AFTER = timedelta(minutes=30)
"""A message that waits longer than this for the mail server deserves a look."""

KEPT = timedelta(days=90)
"""How long the outbox remembers (domain.md C4)."""


def next_try(fault: FaultClass, attempts: int, *, now: datetime) -> datetime | None:
    """Return when to try again after ``attempts`` failed tries, or nothing: give up."""
    waits = WAITS[fault]
    return now + waits[attempts - 1] if attempts <= len(waits) else None


def fault_class(code: int, text: str) -> FaultClass:
    """Sort an SMTP answer (RFC 5321 section 4.2) by what it asks of us.

    Exchange Online, used by universities and the NHS, says 432 4.3.2 when too many connections
    are open; 452 and 552 with 4.2.2 or 5.2.2 mean a full mailbox (RFC 3463).
    """
    if "4.3.2" in text or code == 432:  # noqa: PLR2004
        return FaultClass.BUSY
    if "4.2.2" in text or "5.2.2" in text:
        return FaultClass.MAILBOX
    return FaultClass.TEMPORARY if code < 500 else FaultClass.REFUSED  # noqa: PLR2004


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


def about(kind: str, names: Mapping[str, str]) -> str:
    """Return what a mail is about; a kind that has no name any more is written out."""
    return names.get(kind) or kind.rpartition(".")[2].replace("_", " ").capitalize()
