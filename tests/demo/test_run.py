"""What ``make run`` says when one of its parts ends."""

import subprocess
import sys

from conference.demo import run


def test_the_part_that_ended_is_named() -> None:
    """The one that still runs is not."""
    dead = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    alive = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    children = {"web server": dead, "worker": alive}
    try:
        assert run.ended({"worker": alive}) == ""
        dead.wait(10)
        assert run.ended(children) == "The web server has ended with status 3."
    finally:
        alive.communicate(b"\n", timeout=10)
