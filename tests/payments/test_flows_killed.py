"""kill -9 between any two steps loses no order, no payment and no refund."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from conference.demo.stripe_server import RunningServer
from conference.kernel.database import db
from conference.payments import flows
from conference.payments.rules import Notice
from conference.payments.stripe_gateway import StripeGateway
from tests.factories.payments import BUYER, SUMMER, Shop, make_order, make_shop
from tests.payments.reading import (
    ACTOR,
    buy,
    mails,
    newest_reference,
    order_state,
    payments,
    pressed,
    receipts,
    refunded_at,
    refunds,
    sessions_at,
    start,
    three_minutes_on,
)

ROOT = Path(__file__).resolve().parents[2]


def die_at(point: str, app: Flask, stand_in: RunningServer, shop: Shop, code: str) -> None:
    """Run a flow in a process of its own that is killed at ``point``."""
    settings = app.config["CONFERENCE"]
    task = {
        "point": point,
        "database": settings.database,
        "instance": str(settings.instance_dir),
        "stripe": stand_in.url,
        "code": code,
        "edition": shop.edition.id,
        "terms": shop.terms_id,
        "home": "http://127.0.0.1:8000/",
        "reference": "" if "open" in point else newest_reference(code),
    }
    db.session.rollback()
    process = subprocess.run(
        [sys.executable, "-m", "tests.payments.killed", json.dumps(task)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        timeout=120,
    )
    assert process.returncode == -signal.SIGKILL, process.stderr.decode()


@pytest.mark.parametrize(
    ("point", "left_at_stripe"), [("before open", []), ("after open", ["open"])]
)
def test_killed_while_the_pay_page_opens(
    app: Flask,
    gateway: StripeGateway,
    stand_in: RunningServer,
    point: str,
    left_at_stripe: list[str],
) -> None:
    """Rule 14: the next press repeats the same question, and one page comes of it."""
    shop = make_shop()
    code = make_order(shop)
    die_at(point, app, stand_in, shop, code)
    assert (order_state(code), payments(code)) == ("awaiting_payment", [("starting", None)])
    assert sessions_at(stand_in) == left_at_stripe
    assert start(gateway, shop, code) == f"{stand_in.url}/pay/{newest_reference(code)}"
    assert (payments(code), sessions_at(stand_in)) == ([("open", None)], ["open"])


def test_killed_while_the_pay_page_opens_and_nobody_presses_again(
    app: Flask, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 13: the reconciliation learns of the page and follows it to its end."""
    shop = make_shop()
    code = make_order(shop)
    die_at("after open", app, stand_in, shop, code)
    flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on())
    assert (payments(code), sessions_at(stand_in)) == ([("open", None)], ["open"])
    pressed(stand_in, newest_reference(code), "pay")
    flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on())
    assert (order_state(code), payments(code)) == ("paid", [("confirmed", 19_900)])


@pytest.mark.parametrize("point", ["after read", "before commit"])
def test_killed_while_a_notice_is_taken(
    app: Flask, gateway: StripeGateway, stand_in: RunningServer, point: str
) -> None:
    """The receipt is stored with its effect: delivered again, the notice is new."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    pressed(stand_in, reference, "pay")
    die_at(point, app, stand_in, shop, code)
    assert (order_state(code), receipts(), mails()) == ("awaiting_payment", 0, [])
    flows.take_notice(
        gateway,
        Notice(event_id="evt_1", kind="checkout.session.completed", session=reference),
        now=SUMMER,
    )
    assert (order_state(code), payments(code)) == ("paid", [("confirmed", 19_900)])
    assert (receipts(), mails()) == (1, [("orders.paid", BUYER)])


@pytest.mark.parametrize(("point", "sent"), [("before refund", []), ("after refund", [19_900])])
def test_killed_while_money_goes_back(
    app: Flask, gateway: StripeGateway, stand_in: RunningServer, point: str, sent: list[int]
) -> None:
    """Rule 15: the refund is a row before Stripe is asked, and goes out once."""
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    die_at(point, app, stand_in, shop, code)
    assert (order_state(code), refunds(code)) == ("cancelled", [("requested", 19_900, ACTOR)])
    assert refunded_at(stand_in) == sent
    flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on())
    assert (refunds(code), refunded_at(stand_in)) == ([("succeeded", 19_900, ACTOR)], [19_900])
    assert [kind for kind, _ in mails()].count("payments.refund_sent") == 1
