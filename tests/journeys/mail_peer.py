"""A mail server of the test's own, which can hold its breath while it is given a message."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.ports import free_port

LONGEST_BREATH_SECONDS = 60


@dataclass
class MailPeer:
    """Takes messages; while ``is_holding`` it has read one and not yet answered."""

    taken: list[EmailMessage] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    _may_answer: threading.Event = field(default_factory=threading.Event)

    def hold(self) -> None:
        """Read messages from now on, but do not answer."""
        self._may_answer.clear()

    def answer(self) -> None:
        """Answer again."""
        self._may_answer.set()

    def subjects(self, address: str) -> list[str]:
        """Return the subjects of what an address has got, oldest first."""
        return [mail["Subject"] for mail in self.taken if mail["To"] == address]

    async def handle_DATA(self, _: object, __: object, envelope: Any) -> str:  # noqa: N802
        """Take one message."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.begun.append(mail["Message-ID"])
        if not self._may_answer.is_set():
            return "451 4.3.0 later"
        self.taken.append(mail)
        return "250 2.0.0 taken"
