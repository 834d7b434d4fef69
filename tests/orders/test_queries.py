"""Stock, holders, needs and the desk's lists, on both databases where SQL may differ."""

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.editions.rules import PolicyKind
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotAllowed, NotFound
from conference.orders import actions, queries
from conference.orders.actions import PlaceName
from conference.orders.models import Attendee
from conference.orders.queries import OwnNeeds, Search
from conference.orders.rules import AccessNeed, Audience, DietNeed, NeedKind, OrderState
from conference.tickets.rules import SaleState
from tests.factories.editions import make_shop, policy_id
from tests.factories.orders import (
    LATER,
    NOW,
    ROBIN,
    TOLD,
    attendees,
    begin_payment,
    claim,
    locked,
    make_held,
    make_paid,
    name_others,
    order,
    order_id,
    own_ticket_code,
    place,
)
from tests.factories.people import make_person
from tests.factories.tickets import make_quota, make_type
from tests.support.statements import counted

BOTH = frozenset(NeedKind)


def cancel(code: str) -> None:
    with transaction():
        actions.cancel(locked(code), actor="person 1", now=NOW)


def tell(shop: EditionFrame, code: str, told: OwnNeeds) -> None:
    claim(shop, own_ticket_code(code))
    with transaction():
        consent = policy_id(shop, PolicyKind.NEEDS_CONSENT)
        actions.save_needs(shop.id, own_ticket_code(code), told, consent_id=consent, now=NOW)


def test_what_counts_in_stock(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=None)
    venue = make_quota(shop.id, "Venue", 100, kind)
    place(shop, {kind: 2}, form="live")
    begin_payment(make_held(shop, {kind: 1}))
    make_paid(shop, {kind: 4}, audience=Audience.OTHERS)
    cancel(make_paid(shop, {kind: 8}, audience=Audience.OTHERS))
    mine = place(shop, {kind: 16}, form="mine")
    assert [
        queries.taken([venue], now, but).get(venue)
        for now, but in ((NOW, None), (LATER, None), (NOW, order_id(mine)))
    ] == [23, 5, 7]
    assert queries.taken([], NOW) == {}


def test_offers_cost_two_statements(database: Flask) -> None:
    shop = make_shop()
    early = make_type(shop.id, "EARLY", size=1, position=1)
    make_type(shop.id, "STD", size=3, position=2)
    make_type(shop.id, "OPEN", size=None, position=3)
    make_type(shop.id, "SPK", is_public=False)
    place(shop, {early: 1})
    with counted() as statements:
        offers = queries.offers(shop, NOW)
    assert ([(offer.code, offer.sale_state, offer.left) for offer in offers], len(statements)) == (
        [
            ("EARLY", SaleState.SOLD_OUT, 0),
            ("STD", SaleState.ON_SALE, 3),
            ("OPEN", SaleState.ON_SALE, None),
        ],
        2,
    )


def test_what_a_payment_needs_to_know(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id, name="Standard"): 2}, audience=Audience.OTHERS)
    found = queries.payable(order(code))
    assert (found.total, found.email, found.state, found.currency) == (
        39800,
        "rowan.hale@example.org",
        OrderState.HELD,
        "GBP",
    )
    assert [(line.name, line.quantity, line.unit_price) for line in found.lines] == [
        ("Standard", 2, 19900)
    ]


def test_who_holds_an_order(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    rowan, other = make_person("rowan.hale@example.org"), make_person("other@example.org")
    link = order(code).link_selector
    assert [
        queries.is_order_held(code, selectors=selectors, person_id=person_id)
        for selectors, person_id in (
            ([], None),
            ([link], None),
            (["x", link], other),
            (["x"], other),
            ([], rowan),
        )
    ] == [False, True, True, False, True]


def test_who_holds_a_ticket(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    ticket = attendees(code)[0]
    rowan, other = make_person("rowan.hale@example.org"), make_person("other@example.org")
    link = ticket.link_selector

    def held() -> list[bool]:
        return [
            queries.is_ticket_held(ticket.code, selectors=selectors, person_id=person_id)
            for selectors, person_id in (([], None), ([link], None), ([], rowan), ([], other))
        ]

    before = held()
    with transaction():
        queries.attendee_for_update(ticket.code, shop.id).person_id = other
    assert (before, held()) == ([False, True, True, False], [False, True, False, True])


def test_only_paid_tickets_make_a_holder(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, name="Standard")
    paid, cancelled = make_paid(shop, {kind: 1}), make_paid(shop, {kind: 1})
    held = make_held(shop, {kind: 1})
    never_paid = make_held(shop, {kind: 1})
    cancel(cancelled)
    cancel(never_paid)
    links = [attendees(code)[0].link_selector for code in (paid, cancelled, held, never_paid)]
    found = queries.attendees_of(shop.id, links, None)
    assert [(row.code, row.ticket_type, row.is_cancelled) for row in found] == [
        (own_ticket_code(paid), "Standard", False),
        (own_ticket_code(cancelled), "Standard", True),
    ]
    other = make_shop("2025", is_current=False)
    assert queries.attendees_of(other.id, links, None) == ()
    assert queries.attendees_of(shop.id, [], None) == ()


def test_one_person_may_hold_several_tickets(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 2}, audience=Audience.ME_AND_OTHERS)
    name_others(shop, code, PlaceName(email="rowan.hale@example.org"))
    rowan = make_person("rowan.hale@example.org")
    assert len(queries.attendees_of(shop.id, [], rowan)) == 2


def test_the_account_shows_tickets_and_no_place_that_never_was_one(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    paid, cancelled = (make_paid(shop, {kind: 1}) for _ in range(2))
    unpaid = make_held(shop, {kind: 1})
    cancel(cancelled)
    cancel(unpaid)
    rowan = make_person("rowan.hale@example.org")
    with transaction():
        for code in (paid, cancelled, unpaid):
            db.session.get_one(Attendee, attendees(code)[0].id).person_id = rowan
    assert [(row.code, row.is_cancelled) for row in queries.tickets_of_person(rowan)] == [
        (own_ticket_code(paid), False),
        (own_ticket_code(cancelled), True),
    ]


def test_the_account_shows_a_ticket_that_was_named_after_paying(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1}, audience=Audience.OTHERS)
    amina = make_person("amina@example.org")
    name_others(shop, code, PlaceName(name="Amina", email="amina@example.org"))
    assert [row.name for row in queries.tickets_of_person(amina)] == ["Amina"]


def test_coordinators_see_their_own_kind_only(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    mild = OwnNeeds(
        access=(),
        access_text="",
        diet=(DietNeed.VEGAN,),
        diet_text="",
        is_severe=False,
        may_name=True,
    )
    named = OwnNeeds(
        access=(AccessNeed.BSL,),
        access_text="",
        diet=(DietNeed.NUTS,),
        diet_text="No traces",
        is_severe=True,
        may_name=True,
    )
    codes = [make_paid(shop, {kind: 1}, buyer=ROBIN) for _ in range(4)]
    for code, told in zip(codes, (TOLD, mild, named, named), strict=True):
        tell(shop, code, told)
    cancel(codes[3])
    access = queries.needs_page(shop.id, kinds={NeedKind.ACCESS})
    food = queries.needs_page(shop.id, kinds={NeedKind.DIET})
    assert (access.attendees, access.cards, access.diet_counts, access.access_counts) == (
        3,
        None,
        {},
        {"Hearing loop": 1, "British Sign Language interpreter": 1},
    )
    assert access.access is not None
    assert [(row.name, row.needs, row.text) for row in access.access] == [
        ("Rowan Hale", ("Hearing loop",), "A seat near the door"),
        ("Rowan Hale", ("British Sign Language interpreter",), ""),
    ]
    assert (food.access, food.access_counts, food.diet_counts) == (
        None,
        {},
        {"Vegan": 2, "No nuts": 2},
    )
    names = {card.reference: card.name for card in food.cards or ()}
    assert names == {
        own_ticket_code(code): name
        for code, name in zip(codes[:3], (None, None, "Rowan Hale"), strict=True)
    }
    assert len(food.severe_cards) == 2
    with pytest.raises(NotAllowed):
        queries.needs_page(shop.id, kinds=())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("rowan", 1),
        ("ROBIN@example", 1),
        ("amina", 1),
        ("100%", 0),
        ("_", 0),
        ("\\", 0),
        ("nobody", 0),
    ],
)
def test_orders_are_found_by_name_and_address(database: Flask, query: str, found: int) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    code = make_held(shop, {kind: 2}, audience=Audience.ME_AND_OTHERS)
    name_others(shop, code, PlaceName(name="Amina"))
    make_paid(shop, {kind: 1}, buyer=ROBIN)
    rows = queries.order_rows(shop.id, Search(query=query, limit=9))
    assert len(rows) == found


def test_orders_are_found_by_reference_however_typed(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    code, _ = make_paid(shop, {kind: 1}), make_paid(shop, {kind: 1})
    typed = (code, code.lower(), code[4:], code.replace("-", " "), f" {code[4:7]} {code[7:]} ")
    found = [queries.order_rows(shop.id, Search(query=query, limit=9)) for query in typed]
    assert [[row.code for row in rows] for rows in found] == [[code]] * len(typed)


def test_lists_cost_the_same_however_long(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    costs = []
    for _ in range(2):
        make_paid(shop, {kind: 1})
        for read in (
            lambda: queries.order_rows(shop.id, Search(limit=50)),
            lambda: queries.attendee_rows(shop.id, Search(limit=50)),
            lambda: queries.figures(shop.id),
        ):
            with counted() as statements:
                read()
            costs.append(len(statements))
    assert costs == [2, 1, 2] * 2


def test_figures_count_paid_orders(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    make_paid(shop, {kind: 2}, audience=Audience.OTHERS)
    make_held(shop, {kind: 1})
    figures = queries.figures(shop.id)
    assert (figures.paid_orders, figures.attendees, figures.paid, figures.vat) == (
        1,
        2,
        39800,
        6633,
    )
    assert (figures.open_orders, figures.without_place) == (1, 0)
    empty = queries.figures(make_shop("2025", is_current=False).id)
    assert (empty.paid_orders, empty.paid, empty.vat) == (0, 0, 0)


def test_rows_of_one_edition_never_show_in_another(database: Flask) -> None:
    shop, other = make_shop(), make_shop("2025", is_current=False)
    code = make_paid(shop, {make_type(shop.id): 1})
    tell(shop, code, TOLD)
    found = [
        queries.order_rows(other.id, Search(limit=9)),
        queries.attendee_rows(other.id),
        queries.needs_page(other.id, kinds=BOTH).access,
        list(queries.offers(other, NOW)),
    ]
    assert found == [[], [], (), []]
    with pytest.raises(NotFound):
        queries.order_page(other.id, code, NOW)
    with pytest.raises(NotFound):
        queries.ticket_page(other.id, own_ticket_code(code))
    with pytest.raises(NotFound):
        queries.order_for_update(code, other.id)
    db.session.rollback()
