"""The worker: jobs of every minute and every hour, and the kick after a commit.

Each job calls the same action or flow as its command and is safe to run twice. A kick only
shortens the wait: when it is lost, the minute's tick does the work. This is the only file that
imports huey.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app

from conference import retention
from conference.kernel import clock, heartbeat
from conference.kernel.database import db, transaction
from conference.kernel.settings import Settings
from conference.mail import flows as mail_flows
from conference.mail.office import carrier, office
from conference.payments import flows as payments
from conference.payments import stripe_gateway
from conference.payments.stripe_gateway import StripeGateway

NAME = "worker"
THREADS = 2
TICK = timedelta(minutes=1)


def send_mail() -> None:
    """Deliver what is due."""
    mail_flows.deliver(office(), carrier(), now=clock.now, real_now=clock.real_now)


def expire_orders() -> None:
    """End holds that ran out, asking the payment provider first."""
    payments.expire(_gateway(), now=clock.now())


def reconcile_payments() -> None:
    """Settle what no notice told us about."""
    payments.reconcile(_gateway(), now=clock.now(), real_now=clock.real_now())


def beat() -> None:
    """Say that the worker works."""
    with transaction():
        heartbeat.beat(NAME, clock.real_now())


JOBS: Mapping[str, Callable[[], object]] = {
    "beat": beat,
    "mail": send_mail,
    "expire": expire_orders,
    "reconcile": reconcile_payments,
    "purge": retention.purge,
}
ROUNDS: Mapping[str, int] = {"expire": 1, "mail": 1, "reconcile": 5, "purge": 60}
"""Every how many ticks a job runs, in this order; each runs at the first tick."""


def _gateway() -> StripeGateway:
    return stripe_gateway.connected(current_app.config["CONFERENCE"])


def run_job(app: Flask, name: str) -> None:
    """Run one job in a context of its own; a fault is logged and never stops the worker."""
    with app.app_context():
        try:
            JOBS[name]()
        except Exception as error:  # noqa: BLE001 (the next tick tries again)
            structlog.get_logger().error("job failed", job=name, exc_info=error)
        finally:
            db.session.remove()


def queue_for(settings: Settings) -> Any:
    """Return huey on the address of the settings: memory, SQLite file, PostgreSQL or Redis."""
    import huey

    address = settings.jobs
    scheme = urlsplit(address).scheme.partition("+")[0]
    if scheme == "memory":
        return huey.MemoryHuey(NAME)
    if scheme == "redis":
        return huey.RedisHuey(NAME, url=address)
    if scheme == "postgresql":
        return huey.PostgresHuey(NAME, dsn=address.replace("+psycopg", ""))
    return huey.SqliteHuey(NAME, filename=address.removeprefix("sqlite:///"), fsync=False)


class Kicker:
    """Wakes the worker for one job; a kick that fails costs a minute and nothing else."""

    def __init__(self, settings: Settings) -> None:
        """Connect at the first kick only."""
        self._settings = settings
        self._task: Any = None
        self._lock = threading.Lock()

    def __call__(self, job: str) -> None:
        """Queue the job."""
        try:
            with self._lock:
                if self._task is None:
                    self._task = _task(queue_for(self._settings), lambda _: None)
            self._task(job)
        except Exception as error:  # noqa: BLE001 (the commit stands, whatever the queue says)
            structlog.get_logger().warning("kick lost", job=job, reason=type(error).__name__)


def _task(queue: Any, run: Callable[[str], None]) -> Any:
    # Tasks are found by their module, and under ``python -m`` this one is called __main__.
    run.__module__ = "conference.worker"
    return queue.task(name="run_job")(run)


def main() -> None:
    """Run until a signal: kicked jobs as they come, the minute's jobs each minute."""
    from wsgi import app

    logging.getLogger("huey").setLevel(logging.WARNING)
    queue = queue_for(app.config["CONFERENCE"])
    _task(queue, lambda name: run_job(app, name))
    consumer = queue.create_consumer(workers=THREADS, periodic=False, check_worker_health=True)
    stop = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        stop.set()

    consumer.start()
    pulse = threading.Thread(target=_pulse, args=(app, stop), daemon=True)
    pulse.start()
    signal.signal(signal.SIGTERM, end)  # after start, which sets signals of its own
    signal.signal(signal.SIGINT, end)
    structlog.get_logger().info("worker started", pid=os.getpid())
    _tick(app, stop)
    consumer.stop(graceful=True)


def _pulse(app: Flask, stop: threading.Event) -> None:
    """Beat each minute, however long Stripe or a mail server keeps the jobs waiting."""
    while not stop.is_set():
        run_job(app, "beat")
        stop.wait(TICK.total_seconds())


def _tick(app: Flask, stop: threading.Event) -> None:
    ticks = 0
    while not stop.is_set():
        for name, every in ROUNDS.items():
            if ticks % every == 0:
                run_job(app, name)
        ticks += 1
        stop.wait(TICK.total_seconds())


if __name__ == "__main__":
    main()
