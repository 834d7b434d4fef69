"""``flask mail``: the outbox from the shell."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail import actions
from conference.mail.models import Message
from conference.mail.rules import FaultClass
from tests.cli.shell import run
from tests.factories.people import make_link


def states() -> list[str]:
    """Return the state of every mail, oldest first."""
    return [str(state) for state in db.session.scalars(select(Message.state).order_by(Message.id))]


def test_what_is_due_is_delivered_once(app: Flask) -> None:
    make_link(now=clock.real_now())
    assert run(app, "mail", "send") == (0, ["1 tried"])
    assert (states(), run(app, "mail", "send")) == (["sent"], (0, ["0 tried"]))


def test_what_failed_waits_for_its_next_try(app: Flask) -> None:
    make_link(now=clock.real_now())
    with transaction():
        (claim,) = actions.claim_due(name=lambda: "<one@example.org>", real_now=clock.real_now())
        actions.mark_fault(claim.id, FaultClass.TEMPORARY, "451", real_now=clock.real_now())
    assert (run(app, "mail", "send"), states()) == ((0, ["0 tried"]), ["retry"])


def test_a_clock_that_runs_ahead_delays_no_mail(app: Flask) -> None:
    make_link(now=clock.real_now())
    with transaction():
        clock.set_moment(clock.real_now() + timedelta(days=900))
        actions.enqueue(
            "people.sign_in_link", "rowan@example.org", facts={"link": 1}, now=clock.now()
        )
    assert run(app, "mail", "send")[1] == ["2 tried"]


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
