"""Stripe's notices over HTTP: what is answered, and what is stored."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import stripe
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select

from conference.demo.stripe_server import RunningServer
from conference.kernel.database import db
from conference.orders.models import Order
from conference.payments import queries
from conference.payments.rules import Matter
from conference.payments.stripe_gateway import StripeGateway
from conference.payments.stripe_words import SESSION_KINDS
from tests.factories.payments import BUYER, DESK, Shop, make_order, make_shop
from tests.payments.conftest import SECRET
from tests.payments.reading import (
    buy,
    history,
    mails,
    newest_intent,
    newest_reference,
    order_state,
    payments,
    pressed,
    receipts,
    start,
)
from tests.support.stripe_shop import client as stripe_client


@pytest.fixture
def client(app: Flask, stand_in: RunningServer) -> FlaskClient:
    """A client of an application whose Stripe is the stand-in."""
    return client_of(app, stand_in)


def client_of(app: Flask, stand_in: RunningServer) -> FlaskClient:
    """Let the stand-in be the application's Stripe and return a client of the application."""
    settings = app.config["CONFERENCE"].model_copy(update={"stripe_api_base": stand_in.url})
    app.config["CONFERENCE"] = settings
    return app.test_client()


def payload(kind: str, thing: dict[str, Any], event_id: str = "evt_1") -> str:
    """Return an event as Stripe writes it."""
    return json.dumps({"id": event_id, "object": "event", "type": kind, "data": {"object": thing}})


def send(client: FlaskClient, body: str, signature: str | None = None) -> tuple[int, str]:
    """Post a notice and return status and text of the answer."""
    db.session.rollback()
    if signature is None:
        signature = stripe.WebhookSignature.generate_signature_header(body, SECRET)
    answer = client.post(
        "/stripe/webhook", data=body.encode(), headers={"Stripe-Signature": signature}
    )
    return answer.status_code, answer.get_data(as_text=True)


def paid_page(gateway: StripeGateway, stand_in: RunningServer, shop: Shop, code: str) -> str:
    """Press Pay and pay; nobody has told the shop yet."""
    start(gateway, shop, code)
    reference = newest_reference(code)
    pressed(stand_in, reference, "pay")
    return reference


@pytest.mark.parametrize("kind", sorted(SESSION_KINDS))
def test_any_notice_of_a_session_finds_the_truth(
    client: FlaskClient, gateway: StripeGateway, stand_in: RunningServer, kind: str
) -> None:
    """Rule 12: a hint; the object is fetched."""
    shop = make_shop()
    code = make_order(shop)
    reference = paid_page(gateway, stand_in, shop, code)
    assert send(client, payload(kind, {"id": reference})) == (200, "Taken.")
    assert (order_state(code), payments(code), receipts()) == (
        "paid",
        [("confirmed", 19_900)],
        1,
    )


def test_a_repeated_notice_is_taken_and_changes_nothing(
    client: FlaskClient, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    body = payload("checkout.session.completed", {"id": paid_page(gateway, stand_in, shop, code)})
    assert [send(client, body) for _ in range(3)] == [(200, "Taken.")] * 3
    assert (receipts(), mails()) == (1, [("orders.paid", BUYER)])


@pytest.mark.parametrize(
    "signature", ["", "t=1,v1=00", "nonsense", "t=1700000000,v1=\xe9"], ids=repr
)
def test_a_forged_notice_gets_400_and_leaves_nothing(
    client: FlaskClient, gateway: StripeGateway, stand_in: RunningServer, signature: str
) -> None:
    shop = make_shop()
    code = make_order(shop)
    body = payload("checkout.session.completed", {"id": paid_page(gateway, stand_in, shop, code)})
    assert send(client, body, signature) == (400, "The signature does not fit.")
    assert (order_state(code), payments(code), receipts()) == (
        "awaiting_payment",
        [("open", None)],
        0,
    )


@pytest.mark.parametrize(
    ("kind", "thing"),
    [
        ("customer.created", {"id": "cus_1"}),
        ("a.kind.of.next.year", {"id": "x"}),
        ("checkout.session.completed", {"id": "cs_test_of_another_shop"}),
        ("charge.refunded", {"id": "ch_1", "payment_intent": "pi_of_another_shop"}),
        ("charge.refunded", {"id": "ch_1", "payment_intent": None}),
        ("charge.dispute.created", {"id": "dp_1", "payment_intent": "pi_of_another_shop"}),
        ("charge.dispute.created", {"id": "dp_1", "payment_intent": None}),
    ],
)
def test_what_is_unknown_or_foreign_gets_200(
    client: FlaskClient, kind: str, thing: dict[str, Any]
) -> None:
    """Rule 12: never 400 for what is no fault of the messenger."""
    make_shop()
    assert (send(client, payload(kind, thing)), receipts()) == ((200, "Taken."), 0)


def test_a_dispute_is_noted_and_told_once(
    client: FlaskClient, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """The tickets stay until a person decides; Stripe repeats what it was not thanked for."""
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    dispute = {"id": "dp_1", "object": "dispute", "payment_intent": newest_intent(code)}
    for event_id in ("evt_1", "evt_1", "evt_2"):
        body = payload("charge.dispute.created", dispute, event_id)
        assert send(client, body) == (200, "Taken.")
    assert (order_state(code), history(code)[-1], receipts()) == ("paid", "payment disputed", 2)
    assert mails() == [("orders.paid", BUYER), ("payments.decision_needed", DESK)]


def test_stripe_down_gets_503_so_that_it_comes_again(
    app: Flask,
    client: FlaskClient,
    gateway: StripeGateway,
    stand_in: RunningServer,
    dead: StripeGateway,
) -> None:
    shop = make_shop()
    code = make_order(shop)
    body = payload("checkout.session.completed", {"id": paid_page(gateway, stand_in, shop, code)})
    alive = app.config["CONFERENCE"]
    app.config["CONFERENCE"] = alive.model_copy(update={"stripe_api_base": dead.base})
    assert send(client, body) == (503, "Send it again.")
    assert (order_state(code), receipts()) == ("awaiting_payment", 0)
    app.config["CONFERENCE"] = alive
    assert (send(client, body), order_state(code)) == ((200, "Taken."), "paid")


@contextmanager
def somebody_writing(code: str) -> Iterator[None]:
    """Hold the order as another process does, and let us wait for 50 ms only."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    patience = "PRAGMA busy_timeout = 50" if is_sqlite else "SET lock_timeout = '50ms'"
    with db.engine.connect() as ours:
        ours.exec_driver_sql(patience)
        ours.commit()
    other = create_engine(db.engine.url)
    with other.connect() as writing:
        if is_sqlite:
            writing.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            writing.execute(select(Order).where(Order.code == code).with_for_update())
        yield
    other.dispose()


def test_lock_contention_gets_503_so_that_it_comes_again(
    database: Flask, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 12: somebody else writes for longer than we can wait."""
    client, shop = client_of(database, stand_in), make_shop()
    code = make_order(shop)
    body = payload("checkout.session.completed", {"id": paid_page(gateway, stand_in, shop, code)})
    db.session.rollback()
    with somebody_writing(code):
        assert send(client, body) == (503, "Send it again.")
    assert receipts() == 0
    assert (send(client, body), order_state(code)) == ((200, "Taken."), "paid")


def test_a_notice_too_large_is_not_read(client: FlaskClient) -> None:
    body = payload("customer.created", {"id": "x" * 300_000})
    assert send(client, body)[0] == 413


def test_a_notice_needs_no_token_of_our_forms(app: Flask, client: FlaskClient) -> None:
    assert app.config.get("WTF_CSRF_ENABLED", True)
    assert send(client, payload("customer.created", {"id": "cus_1"})) == (200, "Taken.")


def test_a_dispute_from_the_bank_to_the_desk_and_back(
    client: FlaskClient, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """What the stand-in tells of a dispute is what the shop understands."""
    shop = make_shop()
    code = make_order(shop)
    reference = buy(gateway, shop, code, stand_in)
    for press, open_ones in (("dispute", [Matter.DISPUTED]), ("dispute-won", [])):
        pressed(stand_in, reference, press)
        sdk = stripe_client(stand_in.url, "sk_test_tests")
        event = sdk.v1.events.list({"limit": 1}).data[0]
        assert send(client, json.dumps(event.to_dict())) == (200, "Taken.")
        db.session.rollback()
        assert [row.matter for row in queries.matters(shop.edition.id)] == open_ones
    assert history(code)[-2:] == ["payment disputed", "dispute won"]
