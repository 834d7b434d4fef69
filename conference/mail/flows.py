"""Delivery: take messages, write each one now, hand it over, note what became of it.

Three steps for each message, and no network inside a transaction. A worker killed after the
server took a mail sends it once more under the same Message-ID: late or twice, never lost.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any

import structlog

from conference.kernel import codes
from conference.kernel.database import db, transaction
from conference.kernel.errors import ConferenceError
from conference.kernel.text import one_line
from conference.mail import actions
from conference.mail.actions import Claim
from conference.mail.rules import Builder, Draft, FaultClass, MailRequest, NotYet
from conference.mail.transport import Carrier, NotDelivered

Renderer = Callable[[str, Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What delivery needs to know of this installation."""

    sender: str
    reply_to: str
    public_url: str
    secret_key: str
    builders: Mapping[str, Builder]
    render: Renderer

    def link(self, path: str) -> str:
        """Return the absolute address of a path."""
        return self.public_url.rstrip("/") + path

    def message_id(self) -> str:
        """Return a new Message-ID of the sender's domain."""
        return make_msgid(domain=parseaddr(self.sender)[1].rpartition("@")[2] or "localhost")

    def sealed(self, purpose: str, selector: str) -> str:
        """Return a link's token."""
        return codes.sealed(purpose, selector, key=self.secret_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A mail as whoever gets it will see it."""

    subject: str
    sender: str
    to: str
    body: str


Clock = Callable[[], datetime]


def deliver(office: Office, carrier: Carrier, *, now: Clock, real_now: Clock) -> int:
    """Deliver what is due and return how many messages were tried; safe to run twice at once."""
    tried = 0
    while claims := _claimed(office, real_now()):
        for claim in claims:
            _deliver_one(claim, office, carrier, now=now, real_now=real_now)
        tried += len(claims)
    return tried


def written(claim: Claim, office: Office, *, now: datetime, real_now: datetime) -> EmailMessage:
    """Return the finished mail, with links and files made now."""
    request = _request(claim.facts, claim.address, claim.edition_id, office, now)
    message = _message(claim.address, office.builders[claim.kind](request), office)
    message["Date"] = format_datetime(real_now)
    message["Message-ID"] = claim.message_id
    return message


def preview(
    kind: str,
    facts: Mapping[str, Any],
    *,
    address: str,
    edition_id: int,
    office: Office,
    now: datetime,
) -> Preview:
    """Return a mail as it would be sent now, written by what will write it then."""
    request = _request(facts, address, edition_id, office, now)
    message = _message(address, office.builders[kind](request), office)
    body = message.get_body(preferencelist=("plain",))
    return Preview(
        subject=message["Subject"],
        sender=message["From"],
        to=message["To"],
        body=body.get_content() if body else "",
    )


def _request(
    facts: Mapping[str, Any], address: str, edition_id: int | None, office: Office, now: datetime
) -> MailRequest:
    return MailRequest(
        facts=facts,
        address=address,
        edition_id=edition_id,
        now=now,
        link=office.link,
        sealed=office.sealed,
    )


def _claimed(office: Office, real_now: datetime) -> Sequence[Claim]:
    with transaction():
        return actions.claim_due(name=office.message_id, real_now=real_now)


def _deliver_one(
    claim: Claim, office: Office, carrier: Carrier, *, now: Clock, real_now: Clock
) -> None:
    try:
        message = written(claim, office, now=now(), real_now=real_now())
        db.session.rollback()  # the read ends here: no connection waits for the mail server
        carrier.carry(message)
    except NotYet:
        with transaction():
            actions.put_back(claim.id, real_now=real_now())
        structlog.get_logger().info("mail waits", message=claim.id, kind=claim.kind)
    except NotDelivered as error:
        _mark_fault(claim, error.fault, error.text, real_now())
    except Exception as error:  # noqa: BLE001 (one broken mail must not stop the others)
        is_ours = isinstance(error, ConferenceError)
        structlog.get_logger().error(
            "mail broken", message=claim.id, kind=claim.kind, exc_info=None if is_ours else error
        )
        _mark_fault(claim, FaultClass.BROKEN, type(error).__name__, real_now())
    else:
        with transaction():
            actions.mark_sent(claim.id, real_now=real_now())
        structlog.get_logger().info("mail sent", message=claim.id, kind=claim.kind)


def _mark_fault(claim: Claim, fault: FaultClass, text: str, real_now: datetime) -> None:
    with transaction():
        state = actions.mark_fault(claim.id, fault, text, real_now=real_now)
    structlog.get_logger().warning(
        "mail not delivered", message=claim.id, kind=claim.kind, fault=fault, state=state
    )


def _message(to: str, draft: Draft, office: Office) -> EmailMessage:
    message = EmailMessage()
    name, address = parseaddr(office.sender)
    user, _, host = address.rpartition("@")
    message["From"] = Address(name, user, host)
    message["To"] = to
    message["Subject"] = one_line(draft.subject)
    message["Auto-Submitted"] = "auto-generated"
    if office.reply_to:
        message["Reply-To"] = office.reply_to
    message.set_content(office.render(draft.template, draft.context))
    for attachment in draft.attachments:
        kind, _, detail = attachment.mimetype.partition("/")
        message.add_attachment(
            attachment.content, maintype=kind, subtype=detail, filename=attachment.name
        )
    return message
