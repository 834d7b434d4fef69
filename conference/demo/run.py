"""``make run``: the whole demonstration on one machine, stopped by Ctrl-C.

Starts the payment provider's stand-in, the web server and the worker as children, and ends them
all when one of them dies or somebody says so.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from conference.kernel import migrations

PORT = 8000
INSTANCE = Path(os.environ.get("CONFERENCE_INSTANCE_DIR", "instance"))
STAND_IN_STATE = "stripe.db"
GRACE_SECONDS = 10
WEB_PROCESSES = 2
WEB_THREADS = 4


def main() -> int:
    """Prepare, start, wait, stop; return the exit status."""
    port = int(os.environ.get("PORT", PORT))
    stripe_port = int(os.environ.get("STRIPE_PORT", port + 1))
    environment = os.environ | surroundings(port, stripe_port)
    os.environ.update(environment)
    prepare()
    children: dict[str, subprocess.Popen[bytes]] = {}
    _hear(_interrupt)  # also where whoever started us told us to ignore Ctrl-C
    try:
        for part, command in commands(port, stripe_port).items():
            children[part] = subprocess.Popen(  # noqa: S603
                command, env=environment, start_new_session=True
            )
        tell(port, stripe_port)
        while not (over := ended(children)):
            time.sleep(0.5)
    except KeyboardInterrupt:
        click.echo("\nStopping.")
        return 0
    finally:
        stop(list(children.values()))
    click.echo(f"{over} The others were stopped. See the lines above.", err=True)
    return 1


def surroundings(port: int, stripe_port: int) -> dict[str, str]:
    """Return the demonstration's settings; whatever is set already stays."""
    INSTANCE.mkdir(mode=0o700, parents=True, exist_ok=True)
    mine = {
        "CONFERENCE_MODE": "demo",
        "CONFERENCE_INSTANCE_DIR": str(INSTANCE),
        "CONFERENCE_SECRET_KEY": _kept_secret(),
        "CONFERENCE_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    if not os.environ.get("CONFERENCE_STRIPE_SECRET_KEY"):
        mine |= {
            "CONFERENCE_STRIPE_SECRET_KEY": "sk_test_demonstration",
            "CONFERENCE_STRIPE_WEBHOOK_SECRET": "whsec_demonstration",
            "CONFERENCE_STRIPE_API_BASE": f"http://127.0.0.1:{stripe_port}",
            "CONFERENCE_STRIPE_PAY_ORIGIN": f"http://127.0.0.1:{stripe_port}",
        }
    return {name: value for name, value in mine.items() if name not in os.environ}


def prepare() -> None:
    """Migrate the database and load the sample conference."""
    from flask_migrate import upgrade

    from conference.demo.sample import load
    from conference.demo.sample_payments import tell_stand_in
    from wsgi import app

    migrations.install(app)
    with app.app_context():
        upgrade()
        load()
        if has_stand_in():
            tell_stand_in(INSTANCE / STAND_IN_STATE)


def commands(port: int, stripe_port: int) -> dict[str, list[str]]:
    """Return the command of each child by what the child is called."""
    python = sys.executable
    web = [
        *(python, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", str(WEB_PROCESSES)),
        *("--threads", str(WEB_THREADS), "--log-level", "warning"),
    ]
    worker = [python, "-m", "conference.worker"]
    if has_stand_in():
        stand_in = [
            *(python, "-m", "conference.demo.stripe_server", "--port", str(stripe_port)),
            *("--state", str(INSTANCE / STAND_IN_STATE)),
            *("--webhook-url", f"http://127.0.0.1:{port}/stripe/webhook"),
            *("--webhook-secret", os.environ["CONFERENCE_STRIPE_WEBHOOK_SECRET"]),
        ]
        return {"payment stand-in": stand_in, "web server": web, "worker": worker}
    return {"web server": web, "worker": worker}


def ended(children: Mapping[str, subprocess.Popen[bytes]]) -> str:
    """Say which children have ended and how; empty while all of them run."""
    over = {part: child.returncode for part, child in children.items() if child.poll() is not None}
    return " ".join(f"The {part} has ended with status {code}." for part, code in over.items())


def has_stand_in() -> bool:
    """Say whether payments go to the stand-in on this machine."""
    return os.environ.get("CONFERENCE_STRIPE_API_BASE", "").startswith("http://127.0.0.1")


def tell(port: int, stripe_port: int) -> None:
    """Say where everything is and how to sign in."""
    here = f"http://127.0.0.1:{port}"
    click.echo(
        f"""
  Warwick Improvement Conference, demonstration

  Site                     {here}/
  Sign in as each role     {here}/demo      organiser, finance, coordinators, attendees, speakers
  Every mail               {here}/demo/inbox
  Organisers' desk         {here}/2024/manage/
  Payment stand-in         http://127.0.0.1:{stripe_port}/control

  Ctrl-C stops all of it. Data stay in {INSTANCE}/; "make fresh" throws them away.
"""
    )


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """End every child and what it started, kindly first; a second Ctrl-C changes nothing."""
    _hear(signal.SIG_IGN)
    for child in children:
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGKILL)


def fresh() -> None:
    """Throw the demonstration's data away."""
    shutil.rmtree(INSTANCE, ignore_errors=True)


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if child.poll() is None:
        os.killpg(child.pid, number)


def _hear(what: Callable[..., None] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, what)


def _interrupt(*_: object) -> None:
    _hear(signal.SIG_IGN)  # a second one must not cut the stopping short
    raise KeyboardInterrupt


def _kept_secret() -> str:
    path = INSTANCE / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


if __name__ == "__main__":
    sys.exit(main())
