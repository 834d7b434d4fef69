"""Many at once: nothing is sold twice, and nothing is left behind by the lock."""

import itertools
from collections.abc import Callable
from contextlib import suppress

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from conference.app import create_app
from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.kernel.errors import Invalid, Refused
from conference.orders import actions, queries
from conference.orders.models import Attendee, Order
from conference.orders.rules import Audience, OrderState, keeps_places
from conference.tickets.rules import QuotaExhausted
from tests.factories.editions import make_shop
from tests.factories.orders import (
    LATER,
    MINUTE,
    NOW,
    begin_payment,
    fresh_token,
    locked,
    make_held,
    order,
    pay,
    place,
)
from tests.factories.tickets import make_quota, make_type
from tests.support import databases
from tests.support.races import at_once

BUYERS = 400
BATCH = 40
PLACES = 50


def test_fifty_tickets_for_four_hundred_buyers(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=PLACES)

    def buy() -> str:
        return place(shop, {kind: 1}, form=fresh_token())

    answers = [
        answer for _ in range(BUYERS // BATCH) for answer in at_once(database, [buy] * BATCH)
    ]
    sold = [answer for answer in answers if isinstance(answer, str)]
    refused = [answer for answer in answers if isinstance(answer, QuotaExhausted)]
    assert (len(sold), len(refused), len(set(sold))) == (PLACES, BUYERS - PLACES, PLACES)
    assert db.session.scalar(select(func.count()).select_from(Attendee)) == PLACES


def test_one_form_pressed_by_twenty_hands_makes_one_order(database: Flask) -> None:
    shop = make_shop()
    kinds = [make_type(shop.id, code) for code in ("EARLY", "STD")]
    turns = itertools.cycle(kinds)
    presses = [
        lambda kind=kind: place(shop, {kind: 1}, form="one form")
        for kind in itertools.islice(turns, 20)
    ]
    answers = at_once(database, presses)
    codes = db.session.scalars(select(Order.code)).all()
    attendees = db.session.scalar(select(func.count()).select_from(Attendee))
    assert (set(answers), attendees) == (set(codes), 1)


def test_orders_that_share_quotas_in_other_orders_do_not_block_each_other(
    database: Flask,
) -> None:
    shop = make_shop()
    first, second = make_type(shop.id, "A", size=None), make_type(shop.id, "B", size=None)
    make_quota(shop.id, "Venue", 30, first, second)
    make_quota(shop.id, "Dinner", 30, second, first)

    def buy(*kinds: int) -> str:
        return place(shop, dict.fromkeys(kinds, 1), form=fresh_token())

    jobs = [lambda: buy(first, second), lambda: buy(second, first), lambda: buy(second)] * 8
    answers = at_once(database, jobs)
    unexpected = [answer for answer in answers if not isinstance(answer, str | QuotaExhausted)]
    taken = db.session.scalar(select(func.count()).select_from(Attendee))
    assert (unexpected, taken in (29, 30)) == ([], True)


def test_the_last_place_goes_to_late_money_or_to_a_new_buyer(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=1)
    late = make_held(shop, {kind: 1})

    def money() -> OrderState:
        return pay(late, now=LATER)

    def buy() -> str:
        return place(shop, {kind: 1}, form="new buyer", now=LATER)

    state, bought = at_once(database, [money, buy])
    is_bought = isinstance(bought, str)
    assert state is (OrderState.PAID_NO_PLACE if is_bought else OrderState.PAID)
    assert is_bought or isinstance(bought, QuotaExhausted)


def test_money_and_the_end_of_the_hold_at_the_same_moment(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})

    def expire() -> None:
        with transaction():
            actions.expire(locked(code), now=LATER)

    answers = at_once(database, [expire, lambda: pay(code, now=LATER)] * 3)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert order(code).state == OrderState.PAID


class Shop(RuleBasedStateMachine):
    """Whatever buyers, money and the clock do in whatever order: never oversold."""

    def __init__(self) -> None:
        super().__init__()
        self.app = create_app(databases.settings_for(databases.fresh_sqlite()))
        self.context = self.app.app_context()
        self.context.push()
        self.now = NOW
        self.codes: list[str] = []

    def teardown(self) -> None:
        """Leave nothing open."""
        db.session.remove()
        db.engine.dispose()
        self.context.pop()

    @initialize(early=st.integers(0, 4), venue=st.integers(1, 6))
    def open_shop(self, early: int, venue: int) -> None:
        """Two types, one of them scarce, in one house."""
        self.shop: EditionFrame = make_shop()
        self.kinds = (
            make_type(self.shop.id, "EARLY", size=early),
            make_type(self.shop.id, "STD", size=None),
        )
        self.venue = make_quota(self.shop.id, "Venue", venue, *self.kinds)
        self.sizes = {self.venue: venue}

    @rule(early=st.integers(0, 3), standard=st.integers(0, 3), again=st.booleans())
    def choose(self, early: int, standard: int, *, again: bool) -> None:
        """Place an order, or send the form of the last one again with other numbers."""
        form = f"form {len(self.codes) - again}"
        choices = dict(zip(self.kinds, (early, standard), strict=True))
        with suppress(Refused, Invalid):
            code = place(self.shop, choices, form=form, audience=Audience.OTHERS, now=self.now)
            if code not in self.codes:
                self.codes.append(code)

    @rule(minutes=st.sampled_from([1, 31, 400]))
    def wait(self, minutes: int) -> None:
        """Let time pass."""
        self.now += minutes * MINUTE

    @rule(pick=st.integers(0, 9))
    def extend(self, pick: int) -> None:
        """Ask for more time, or for the places again."""
        self.attempt(
            pick,
            lambda code: actions.extend_hold(edition=self.shop, code=code, now=self.now),
        )

    @rule(pick=st.integers(0, 9))
    def expire(self, pick: int) -> None:
        """Let the worker look at an order."""
        self.attempt(pick, lambda code: actions.expire(locked(code), now=self.now))

    @rule(pick=st.integers(0, 9))
    def begin(self, pick: int) -> None:
        """Press Pay."""
        with suppress(Refused):
            if self.codes:
                begin_payment(self.code(pick), now=self.now)

    @rule(pick=st.integers(0, 9))
    def close(self, pick: int) -> None:
        """Let the pay page end without money."""
        self.attempt(pick, lambda code: actions.payment_closed(locked(code), now=self.now))

    @rule(pick=st.integers(0, 9))
    def take_back(self, pick: int) -> None:
        """Let the buyer take an order back from the pay page, to change it."""
        self.attempt(pick, self.reopen)

    @rule(pick=st.integers(0, 9))
    def settle(self, pick: int) -> None:
        """Let money arrive, in time or late."""
        self.attempt(pick, lambda code: actions.settle_paid(locked(code), now=self.now))

    @rule(pick=st.integers(0, 9))
    def cancel(self, pick: int) -> None:
        """Cancel an order."""
        self.attempt(
            pick, lambda code: actions.cancel(locked(code), actor="person 1", now=self.now)
        )

    @invariant()
    def never_oversold(self) -> None:
        """No quota holds more than its size, counted by the rule and by the query alike."""
        if not hasattr(self, "shop"):
            return
        rows = db.session.scalars(select(Order)).all()
        kept = [row for row in rows if keeps_places(row.state, row.hold_until, now=self.now)]
        lines = [line for row in kept for line in queries.lines_of(row.id)]
        by_rule = sum(line.quantity for line in lines)
        by_query = queries.taken([self.venue], self.now).get(self.venue, 0)
        totals = [sum(line.gross for line in queries.lines_of(row.id)) for row in rows]
        assert (by_rule, totals) == (by_query, [row.total for row in rows])
        assert by_rule <= self.sizes[self.venue]
        db.session.rollback()

    def reopen(self, code: str) -> None:
        """Renew the hold of an order, and end the wait for its payment."""
        actions.renew_hold(locked(code), now=self.now)
        actions.payment_closed(locked(code), now=self.now)

    def code(self, pick: int) -> str:
        """Return one of the orders."""
        return self.codes[pick % len(self.codes)]

    def attempt(self, pick: int, act: Callable[[str], object]) -> None:
        """Do something to one of the orders; a refusal is an answer too."""
        if not self.codes:
            return
        with suppress(Refused), transaction():
            act(self.code(pick))


TestShop = Shop.TestCase
TestShop.settings = settings(
    max_examples=12,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
