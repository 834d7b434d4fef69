"""The operator's virus scanner: one command that reads a file and says whether it is clean."""

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress

import structlog

from conference.documents.uploads import FileRefused

SECONDS = 20.0
_KEPT = ("PATH", "LANG", "HOME", "TMPDIR")
"""What the command sees of our environment: no key and no password of ours."""


def scan(content: bytes, command: Sequence[str], *, seconds: float = SECONDS) -> None:
    """Let the command read a file; without a command there is nothing to ask.

    It must not run inside a transaction: it may take long. Raises: FileRefused (not clean, too
    slow, or not to be started).
    """
    if not command:
        return
    status = _status(command, content, seconds)
    if status == 0:
        return
    structlog.get_logger().warning("file refused by the scanner", status=status, size=len(content))
    if isinstance(status, str):
        raise FileRefused(
            "We could not check this file for viruses just now. Nothing is stored: try again later."
        )
    raise FileRefused("Our virus check did not pass this file. Nothing is stored.")


def _status(command: Sequence[str], content: bytes, seconds: float) -> int | str:
    """Return the exit status, or in a word why there is none."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        running = subprocess.Popen(  # noqa: S603 (the operator's own command, no shell)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except OSError:
        return "not started"
    with running:
        try:
            running.communicate(content, timeout=seconds)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            return "too slow"
    return running.returncode
