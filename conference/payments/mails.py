"""Which mails payments send: to the buyer about a bank or a refund, to the desk for a decision."""

from collections.abc import Mapping
from datetime import datetime

from conference.editions.frames import frame_of
from conference.editions.queries import EditionFrame
from conference.editions.rules import ContactKind
from conference.kernel.money import written
from conference.mail import actions as mail
from conference.mail.rules import Draft, MailRequest
from conference.orders import mails as order_mails
from conference.orders import queries as orders
from conference.orders.models import Order
from conference.orders.rules import OrderState
from conference.payments import queries
from conference.payments.models import Payment, Refund
from conference.payments.rules import Matter

REFUSED = "payments.refused"
REFUND_SENT = "payments.refund_sent"
DECISION_NEEDED = "payments.decision_needed"

SUBJECTS: Mapping[Matter, str] = {
    Matter.NO_PLACE: "paid, but there is no place left",
    Matter.MISMATCH: "paid with a wrong sum",
    Matter.PAID_TWICE: "paid twice",
    Matter.EXTERNAL_REFUND: "refunded outside this system",
    Matter.NOT_REFUNDED: "the refund did not go through",
    Matter.DISPUTED: "the owner of the card disputes the payment",
}


def tell_bank_refused(order: Order, payment: Payment, *, now: datetime) -> None:
    """Tell the buyer that the bank did not pay; once for each payment."""
    _to_buyer(order, REFUSED, {"order_id": order.id}, now=now, once=f"refused-{payment.id}")


def tell_refund_sent(order: Order, refund: Refund, *, now: datetime) -> None:
    """Tell the buyer that money is on its way back."""
    facts, once = {"refund": refund.id}, f"refund-sent-{refund.id}"
    _to_buyer(order, REFUND_SENT, facts, now=now, once=once)


def tell_decision_needed(
    order: Order, matter: Matter, cause_id: int, *, now: datetime, until: datetime | None = None
) -> None:
    """Tell the help desk that an order's money needs a person, until when; once for each cause."""
    desk = frame_of(order.edition_id).contact(ContactKind.HELP_DESK)
    if desk is not None and desk.email:
        mail.enqueue(
            DECISION_NEEDED,
            desk.email,
            facts={
                "order": order.code,
                "matter": matter,
                "until": until.isoformat() if until else None,
            },
            edition_id=order.edition_id,
            now=now,
            once=f"decision-{matter}-{cause_id}{until or ''}",
        )


def refused(request: MailRequest) -> Draft:
    """Write: your bank did not pay, and until when you can pay in another way."""
    order = orders.order_page_by_id(request.facts["order_id"], request.now)
    if order.email != request.address:
        return order_mails.address_changed(request)
    edition = _edition(request)
    token = request.sealed("order", order.selectors.order)
    return Draft(
        subject="Your bank did not pay, and nothing was charged",
        template="payments/mail/refused.txt",
        context={
            "edition": edition,
            "order": order,
            "keeps_places": order.is_live or order.state is OrderState.AWAITING_PAYMENT,
            "order_link": request.link(f"/{edition.slug}/orders/{order.code}/open/{token}"),
        },
    )


def refund_sent(request: MailRequest) -> Draft:
    """Write: your money is on its way back; the link is for the order's present address only."""
    letter = queries.refund_letter(request.facts["refund"])
    edition = _edition(request)
    token = request.sealed("order", letter.link_selector)
    link = request.link(f"/{edition.slug}/orders/{letter.code}/open/{token}")
    return Draft(
        subject=f"Refund of {written(letter.amount)} is on its way",
        template="payments/mail/refund_sent.txt",
        context={
            "edition": edition,
            "letter": letter,
            "order_link": link if letter.email == request.address else None,
        },
    )


def decision_needed(request: MailRequest) -> Draft:
    """Write to the help desk: the money of this order needs a person; no name is in it."""
    matter, until = Matter(request.facts["matter"]), request.facts.get("until")
    edition = _edition(request)
    return Draft(
        subject=f"Order {request.facts['order']}: {SUBJECTS[matter]}",
        template="payments/mail/decision_needed.txt",
        context={
            "edition": edition,
            "code": request.facts["order"],
            "matter": matter,
            "until": datetime.fromisoformat(until) if until else None,
            "link": request.link(f"/{edition.slug}/manage/{_page(matter, request)}"),
        },
    )


def _page(matter: Matter, request: MailRequest) -> str:
    """Return where a matter is decided; Stripe's own dashboard is where a dispute is answered."""
    return f"orders/{request.facts['order']}" if matter is Matter.DISPUTED else "payments"


def _to_buyer(
    order: Order, kind: str, facts: Mapping[str, int], *, now: datetime, once: str
) -> None:
    if order.email:
        mail.enqueue(
            kind, order.email, facts=facts, edition_id=order.edition_id, now=now, once=once
        )


def _edition(request: MailRequest) -> EditionFrame:
    return frame_of(request.edition_id)
