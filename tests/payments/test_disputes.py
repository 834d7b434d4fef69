"""A card's owner asks the bank for the money back: it stays in view until it is answered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from conference.demo.stripe_server import RunningServer
from conference.editions.models import Contact
from conference.kernel.database import db, transaction
from conference.kernel.money import written
from conference.mail.models import Message
from conference.payments import actions, flows, queries
from conference.payments.models import Dispute, Payment
from conference.payments.rules import DisputeFacts, DisputeState, Matter, Notice
from conference.payments.stripe_gateway import StripeGateway
from conference.people.rules import Role
from tests.factories.payments import (
    BUYER,
    DESK,
    PRICE,
    SUMMER,
    make_order,
    make_payment,
    make_shop,
)
from tests.factories.people import make_grant, make_person
from tests.payments.reading import (
    buy,
    cancellation,
    history,
    mails,
    newest_intent,
    order_state,
    pressed,
    receipts,
    three_minutes_on,
)
from tests.support.pages import Browser

DUE = datetime(2024, 8, 5, 22, 59, 59, tzinfo=UTC)


def tell(
    code: str,
    state: DisputeState,
    minutes: int,
    *,
    amount: int = PRICE,
    event_id: str | None = None,
    reference: str = "du_1",
) -> None:
    """Take a notice that Stripe wrote so many minutes after the first."""
    facts = DisputeFacts(reference=reference, state=state, amount=amount, due_by=DUE)
    notice = Notice(
        event_id=event_id or f"evt_{state}_{minutes}",
        kind="charge.dispute.updated",
        intent=f"pi_{code}",
        said_at=SUMMER + timedelta(minutes=minutes),
        dispute=facts,
    )
    with transaction():
        actions.note_dispute(f"pi_{code}", facts, said_at=notice.said_at, now=SUMMER, notice=notice)


def stories(code: str) -> list[str]:
    """Return what the history says of disputes."""
    return [what for what in history(code) if "dispute" in what]


def open_matters(edition_id: int) -> list[tuple[Matter, int, datetime | None]]:
    db.session.rollback()
    return [(row.matter, row.disputed, row.due_by) for row in queries.matters(edition_id)]


def test_a_dispute_needs_a_person_until_it_is_answered(database: Flask) -> None:
    shop = make_shop()
    code, _ = make_payment(shop)
    tell(code, DisputeState.OPEN, 0)
    assert open_matters(shop.edition.id) == [(Matter.DISPUTED, PRICE, DUE)]
    tell(code, DisputeState.ANSWERED, 10)
    assert open_matters(shop.edition.id) == []
    tell(code, DisputeState.OPEN, 20)  # the bank asks again
    assert open_matters(shop.edition.id) == [(Matter.DISPUTED, PRICE, DUE)]
    assert mails() == [("payments.decision_needed", DESK)]


@pytest.mark.parametrize("end", [DisputeState.WON, DisputeState.CLOSED])
def test_the_history_says_how_a_dispute_ended(database: Flask, end: DisputeState) -> None:
    shop = make_shop()
    code, _ = make_payment(shop)
    tell(code, DisputeState.OPEN, 0)
    tell(code, end, 10)
    assert stories(code) == ["payment disputed", f"dispute {end}"]
    assert (open_matters(shop.edition.id), order_state(code)) == ([], "paid")
    assert db.session.query(Dispute).one().ended_at == SUMMER


def test_a_lost_dispute_is_money_that_went_back_and_asks_for_a_decision(database: Flask) -> None:
    """Nothing is left to refund: Stripe would refuse it, and the buyer is owed nothing."""
    shop = make_shop()
    code, _ = make_payment(shop)
    tell(code, DisputeState.OPEN, 0)
    tell(code, DisputeState.LOST, 10)
    (row,) = queries.matters(shop.edition.id)
    assert (row.matter, row.refunded) == (Matter.EXTERNAL_REFUND, PRICE)
    assert queries.refund_page(shop.edition.id, code).refundable == 0
    assert stories(code) == ["payment disputed", "dispute lost"]
    assert mails() == [("payments.decision_needed", DESK)] * 2
    with transaction():
        actions.cancel_with_refund(cancellation(shop, code), now=SUMMER)
    assert (open_matters(shop.edition.id), order_state(code)) == ([], "cancelled")


def test_a_dispute_that_is_won_in_the_end_gives_the_money_back_to_the_books(
    database: Flask,
) -> None:
    shop = make_shop()
    code, _ = make_payment(shop)
    for minutes, state in enumerate((DisputeState.LOST, DisputeState.OPEN, DisputeState.ANSWERED)):
        tell(code, state, minutes)
        assert queries.refund_page(shop.edition.id, code).refundable == 0
    tell(code, DisputeState.WON, 3)
    assert open_matters(shop.edition.id) == []
    assert queries.refund_page(shop.edition.id, code).refundable == PRICE


@pytest.mark.parametrize(
    ("end", "left"),
    [
        (DisputeState.WON, [(Matter.NOT_REFUNDED, PRICE)]),
        (DisputeState.LOST, []),
    ],
)
def test_what_a_bank_holds_does_not_go_back_before_it_has_decided(
    database: Flask, end: DisputeState, left: list[tuple[Matter, int]]
) -> None:
    shop = make_shop()
    code, _ = make_payment(shop)
    tell(code, DisputeState.OPEN, 0)
    page = queries.refund_page(shop.edition.id, code)
    assert (page.received, page.disputed, page.refundable) == (PRICE, PRICE, 0)
    with transaction():
        back = actions.cancel_with_refund(cancellation(shop, code), now=SUMMER)
    assert (back.amount, back.refunds, order_state(code)) == (0, (), "cancelled")
    assert [matter for matter, _, _ in open_matters(shop.edition.id)] == [Matter.DISPUTED]
    tell(code, end, 10)
    found = [(row.matter, row.received - row.refunded) for row in queries.matters(shop.edition.id)]
    assert found == left
    assert queries.refund_page(shop.edition.id, code).refundable == sum(sums for _, sums in left)


def test_a_payment_disputed_in_part_waits_whole(database: Flask) -> None:
    """Page and press count alike: else the press could only say that the sum has changed."""
    shop = make_shop()
    code, _ = make_payment(shop)
    tell(code, DisputeState.OPEN, 0, amount=PRICE // 2)
    page = queries.refund_page(shop.edition.id, code)
    assert (page.disputed, page.refundable) == (PRICE, 0)
    press = replace(cancellation(shop, code), shown=page.refundable)
    with transaction():
        assert actions.cancel_with_refund(press, now=SUMMER).amount == 0
    assert order_state(code) == "cancelled"


def test_the_page_says_that_the_bank_holds_the_money(browser: Browser, app: Flask) -> None:
    code, _ = make_payment(make_shop())
    tell(code, DisputeState.OPEN, 0)
    person_id = make_person("finance@example.org")
    make_grant(person_id, Role.FINANCE)
    page = browser.sign_in(person_id).get(f"/2024/manage/orders/{code}/refund")
    assert page.h1 == f"Cancel order {code}"
    assert f"{written(PRICE)} is with the bank" in page.text
    assert "No money goes back now." in page.text
    page.submit("Cancel the order")
    again = browser.get(f"/2024/manage/orders/{code}/refund")
    assert "with the bank, which decides who gets it" in again.text


def test_news_that_newer_news_overtook_changes_nothing(database: Flask) -> None:
    shop = make_shop()
    code, _ = make_payment(shop)
    tell(code, DisputeState.LOST, 10)
    tell(code, DisputeState.OPEN, 0)
    tell(code, DisputeState.LOST, 10)
    assert stories(code) == ["payment disputed", "dispute lost"]
    assert [row.matter for row in queries.matters(shop.edition.id)] == [Matter.EXTERNAL_REFUND]
    assert (mails(), receipts()) == ([("payments.decision_needed", DESK)], 2)


def test_nobody_to_tell_hides_nothing(browser: Browser, app: Flask) -> None:
    """The help desk has no address: the page of payments says it all the same."""
    shop = make_shop()
    code, _ = make_payment(shop)
    with transaction():
        db.session.query(Contact).delete()
    tell(code, DisputeState.OPEN, 0)
    person_id = make_person("finance@example.org")
    make_grant(person_id, Role.FINANCE)
    page = browser.sign_in(person_id).get("/2024/manage/payments")
    words = "Answer in Stripe's dashboard."
    deadline = "Stripe wants the answer by 11:59pm UK time on Monday 5 August 2024."
    assert "Every payment stands as it should." not in page.text
    assert (words in page.text, deadline in page.text) == (True, True)
    assert f"/2024/manage/orders/{code}" in page.html


def test_a_dispute_beside_another_matter_hides_none(database: Flask) -> None:
    shop = make_shop()
    code, _ = make_payment(shop, received=PRICE * 2)
    tell(code, DisputeState.OPEN, 0)
    found = [row.matter for row in queries.matters(shop.edition.id)]
    assert found == [Matter.DISPUTED, Matter.PAID_TWICE]


def test_a_second_dispute_is_told_too(database: Flask) -> None:
    shop = make_shop()
    code, _ = make_payment(shop)
    tell(code, DisputeState.OPEN, 0, event_id="evt_1")
    tell(code, DisputeState.OPEN, 1, event_id="evt_2", reference="du_2")
    assert len(open_matters(shop.edition.id)) == 2
    assert mails() == [("payments.decision_needed", DESK)] * 2
    assert BUYER not in {address for _, address in mails()}


def test_receipts_are_kept_for_ninety_days(database: Flask) -> None:
    code, _ = make_payment(make_shop())
    tell(code, DisputeState.OPEN, 0)
    gone = []
    for days in (89, 91, 92):
        with transaction():
            gone.append(actions.purge_receipts(now=SUMMER + timedelta(days=days)))
    assert (gone, receipts()) == ([0, 1, 0], 0)


def test_reconciling_finds_disputes_without_any_notice(
    database: Flask, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """The new one, the end of one that is known, and nobody is told twice."""
    shop = make_shop()
    code = make_order(shop)
    reference = buy(gateway, shop, code, stand_in)
    for press, open_ones in (("dispute", [Matter.DISPUTED]), ("dispute-won", [])):
        pressed(stand_in, reference, press)
        for _ in range(2):
            flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on())
        db.session.rollback()
        assert [row.matter for row in queries.matters(shop.edition.id)] == open_ones
    assert history(code)[-2:] == ["payment disputed", "dispute won"]
    assert mails().count(("payments.decision_needed", DESK)) == 1


def test_disputes_of_other_shops_are_left_alone(
    database: Flask, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    reference = buy(gateway, shop, code, stand_in)
    with transaction():
        db.session.execute(update(Payment).values(intent="pi_of_ours"))
    pressed(stand_in, reference, "dispute")
    assert len(gateway.disputes_since(SUMMER)) == 1
    flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on())
    assert queries.matters(shop.edition.id) == []


def test_while_stripe_is_down_known_disputes_wait(
    database: Flask, gateway: StripeGateway, dead: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    reference = buy(gateway, shop, code, stand_in)
    pressed(stand_in, reference, "dispute")
    flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on())
    assert flows.reconcile(dead, now=SUMMER, real_now=three_minutes_on()).failed == 1
    assert [matter for matter, _, _ in open_matters(shop.edition.id)] == [Matter.DISPUTED]


def test_a_dispute_of_another_account_is_no_fault(database: Flask, gateway: StripeGateway) -> None:
    """The key was changed: Stripe does not know it, and nobody can say how it stands."""
    shop = make_shop()
    code, _ = make_payment(shop)
    tell(code, DisputeState.OPEN, 0, reference="du_of_another_account")
    done = flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on())
    assert done.failed == 0


def ask(code: str, state: DisputeState, said_at: datetime) -> None:
    """Take what Stripe's API said of the dispute, without a notice."""
    facts = DisputeFacts(reference="du_1", state=state, amount=PRICE, due_by=DUE)
    with transaction():
        actions.note_dispute(f"pi_{code}", facts, said_at=said_at, now=SUMMER)


def test_an_answer_does_not_open_what_ended_while_it_was_on_its_way(database: Flask) -> None:
    shop = make_shop()
    code, _ = make_payment(shop)
    tell(code, DisputeState.OPEN, 0)
    tell(code, DisputeState.WON, 1)
    ask(code, DisputeState.OPEN, SUMMER + timedelta(minutes=2))  # our clock runs ahead
    assert stories(code) == ["payment disputed", "dispute won"]


def test_a_notice_of_the_same_second_as_an_answer_counts(
    database: Flask, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Stripe's notices bear whole seconds."""
    shop = make_shop()
    code = make_order(shop)
    pressed(stand_in, buy(gateway, shop, code, stand_in), "dispute")
    asked_at = three_minutes_on().replace(microsecond=400_000)
    flows.reconcile(gateway, now=SUMMER, real_now=asked_at)
    reference = db.session.scalars(select(Dispute.reference)).one()
    said_at = asked_at.replace(microsecond=0)
    end = Notice(event_id="evt_end", kind="charge.dispute.closed", said_at=said_at)
    facts = DisputeFacts(reference=reference, state=DisputeState.WON, amount=PRICE, due_by=None)
    with transaction():
        actions.note_dispute(
            newest_intent(code), facts, said_at=end.said_at, now=SUMMER, notice=end
        )
    assert stories(code) == ["payment disputed", "dispute won"]


def test_the_desk_is_told_again_of_a_new_deadline_only(database: Flask) -> None:
    """However long the outbox keeps what it sent."""
    shop = make_shop()
    code, _ = make_payment(shop)
    tell(code, DisputeState.OPEN, 0)
    with transaction():
        db.session.execute(delete(Message))
    ask(code, DisputeState.OPEN, SUMMER + timedelta(minutes=2))
    assert mails() == []
