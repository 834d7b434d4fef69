"""A mail server of the tests' own, which can hold its breath while it is given a message."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.ports import free_port


@dataclass
class MailPeer:
    """Takes messages; while it holds its breath it reads them and does not answer."""

    url: str = ""
    begun: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    breath: threading.Event = field(default_factory=threading.Event)

    def to(self, address: str) -> list[EmailMessage]:
        """Return what an address has got, oldest first."""
        return [mail for mail in self.taken if mail["To"] == address]

    async def handle_DATA(self, _: object, __: object, envelope: Any) -> str:  # noqa: N802
        """Take one message; a sender that is gone before the answer must come again."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.begun.append(mail["Message-ID"])
        await asyncio.to_thread(self.breath.wait)
        self.taken.append(mail)
        return "250 2.0.0 taken"


@contextmanager
def mail_peer() -> Iterator[MailPeer]:
    """Run the server."""
    port = free_port()
    peer = MailPeer(f"smtp://127.0.0.1:{port}")
    peer.breath.set()
    controller = Controller(peer, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    try:
        yield peer
    finally:
        peer.breath.set()
        controller.stop()
