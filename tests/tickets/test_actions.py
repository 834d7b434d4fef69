"""Making, changing and removing what is sold, on both databases."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from conference.kernel.database import db, transaction
from conference.kernel.errors import Invalid, NotFound
from conference.orders import queries as orders
from conference.tickets import actions, queries
from conference.tickets.actions import Desk, TypeFacts
from conference.tickets.models import Quota, TicketType
from conference.tickets.rules import QuotaInUse, QuotaNeeded, QuotaTooSmall, TypeInUse
from tests.factories.editions import make_shop
from tests.factories.orders import NOW, fresh_token, make_paid, place, told
from tests.factories.programme import frame
from tests.factories.tickets import make_quota, make_type
from tests.support.races import at_once
from tests.support.statements import counted

FACTS = TypeFacts(
    name="Early bird",
    note="Until July.",
    price=14900,
    vat_rate=2000,
    opens_at=None,
    closes_at=NOW,
    is_public=True,
    max_per_order=10,
)


def desk(edition_id: int) -> Desk:
    return Desk(edition_id=edition_id, actor="person 1", now=NOW)


def test_making_a_type_makes_its_quota(database: Flask) -> None:
    shop = make_shop()
    with transaction():
        actions.create_type("EARLY", FACTS, size=80, desk=desk(shop.id))
    row = queries.type_by_code(shop.id, "EARLY")
    quotas = queries.quotas_of(shop.id)
    assert (row.price, row.closes_at, row.max_per_order, row.note) == (
        14900,
        NOW,
        10,
        "Until July.",
    )
    assert [(quota.name, quota.size, quota.type_ids) for quota in quotas] == [
        ("Early bird", 80, frozenset({row.id}))
    ]
    assert told("ticket_type", row.id) == [("person 1", "ticket type made")]
    assert frame("2024").public_version == shop.public_version + 1


@pytest.mark.parametrize(("code", "field"), [("STD", "code"), ("NEW", "name")])
def test_a_code_or_a_name_is_given_once(database: Flask, code: str, field: str) -> None:
    shop = make_shop()
    make_type(shop.id, "STD", name="Early bird")
    with pytest.raises(Invalid) as refusal, transaction():
        actions.create_type(code, FACTS, size=None, desk=desk(shop.id))
    assert list(refusal.value.fields) == [field]


def test_a_type_belongs_to_the_quotas_that_are_ticked(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    venue, dinner = make_quota(shop.id, "Venue", 400), make_quota(shop.id, "Dinner", 90)
    foreign = make_quota(make_shop("2025", is_current=False).id, "Elsewhere", 1)
    for quotas in ({venue, foreign}, {venue, dinner}):
        with transaction():
            actions.change_type("STD", FACTS, quota_ids=quotas, desk=desk(shop.id))
    assert queries.quota_ids_of_type(kind) == {venue, dinner}
    assert queries.type_by_code(shop.id, "STD").name == "Early bird"
    with pytest.raises(QuotaNeeded), transaction():
        actions.change_type("STD", FACTS, quota_ids={foreign}, desk=desk(shop.id))


def test_types_change_their_quotas_while_people_buy(database: Flask) -> None:
    """Quotas are locked by id, as whoever counts places does: nobody waits for ever."""
    shop = make_shop()
    kinds = [make_type(shop.id, code, size=None) for code in ("A", "B")]
    shared = [make_quota(shop.id, name, None, *kinds) for name in ("Venue", "Dinner")]
    turns = itertools.cycle([(shared[0],), (shared[1], shared[0]), (shared[1],)])

    def move(code: str, quotas: tuple[int, ...]) -> None:
        facts = replace(FACTS, name=code, closes_at=None)
        with transaction():
            actions.change_type(code, facts, quota_ids=quotas, desk=desk(shop.id))

    def buy() -> str:
        return place(shop, dict.fromkeys(kinds, 1), form=fresh_token())

    jobs: list[Callable[[], object]] = []
    for code, quotas in zip("ABABAB", turns, strict=False):
        jobs += [partial(move, code, quotas), buy, buy]
    answers = at_once(database, jobs)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []


def test_changing_a_type_locks_the_quotas_first(database: Flask) -> None:
    is_sqlite = db.engine.dialect.name == "sqlite"  # it locks all when a transaction begins
    shop = make_shop()
    make_type(shop.id)
    venue = make_quota(shop.id, "Venue", 400)
    with transaction(), counted() as statements:
        actions.change_type("STD", FACTS, quota_ids={venue}, desk=desk(shop.id))
    is_ours = re.compile(r"FOR UPDATE|^(?:INSERT INTO|DELETE FROM) quota_members")
    found = [match[0][:6] for match in map(is_ours.search, statements) if match]
    locks = [] if is_sqlite else ["FOR UP", "FOR UP"]
    assert found == [*locks, "DELETE", "INSERT"]


def test_taking_off_sale_and_putting_back(database: Flask) -> None:
    shop = make_shop()
    make_type(shop.id)
    shown = []
    for act in (actions.take_off_sale, actions.put_on_sale):
        with transaction():
            act("STD", desk=desk(shop.id))
        shown.append(len(orders.offers(shop, NOW)))
    assert shown == [0, 1]
    with pytest.raises(NotFound), transaction():
        actions.take_off_sale("NONE", desk=desk(shop.id))


def test_a_type_that_was_ordered_stays(database: Flask) -> None:
    shop = make_shop()
    make_paid(shop, {make_type(shop.id): 1})
    make_type(shop.id, "OLD")
    with pytest.raises(TypeInUse), transaction():
        actions.remove_type("STD", is_ordered=orders.is_ordered, desk=desk(shop.id))
    with transaction():
        actions.remove_type("OLD", is_ordered=orders.is_ordered, desk=desk(shop.id))
    assert db.session.scalars(select(TicketType.code)).all() == ["STD"]


def test_a_quota_never_shrinks_below_what_is_taken(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=5)
    make_paid(shop, {kind: 1})
    own = next(iter(queries.quota_ids_of_type(kind)))
    with pytest.raises(QuotaTooSmall), transaction():
        actions.change_quota(own, "Std", 0, count=orders.taken, desk=desk(shop.id))
    with transaction():
        actions.change_quota(own, "Standard", 1, count=orders.taken, desk=desk(shop.id))
    assert [(row.name, row.size) for row in queries.quotas_of(shop.id)] == [("Standard", 1)]
    with transaction():
        actions.change_quota(own, "Standard", None, count=orders.taken, desk=desk(shop.id))
    assert orders.offers(shop, NOW)[0].left is None


def test_quotas_have_names_of_their_own(database: Flask) -> None:
    shop = make_shop()
    with transaction():
        actions.create_quota("Venue", 400, desk=desk(shop.id))
    dinner = make_quota(shop.id, "Dinner", 90)
    with pytest.raises(Invalid), transaction():
        actions.create_quota("Venue", 1, desk=desk(shop.id))
    with pytest.raises(Invalid), transaction():
        actions.change_quota(dinner, "Venue", 90, count=orders.taken, desk=desk(shop.id))


def test_only_an_empty_quota_is_removed(database: Flask) -> None:
    shop = make_shop()
    own = next(iter(queries.quota_ids_of_type(make_type(shop.id))))
    empty = make_quota(shop.id, "Empty", 1)
    with pytest.raises(QuotaInUse), transaction():
        actions.remove_quota(own, desk=desk(shop.id))
    with transaction():
        actions.remove_quota(empty, desk=desk(shop.id))
    assert db.session.scalars(select(Quota.id)).all() == [own]
    other = make_shop("2025", is_current=False)
    with pytest.raises(NotFound), transaction():
        actions.remove_quota(own, desk=desk(other.id))


def test_the_list_shows_what_is_taken_and_left(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, name="Standard", size=3)
    make_type(shop.id, "SPK", name="Speaker", price=0, is_public=False, position=20)
    make_paid(shop, {kind: 1})
    page = queries.types_page(shop.id, NOW, count=orders.taken)
    assert [(row.name, row.state, row.quotas, row.left) for row in page.types] == [
        ("Standard", "on_sale", ("Standard",), 2),
        ("Speaker", "hidden", ("Speaker",), 100),
    ]
    assert [
        (row.count.name, row.count.taken, row.count.left, row.types) for row in page.quotas
    ] == [
        ("Speaker", 0, 100, ("Speaker",)),
        ("Standard", 1, 2, ("Standard",)),
    ]
