"""Requests per second of the public programme, beside a bare answer of the same server."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import report
from benchmarks.programme_page import ADDRESS
from conference.kernel.settings import Settings
from tests.support.ports import free_port

LEAST = 0.5
SECONDS, ROUNDS, CONNECTIONS = 2.0, 3, 4
START_SECONDS = 30.0
BARE = "benchmarks.bare:app"
OURS = "wsgi:app"


def run(name: str, settings: Settings) -> None:
    """Print how many requests a second one process serves, ours and bare ones, by turns."""
    environment = {
        **os.environ,
        "CONFERENCE_MODE": "development",
        "CONFERENCE_SECRET_KEY": settings.secret_key.get_secret_value(),
        "CONFERENCE_DATABASE_URL": settings.database_url,
        "CONFERENCE_INSTANCE_DIR": str(settings.instance_dir),
        "CONFERENCE_JOBS_URL": "memory:",
    }
    with _served(BARE, environment) as bare, _served(OURS, environment) as ours:
        _rate(ours, ADDRESS, SECONDS / 4)
        rounds = [(_rate(bare, "/", SECONDS), _rate(ours, ADDRESS, SECONDS)) for _ in range(ROUNDS)]
    ratio, plain, served = max((copied / plain, plain, copied) for plain, copied in rounds)
    report.line(
        f"{name}: programme from the copy, requests a second",
        f"{served:.0f}",
        f"limit {LEAST} of bare {plain:.0f}: {ratio:.2f}",
        is_met=ratio >= LEAST,
    )


@contextmanager
def _served(app: str, environment: dict[str, str]) -> Iterator[int]:
    """Serve an application as operations.md says, in one process, and give its port."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", app, "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", str(CONNECTIONS)),
        *("--log-level", "critical", "--keep-alive", "60"),
    ]
    with Path(os.devnull).open("w") as nothing:
        server = subprocess.Popen(command, env=environment, stdout=nothing, stderr=nothing)
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()
            server.wait(START_SECONDS)


def _wait(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def _rate(port: int, path: str, seconds: float) -> float:
    """Return how many answers a second come over a few connections that stay open."""
    counts = [0] * CONNECTIONS
    end = time.monotonic() + seconds

    def ask(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            while time.monotonic() < end:
                _one(connection, path)
                counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - begun)


def _one(connection: socket.socket, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"
    connection.sendall(request.encode())
    answer = connection.recv(65_536)
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head[:200])
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    missing = length - len(body)
    while missing > 0:
        missing -= len(connection.recv(65_536))
