"""A person pays: the press, the way back, and Stripe's notices."""

from datetime import datetime

from conference.kernel.database import transaction
from conference.kernel.errors import NotFound, Unavailable
from conference.payments import actions, queries, rules
from conference.payments.actions import Attempt
from conference.payments.flows.ground import follow, open_page
from conference.payments.flows.refunding import follow_refunds
from conference.payments.rules import (
    CheckoutFacts,
    Notice,
    PaymentState,
    PayPageRefused,
    Press,
)
from conference.payments.stripe_gateway import GatewayRefused, StripeGateway

NEW_ATTEMPTS = 3
"""How often one press begins anew: the page was over, or was refused."""


def start(gateway: StripeGateway, press: Press, *, now: datetime, real_now: datetime) -> str | None:
    """Return the address of the order's pay page; nothing if there is nothing more to pay.

    Two tabs, a double press and the back button lead to the same page. Raises: Unavailable
    (Stripe does not answer: nothing is charged, places and answers are kept), PayPageRefused,
    and what ``actions.begin`` refuses.
    """
    for _ in range(NEW_ATTEMPTS):
        with transaction():
            attempt = actions.begin(press, now=now, real_now=real_now)
        if attempt.state in rules.NOTHING_LEFT_TO_PAY:
            return None
        if attempt.state is PaymentState.STARTING:
            url = _page_of_starting(gateway, attempt, now)
        else:
            facts = _current(gateway, attempt, real_now)
            if facts is None or facts.status == "open":
                return attempt.pay_url
            if follow(gateway, facts, now) in rules.NOTHING_LEFT_TO_PAY:
                return None
            url = None
        if url is not None:
            return url
    raise Unavailable


def settle(
    gateway: StripeGateway, reference: str, *, now: datetime, notice: Notice | None = None
) -> PaymentState | None:
    """Let a payment follow what Stripe says; nothing for a session that is not ours.

    The one function for the return page, the webhook and the reconciliation.
    """
    try:
        facts = gateway.checkout(reference)
    except NotFound:
        return None
    return follow(gateway, facts, now, notice)


def settle_order(gateway: StripeGateway, edition_id: int, code: str, *, now: datetime) -> None:
    """Settle whatever an order has at Stripe."""
    for reference in queries.open_references(edition_id, code):
        settle(gateway, reference, now=now)


def take_notice(gateway: StripeGateway, notice: Notice, *, now: datetime) -> None:
    """Act on a genuine notice: it says where to look, Stripe's API says what is so.

    Only of a dispute the notice itself says what is so: a lost one is booked as money that went
    back, and the tickets stay until a person decides. Its receipt is stored with the effect:
    whatever breaks in between is delivered again. What the way back has settled is not asked again.
    """
    if queries.is_old_news(notice):
        return
    if notice.session is not None:
        settle(gateway, notice.session, now=now, notice=notice)
    elif notice.intent is not None and notice.dispute is not None:
        with transaction():
            actions.note_dispute(
                notice.intent, notice.dispute, said_at=notice.said_at, now=now, notice=notice
            )
    elif notice.intent is not None:
        follow_refunds(gateway, notice.intent, now, notice)


def _page_of_starting(gateway: StripeGateway, attempt: Attempt, now: datetime) -> str | None:
    try:
        return open_page(gateway, attempt, now)
    except GatewayRefused as error:
        with transaction():
            actions.give_up(attempt.place, now=now)
        if attempt.is_fresh:
            raise PayPageRefused from error
        return None


def _current(gateway: StripeGateway, attempt: Attempt, real_now: datetime) -> CheckoutFacts | None:
    """Return how an open pay page stands, closing it if too little time is left.

    Nothing when Stripe's API does not answer: its page may still do.
    """
    reference = attempt.reference or ""
    if rules.is_nearly_over(attempt.expires_at, real_now=real_now):
        return gateway.close_checkout(reference)
    try:
        return gateway.checkout(reference)
    except Unavailable:
        return None
