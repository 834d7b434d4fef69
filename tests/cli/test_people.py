"""``flask people``: clearing out from the shell."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference import retention, worker
from conference.editions.rules import PolicyKind
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail.models import Message
from conference.orders import actions as orders
from conference.orders.models import Needs
from conference.payments.models import WebhookReceipt
from conference.people.models import SecondStep, SignIn, SignInLink
from tests.cli.shell import run
from tests.factories.editions import make_shop, policy_id
from tests.factories.orders import (
    LATER,
    NOW,
    PROFILE,
    TOLD,
    locked,
    make_held,
    make_paid,
    order,
    own_ticket_code,
)
from tests.factories.people import make_link, make_person, make_sign_in, make_staff
from tests.factories.tickets import make_type

ROWAN = "rowan.hale@example.org"


def of_kinds(*kinds: type) -> list[int]:
    """Return how many rows of each kind there are."""
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds]


def left() -> list[int]:
    """Return how many links and sign-ins there are."""
    return of_kinds(SignInLink, SignIn)


def test_what_has_served_its_time_goes(app: Flask) -> None:
    person_id = make_person()
    for days in (0, 31):
        make_link(now=clock.real_now() - timedelta(days=days))
        make_sign_in(person_id, now=clock.real_now() - timedelta(days=days))
    report = [
        "     0 needs, 14 days after the event",
        "     0 stars, 7 days after the event",
        "     0 feedback after 180 days",
        "     0 speakers' access and travel, 14 days after the event",
        "     0 orders that came to nothing, emptied of names",
        "     0 proposals that came to nothing, 6 months later",
        "     0 answers to questions of a call",
        "     0 mails after 90 days",
        "     0 Stripe's notices after 90 days",
        "     2 old links and ended sign-ins",
    ]
    assert (run(app, "people", "purge", "--dry-run"), left()) == ((0, report), [2, 2])
    assert (run(app, "people", "purge"), left()) == ((0, report), [1, 1])


def test_a_dry_run_counts_everything_and_keeps_it(app: Flask) -> None:
    """PR-47: a report of what would go; the real run then says the same."""
    edition = make_shop()
    kind = make_type(edition.id)
    code = own_ticket_code(make_paid(edition, {kind: 1}))
    conduct, consent = (
        policy_id(edition, kind) for kind in (PolicyKind.CONDUCT, PolicyKind.NEEDS_CONSENT)
    )
    unpaid = make_held(edition, {kind: 1})
    with transaction():
        orders.claim(edition.id, code, PROFILE, conduct_id=conduct, now=NOW)
        orders.save_needs(edition.id, code, TOLD, consent_id=consent, now=NOW)
        orders.expire(locked(unpaid), now=LATER)
        db.session.add(WebhookReceipt(event_id="evt_1", kind="charge.refunded", received_at=NOW))
        clock.set_moment(edition.closes_at + timedelta(days=120))
    mails = db.session.scalar(select(func.count()).select_from(Message))
    make_link(now=clock.real_now() - timedelta(days=2))
    counts = (1, 0, 0, 0, 1, 0, 0, mails, 1, 1)
    before = [*of_kinds(Needs, WebhookReceipt, SignInLink), order(unpaid).email]
    assert (tuple(retention.purge(is_dry=True).values()), before) == (counts, [1, 1, 1, ROWAN])
    after = [*of_kinds(Needs, WebhookReceipt, SignInLink), order(unpaid).email]
    assert (after, tuple(retention.purge().values())) == (before, counts)
    after = [*of_kinds(Needs, WebhookReceipt, SignInLink), order(unpaid).email]
    assert after == [0, 0, 0, None]


def test_needs_go_two_weeks_after_the_event(app: Flask) -> None:
    edition = make_shop()
    code = own_ticket_code(make_paid(edition, {make_type(edition.id): 1}))
    conduct, consent = (
        policy_id(edition, kind) for kind in (PolicyKind.CONDUCT, PolicyKind.NEEDS_CONSENT)
    )
    with transaction():
        orders.claim(edition.id, code, PROFILE, conduct_id=conduct, now=NOW)
        orders.save_needs(edition.id, code, TOLD, consent_id=consent, now=NOW)
    told = []
    for days in (14, 15):
        with transaction():
            clock.set_moment(edition.closes_at + timedelta(days=days))
        run(app, "people", "purge")
        told.append(db.session.scalar(select(func.count()).select_from(Needs)))
    assert told == [1, 0]


@pytest.mark.parametrize("way", ["command", "worker"])
def test_the_answers_of_an_unpaid_order_go_after_a_day(app: Flask, way: str) -> None:
    edition = make_shop()
    code = make_held(edition, {make_type(edition.id): 1})
    with transaction():
        orders.expire(locked(code), now=LATER)
    kept = []
    for hours in (23, 24):
        with transaction():
            clock.set_moment(LATER + timedelta(hours=hours))
        if way == "command":
            run(app, "people", "purge")
        else:
            worker.JOBS["purge"]()
        kept.append(order(code).email)
    assert kept == [ROWAN, None]


def test_somebody_without_phone_and_codes_begins_again(app: Flask) -> None:
    make_staff("oona@example.org", now=clock.real_now())
    assert run(app, "people", "reset-second-step", "Oona@example.org") == (
        0,
        ["The next sign-in sets it up again."],
    )
    assert db.session.scalar(select(func.count()).select_from(SecondStep)) == 0


def test_nobody_is_told_apart_from_a_typing_mistake(app: Flask) -> None:
    assert run(app, "people", "reset-second-step", "oona@example.org") == (
        1,
        ["Error: Nobody has signed in with this address."],
    )


def test_it_is_safe_to_run_twice(app: Flask) -> None:
    make_link(now=clock.real_now() - timedelta(days=2))
    counts = [retention.purge()["old links and ended sign-ins"] for _ in range(2)]
    assert counts == [1, 0]
