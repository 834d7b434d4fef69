"""``flask mail``: the outbox from the shell."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail import actions
from conference.mail.models import Message
from tests.cli.shell import run
from tests.factories.people import make_link


def states() -> list[str]:
    """Return the state of every mail, oldest first."""
    return [str(state) for state in db.session.scalars(select(Message.state).order_by(Message.id))]


def test_what_is_due_is_delivered_once(app: Flask) -> None:
    make_link(now=clock.real_now())
    assert run(app, "mail", "send") == (0, ["1 tried"])
    assert (states(), run(app, "mail", "send")) == (["sent"], (0, ["0 tried"]))


def test_what_is_not_due_waits(app: Flask) -> None:
    with transaction():
        actions.enqueue(
            "people.sign_in_link",
            "rowan@example.org",
            facts={"link": 1},
            now=clock.now(),
            due_at=clock.real_now() + timedelta(hours=1),
        )
    assert (run(app, "mail", "send"), states()) == ((0, ["0 tried"]), ["queued"])


def test_old_mails_are_deleted(app: Flask) -> None:
    for days in (91, 89):
        with transaction():
            actions.enqueue(
                "people.sign_in_link",
                "rowan@example.org",
                facts={"link": 1},
                now=clock.now() - timedelta(days=days),
            )
    assert (run(app, "mail", "purge"), len(states())) == ((0, ["1 deleted"]), 1)
