"""The whole demonstration as processes, started and stopped as ``make run`` does it."""

import fcntl
import http.client
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
INSTANCE = "instance"
"""Where ``make run`` keeps its data, below the folder that it is started in."""

START_SECONDS = 90
STOP_SECONDS = 30
GLANCE_SECONDS = 0.05
PROCESSES = Path("/proc")

PREPARE = """
import os
from conference.demo import run
os.environ.update(run.surroundings(8000, 8001))
run.prepare()
"""


@dataclass(frozen=True, slots=True)
class Process:
    """One process of the demonstration."""

    pid: int
    command: str

    def kill(self) -> None:
        """Send SIGKILL, which no process can hear coming, and wait for its end."""
        os.kill(self.pid, signal.SIGKILL)
        wait_until(lambda: not is_alive(self.pid), f"{self.command} to be gone")


@dataclass
class Demonstration:
    """A demonstration with data, ports and settings of its own."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    stripe_port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The site's address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def stripe_url(self) -> str:
        """The address of Stripe's stand-in."""
        return f"http://127.0.0.1:{self.stripe_port}"

    @property
    def log(self) -> str:
        """Everything that the processes said."""
        path = self.folder / "log.txt"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self) -> "Demonstration":
        """Start everything and wait until the site and the worker say that they are ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ports = {"PORT": str(self.port), "STRIPE_PORT": str(self.stripe_port)}
        with (self.folder / "log.txt").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "conference.demo.run"],
                cwd=self.folder,
                env=surroundings() | ports | dict(self.settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self._is_ready, "the demonstration to be ready", START_SECONDS)
        return self

    def interrupt(self, *, times: int = 1) -> int:
        """Press Ctrl-C, several times in a hurry, and return the exit status."""
        for _ in range(times):
            if self._process is not None and self._process.poll() is None:
                self._process.send_signal(signal.SIGINT)
                time.sleep(GLANCE_SECONDS)
        return self.wait()

    def stop(self) -> None:
        """Press Ctrl-C, and kill what does not hear it in time."""
        try:
            self.interrupt()
        except subprocess.TimeoutExpired:
            self.crash()

    def wait(self) -> int:
        """Wait for the end of everything and return the exit status."""
        if self._process is None:
            return 0
        status = self._process.wait(STOP_SECONDS)
        self._process = None
        return status

    def crash(self) -> None:
        """Kill every process at once, as a power cut does."""
        found = self.processes()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        for process in found:
            if is_alive(process.pid):
                process.kill()

    def processes(self, words: str = "") -> list[Process]:
        """Return what runs below ``make run`` and has ``words`` in its command, oldest first."""
        if self._process is None:
            return []
        return [found for found in _below(self._process.pid) if words in found.command]

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what the database says, read beside the running processes."""
        with closing(sqlite3.connect(self._database)) as connection:
            return connection.execute(statement, values).fetchall()

    def change(self, statement: str, *values: object) -> None:
        """Change the database by hand: for what pages alone would take long to bring about."""
        with closing(sqlite3.connect(self._database, timeout=10)) as connection, connection:
            connection.execute(statement, values)

    def age(self, table: str, column: str, minutes: int) -> None:
        """Move a table's moments into the past: so much later is it now."""
        earlier = f"strftime('%Y-%m-%d %H:%M:%f000', {column}, '-{minutes} minutes')"
        self.change(f"UPDATE {table} SET {column} = {earlier}")  # noqa: S608 (our names)

    def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body of an address, asked for as a program does."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()

    @property
    def _database(self) -> Path:
        return self.folder / INSTANCE / "conference.db"

    def _is_ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise AssertionError(f"the demonstration ended: {self.log[-4000:]}")
        try:
            return self.get("/readyz")[0] == http.client.OK
        except (OSError, http.client.HTTPException):
            return False


def prepared(shared: Path) -> Path:
    """Return a folder with the loaded sample; several test processes load it only once."""
    shared.mkdir(parents=True, exist_ok=True)
    folder = shared / "sample"
    with (shared / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _load(shared / "loading")
            (shared / "loading").rename(folder)
    return folder


def copy_of(sample: Path, folder: Path, **settings: str) -> Demonstration:
    """Return a demonstration, not yet started, on a copy of the loaded sample."""
    shutil.copytree(sample, folder)
    return Demonstration(folder, settings)


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that is dead and not yet collected does not."""
    try:
        state = (PROCESSES / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = STOP_SECONDS) -> None:
    """Wait for what other processes do. Raises: AssertionError (it took too long)."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"waited {seconds} seconds for {what}"
        time.sleep(GLANCE_SECONDS)


def _load(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", PREPARE],
        cwd=folder,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def surroundings() -> dict[str, str]:
    """Return this process's environment as a newcomer's: no setting of ours, our code at hand."""
    mine = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CONFERENCE_") and name not in {"PORT", "STRIPE_PORT"}
    }
    return mine | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def _below(pid: int) -> list[Process]:
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found, waiting = [], [pid]
    while waiting:
        below = sorted(children.get(waiting.pop(0), []))
        found += below
        waiting += below
    return [Process(child, _command(child)) for child in found if is_alive(child)]


def _parents() -> Iterable[tuple[int, int]]:
    for folder in PROCESSES.iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            yield int(folder.name), int(stat.rpartition(")")[2].split()[1])


def _command(pid: int) -> str:
    try:
        words = (PROCESSES / str(pid) / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return words.replace(b"\0", b" ").decode(errors="replace").strip()
