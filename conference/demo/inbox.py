"""The demonstration's inbox: a mail is written again, as it would arrive."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from flask import current_app

from conference.kernel import clock
from conference.kernel.errors import NotFound
from conference.mail import flows, queries
from conference.mail.actions import Claim
from conference.mail.models import Message
from conference.mail.office import office
from conference.mail.rules import Attachment, MessageState, about

NAMES = "conference.mail_names"
REAL = "people."


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedMail:
    """A mail as its reader sees it."""

    id: int
    subject: str
    sender: str
    to: str
    sent_at: datetime
    is_sent: bool
    body: str
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMail:
    """A mail in the list; written at the demonstration's time, also where ours is the real one."""

    id: int
    about: str
    to: str
    written_at: datetime
    state: MessageState


def listed(row: Message) -> ListedMail:
    """Return a message as the list shows it."""
    return ListedMail(
        id=row.id,
        about=about(row.kind, current_app.extensions[NAMES]),
        to=row.address,
        written_at=_written_at(row),
        state=row.state,
    )


def arrived(message_id: int) -> ArrivedMail:
    """Return a message written out. Raises: NotFound (none, or a draft: it has not arrived)."""
    row = queries.message(message_id)
    if row.state is MessageState.DRAFT:
        raise NotFound
    claim = Claim(
        id=row.id,
        kind=row.kind,
        facts=row.facts,
        address=row.address,
        edition_id=row.edition_id,
        message_id=row.message_id or "<not-sent@localhost>",
    )
    written = flows.written(claim, office(), now=clock.now(), real_now=clock.real_now())
    body = written.get_body(preferencelist=("plain",))
    return ArrivedMail(
        id=row.id,
        subject=written["Subject"],
        sender=written["From"],
        to=written["To"],
        sent_at=_written_at(row),
        is_sent=row.state == MessageState.SENT,
        body=body.get_content() if body else "",
        files=tuple(_file(part) for part in written.iter_attachments()),
    )


def _written_at(row: Message) -> datetime:
    """Return when a mail was written; those about sign-ins live in real time."""
    return row.created_at + clock.offset() if row.kind.startswith(REAL) else row.created_at


def _file(part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    return Attachment(
        name=part.get_filename() or "file",
        mimetype=part.get_content_type(),
        content=content if isinstance(content, bytes) else b"",
    )
