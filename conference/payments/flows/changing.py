"""A buyer takes an order back from the pay page, to change it."""

from datetime import datetime

from conference.kernel.database import transaction
from conference.orders.rules import OrderState
from conference.payments import actions, queries
from conference.payments.flows.ground import close, each, resume
from conference.payments.rules import CheckoutFacts, PaymentState
from conference.payments.stripe_gateway import StripeGateway


def reopen(gateway: StripeGateway, edition_id: int, code: str, *, now: datetime) -> OrderState:
    """Close the order's pay page, put the order back to held, and return where it stands.

    Stripe is asked first: what was paid a moment before is settled, and what the bank still
    decides on stays as it is. Pressed twice, it happens once. Raises: NotFound, Unavailable
    (Stripe does not answer: nothing has changed).
    """
    facts = _closed(gateway, edition_id, code, now)
    with transaction():
        reopened = actions.reopen(edition_id, code, facts, now=now)
    # What fails here is closed by the next reconciliation.
    each(reopened.superfluous, lambda reference: close(gateway, reference, now))
    return reopened.order


def _closed(
    gateway: StripeGateway, edition_id: int, code: str, now: datetime
) -> CheckoutFacts | None:
    """Close the pay page and return how it stands; nothing where there is none."""
    payment = queries.live_payment(edition_id, code)
    if payment is not None and payment.state is PaymentState.STARTING:
        resume(gateway, payment, now)  # so that there is a page to close
        payment = queries.live_payment(edition_id, code)
    if payment is None or payment.reference is None:
        return None
    return gateway.close_checkout(payment.reference)
