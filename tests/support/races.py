"""Doing several things at the same moment, each in a thread with a database session of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from conference.kernel.database import db

PATIENCE_SECONDS = 60


def at_once(app: Flask, jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all jobs together and return what each returned or raised, in their order."""
    answers: list[Any] = [None] * len(jobs)
    start = threading.Barrier(len(jobs))

    def run(number: int) -> None:
        with app.app_context():
            start.wait(PATIENCE_SECONDS)
            try:
                answers[number] = jobs[number]()
            except Exception as error:  # noqa: BLE001 (what was raised is the answer)
                answers[number] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(jobs))]
    db.session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    db.session.rollback()
    db.session.expire_all()
    return answers
