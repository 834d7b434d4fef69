"""How tests of payments read what is stored, and press what buyers press."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Barrier, Thread

import requests
from flask import current_app
from sqlalchemy import func, select

from conference.demo.stripe_server import RunningServer
from conference.history.models import Entry
from conference.kernel import clock
from conference.kernel.database import db
from conference.mail.models import Message
from conference.orders.models import Order
from conference.payments import flows
from conference.payments.actions import Cancellation
from conference.payments.models import Payment, Refund, WebhookReceipt
from conference.payments.rules import Notice
from conference.payments.stripe_gateway import StripeGateway
from tests.factories.payments import SUMMER, Shop, make_press
from tests.support.stripe_shop import client

ACTOR = "person 1"


def order_state(code: str) -> str:
    """Return where an order stands."""
    _afresh()
    return str(db.session.scalars(select(Order.state).where(Order.code == code)).one())


def payments(code: str) -> list[tuple[str, int | None]]:
    """Return states and received pence of an order's payments, oldest first."""
    _afresh()
    rows = db.session.execute(
        select(Payment.state, Payment.received)
        .join(Order, Order.id == Payment.order_id)
        .where(Order.code == code)
        .order_by(Payment.id)
    )
    return [(str(state), received) for state, received in rows]


def refunds(code: str) -> list[tuple[str, int, str]]:
    """Return states, pence and askers of an order's refunds, oldest first."""
    _afresh()
    rows = db.session.execute(
        select(Refund.state, Refund.amount, Refund.requested_by)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(Order.code == code)
        .order_by(Refund.id)
    )
    return [(str(state), amount, by) for state, amount, by in rows]


def newest_reference(code: str) -> str:
    """Return the Checkout Session of an order's newest payment."""
    _afresh()
    found = db.session.scalars(
        select(Payment.reference)
        .join(Order, Order.id == Payment.order_id)
        .where(Order.code == code)
        .order_by(Payment.id.desc())
        .limit(1)
    ).one()
    assert found is not None
    return found


def newest_intent(code: str) -> str:
    """Return the PaymentIntent of an order's newest payment."""
    _afresh()
    found = db.session.scalars(
        select(Payment.intent)
        .join(Order, Order.id == Payment.order_id)
        .where(Order.code == code)
        .order_by(Payment.id.desc())
        .limit(1)
    ).one()
    assert found is not None
    return found


def mails() -> list[tuple[str, str]]:
    """Return kind and address of all mails, oldest first."""
    _afresh()
    rows = db.session.execute(select(Message.kind, Message.address).order_by(Message.id))
    return [(kind, address) for kind, address in rows]


def history(code: str) -> list[str]:
    """Return what was done to an order's money, oldest first."""
    _afresh()
    order_id = select(Order.id).where(Order.code == code).scalar_subquery()
    return list(
        db.session.scalars(
            select(Entry.what)
            .where(Entry.subject_kind == "order", Entry.subject_id == order_id)
            .order_by(Entry.id)
        )
    )


def receipts() -> int:
    """Return how many notices were acted on."""
    _afresh()
    return db.session.scalars(select(func.count()).select_from(WebhookReceipt)).one()


def sessions_at(stand_in: RunningServer) -> list[str]:
    """Return the states of all Checkout Sessions that Stripe knows, oldest first."""
    found = client(stand_in.url, "sk_test_tests").v1.checkout.sessions.list(params={"limit": 100})
    return [str(session.status) for session in reversed(found.data)]


def start(gateway: StripeGateway, shop: Shop, code: str) -> str | None:
    """Press Pay."""
    press = make_press(shop, code)
    return flows.start(gateway, press, now=SUMMER, real_now=clock.real_now())


def buy(gateway: StripeGateway, shop: Shop, code: str, stand_in: RunningServer) -> str:
    """Press Pay, pay there, come back; return the session's reference."""
    start(gateway, shop, code)
    reference = newest_reference(code)
    pressed(stand_in, reference, "pay")
    flows.settle(gateway, reference, now=SUMMER)
    return reference


def notice(reference: str, kind: str = "completed", event_id: str = "evt_1") -> Notice:
    """Return a genuine notice about a session."""
    return Notice(event_id=event_id, kind=f"checkout.session.{kind}", session=reference)


def three_minutes_on() -> datetime:
    """Return a moment at which no payment of this test is left alone any more."""
    return clock.real_now() + timedelta(minutes=3)


def cancellation(shop: Shop, code: str, shown: int | None = None) -> Cancellation:
    """Return an organiser's press."""
    return Cancellation(
        code=code, edition_id=shop.edition.id, actor=ACTOR, reason="Asked by email", shown=shown
    )


def refunded_at(stand_in: RunningServer) -> list[int]:
    """Return the pence of all refunds that Stripe knows."""
    found = client(stand_in.url, "sk_test_tests").v1.refunds.list(params={"limit": 100})
    return [refund.amount for refund in found.data]


def pressed(stand_in: RunningServer, reference: str, action: str) -> None:
    """Do on the stand-in what a buyer or a bank does."""
    answer = requests.post(
        f"{stand_in.url}/control/sessions/{reference}/{action}", json={}, timeout=10
    )
    assert answer.status_code == 200, answer.text


def at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """Run all works in threads of their own at the same moment; return answers or errors."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    barrier = Barrier(len(works))
    answers: list[object] = [None] * len(works)

    def run(index: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                answers[index] = works[index]()
            except Exception as error:  # noqa: BLE001 (the test compares it)
                answers[index] = error
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _afresh() -> None:
    db.session.rollback()
    db.session.expire_all()
