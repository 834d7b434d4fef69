"""A real SMTP peer that says no at one place of the conversation."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from tests.support.ports import free_port

GREETING = "220 "


def refusing(place: str, answer: str) -> type[SMTP]:
    """Return a server that answers so at a command, or at ``connect``."""

    async def refuse(self: SMTP, _: str | None) -> None:
        await self.push(answer)

    async def push(self: SMTP, status: Any) -> None:
        is_greeting = isinstance(status, str) and status.startswith(GREETING)
        await SMTP.push(self, answer if is_greeting else status)

    if place == "connect":
        return type("Refusing", (SMTP,), {"push": push})
    return type("Refusing", (SMTP,), {f"smtp_{part}": refuse for part in place.split("/")})


def nobody(*_: Any) -> AuthResult:
    """Let no password be right."""
    return AuthResult(success=False, handled=False)


def tls_context(folder: Path) -> ssl.SSLContext:
    """Return a server's TLS with a certificate of its own making."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    wanted = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=peer"
    paths = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", *wanted.split(), *paths], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@contextmanager
def server(hands: object, kind: type[SMTP] = SMTP, **values: Any) -> Iterator[int]:
    """Run a server of a kind on loopback and yield its port; ``hands`` take the mails."""

    class Running(Controller):
        def factory(self) -> SMTP:
            return kind(self.handler, **self.SMTP_kwargs)

    port = free_port()
    controller = Running(hands, hostname="127.0.0.1", port=port, ready_timeout=10, **values)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
