"""The sample payments, made known to the stand-in, so that sample orders can be refunded."""

from pathlib import Path

from sqlalchemy import select

from conference.demo.stripe_server import payments, sessions
from conference.demo.stripe_server.events import Telling
from conference.demo.stripe_server.payments import Press
from conference.demo.stripe_server.store import Ledger, Store
from conference.demo.stripe_server.wire import Call, Json
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.orders.models import Order
from conference.payments.models import Payment

UNKNOWN = "cs_test_sample%"
"""References of sample payments that the stand-in does not know yet."""

SHOP = "http://127.0.0.1"


def tell_stand_in(state: Path) -> int:
    """Pay every sample payment at the stand-in, without a notice; return how many.

    Safe to repeat: what was told has the stand-in's own reference from then on.
    """
    store = Store(state, lambda: clock.real_now().timestamp())
    rows = db.session.execute(
        select(Payment.id, Payment.amount, Order.code, Order.email, Order.buyer_name)
        .join(Order, Order.id == Payment.order_id)
        .where(Payment.reference.like(UNKNOWN))
        .order_by(Payment.id)
    ).all()
    with transaction(), store.transaction() as ledger:
        for payment_id, amount, code, email, name in rows:
            session = _paid_session(ledger, amount, code, Press(email=email, name=name))
            payment = db.session.get_one(Payment, payment_id)
            payment.reference, payment.intent = session["id"], session["payment_intent"]
    return len(rows)


def _paid_session(ledger: Ledger, amount: int, code: str, press: Press) -> Json:
    line = {
        "price_data": {
            "currency": "gbp",
            "unit_amount": str(amount),
            "product_data": {"name": f"Order {code}"},
        },
        "quantity": "1",
    }
    wanted = {
        "mode": "payment",
        "line_items": {"0": line},
        "success_url": f"{SHOP}/",
        "client_reference_id": code,
        "metadata": {"order": code},
    }
    created = sessions.create(ledger, Call(params=wanted, base_url=SHOP))
    session = sessions.current(ledger, created["id"])
    session["_telling"] = [Telling.NEVER, 0]
    payments.pay(ledger, session, press)
    del session["_telling"]
    ledger.save(session)
    return session
