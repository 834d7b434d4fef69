"""What the mails say, written at the moment of sending."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from conference.demo.stripe_server import RunningServer
from conference.kernel.database import transaction
from conference.mail import actions as mail
from conference.mail.actions import Claim
from conference.mail.flows import written
from conference.mail.office import office
from conference.orders.queries import order_for_update
from conference.payments import flows, mails
from conference.payments.rules import Matter
from conference.payments.stripe_gateway import StripeGateway
from tests.factories.payments import BUYER, DESK, SUMMER, make_order, make_payment, make_shop
from tests.payments.reading import buy, cancellation

pytestmark = pytest.mark.usefixtures("app")


def newest_mail() -> EmailMessage:
    """Return the newest mail of the outbox as it would leave."""
    claims: list[Claim] = []
    while True:
        with transaction():
            batch = mail.claim_due(name=make_msgid, real_now=SUMMER)
        if not batch:
            break
        claims += batch
    newest = max(claims, key=lambda claim: claim.id)
    return written(newest, office(), now=SUMMER, real_now=SUMMER)


def text_of(message: EmailMessage) -> str:
    """Return a mail's text, folded."""
    return " ".join(message.get_content().split())


def test_a_refund_is_told_to_the_buyer(gateway: StripeGateway, stand_in: RunningServer) -> None:
    """E4: how much, to which card, how long it takes."""
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    flows.refund(gateway, cancellation(shop, code), now=SUMMER)
    message = newest_mail()
    assert (message["To"], message["Subject"]) == (BUYER, "Refund of £199.00 is on its way")
    text = text_of(message)
    assert f"£199.00 for order {code} is on its way to you." in text
    assert "It goes back to the card ending 4242 and can take 5 to 10 working days." in text
    assert f"/2024/orders/{code}/open/" in text


@pytest.mark.parametrize("matter", list(Matter))
def test_the_help_desk_is_told_what_to_decide(matter: Matter) -> None:
    shop = make_shop()
    with transaction():
        mail.enqueue(
            "payments.decision_needed",
            DESK,
            facts={"order": "MTH-7K4Q2", "matter": matter},
            edition_id=shop.edition.id,
            now=SUMMER,
        )
    message = newest_mail()
    assert message["Subject"].startswith("Order MTH-7K4Q2: ")
    place = "orders/MTH-7K4Q2" if matter is Matter.DISPUTED else "payments"
    assert text_of(message).count("/2024/manage/") == 1
    assert f"/2024/manage/{place} --" in text_of(message)


def test_the_help_desk_is_told_until_when_a_dispute_waits_for_an_answer() -> None:
    shop = make_shop()
    due = datetime(2024, 8, 5, 22, 59, 59, tzinfo=UTC)
    code, _ = make_payment(shop)
    with transaction():
        order = order_for_update(code, shop.edition.id)
        mails.tell_decision_needed(order, Matter.DISPUTED, 1, now=SUMMER, until=due)
    wanted = "Answer in Stripe's dashboard by 11:59pm UK time on Monday 5 August 2024."
    assert wanted in text_of(newest_mail())


def test_a_refund_for_a_former_address_says_the_sum_and_opens_nothing(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """The mail waited while the address was corrected; its link would be the new one."""
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    flows.refund(gateway, cancellation(shop, code), now=SUMMER)
    with transaction():
        order_for_update(code, shop.edition.id).email = "right@example.org"
    text = text_of(newest_mail())
    assert f"£199.00 for order {code} is on its way to you." in text
    assert "/open/" not in text
