"""The numbers of the desk's front page, and that they are what the pages behind them show."""

import pytest
from flask import Flask

from conference.editions.rules import PolicyKind
from conference.kernel.database import transaction
from conference.kernel.errors import NotAllowed
from conference.orders import actions, queries
from conference.orders.queries import OwnNeeds
from conference.orders.queries.attention import needs_told, type_sales
from conference.orders.rules import AccessNeed, Audience, DietNeed, NeedKind
from tests.factories.editions import make_shop, policy_id
from tests.factories.orders import NOW, claim, locked, make_held, make_paid, own_ticket_code
from tests.factories.tickets import make_type
from tests.support.statements import counted

NOTHING = OwnNeeds(
    access=(), access_text="", diet=(), diet_text="", is_severe=False, may_name=False
)


def needs(**values: object) -> OwnNeeds:
    """Return these needs and no others."""
    told = {name: getattr(NOTHING, name) for name in OwnNeeds.__slots__}
    return OwnNeeds(**told | values)


def test_needs_are_counted_and_not_read(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    told = (
        needs(access=(AccessNeed.BSL,)),
        needs(access_text="A seat near the door", diet=(DietNeed.VEGAN,)),
        needs(diet_text="No traces of nuts"),
        needs(is_severe=True),
        needs(access=(AccessNeed.BSL,), diet=(DietNeed.NUTS,)),
    )
    consent = policy_id(shop, PolicyKind.NEEDS_CONSENT)
    for one in told:
        code = make_paid(shop, {kind: 1})
        claim(shop, own_ticket_code(code))
        with transaction():
            actions.save_needs(shop.id, own_ticket_code(code), one, consent_id=consent, now=NOW)
    with transaction():
        actions.cancel(locked(code), actor="person 1", now=NOW)
    with counted() as statements:
        found = needs_told(shop.id, {"access", "diet"})
    page = queries.needs_page(shop.id, kinds=set(NeedKind))
    assert (page.access is not None, page.cards is not None) == (True, True)
    assert found == {"access": len(page.access or ()), "diet": len(page.cards or ())}
    assert (found, needs_told(shop.id, {"diet"})) == ({"access": 2, "diet": 3}, {"diet": 3})
    (statement,) = statements
    assert [word in statement.split("FROM")[0] for word in ("access_text,", "name")] == [False] * 2
    with pytest.raises(NotAllowed):
        needs_told(shop.id, ())


def test_sales_count_paid_places_by_type(database: Flask) -> None:
    shop = make_shop()
    early = make_type(shop.id, "EARLY", name="Early bird", size=10, position=1)
    make_type(shop.id, "STD", name="Standard", size=None, position=2)
    make_paid(shop, {early: 2}, audience=Audience.ME_AND_OTHERS)
    make_held(shop, {early: 1})
    rows = type_sales(shop.id, NOW)
    assert [(row.name, row.sold, row.unnamed) for row in rows] == [
        ("Early bird", 2, 1),
        ("Standard", 0, 0),
    ]
    assert rows[0].count is not None
    assert (rows[0].count.left, rows[1].count) == (7, None)
