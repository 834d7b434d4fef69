"""What the coordinators see of needs, and that nobody else sees anything."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from conference.editions.queries import EditionFrame
from conference.editions.rules import PolicyKind
from conference.kernel.database import transaction
from conference.orders import actions
from conference.orders.actions import BuyerDetails
from conference.orders.queries import OwnNeeds
from conference.orders.rules import AccessNeed, DietNeed
from conference.people.rules import Role
from tests.factories.editions import make_shop, policy_id
from tests.factories.orders import (
    NOW,
    PROFILE,
    claim,
    locked,
    make_paid,
    own_ticket_code,
)
from tests.factories.people import make_grant, make_person
from tests.factories.tickets import make_type
from tests.support.pages import Browser, Page
from tests.support.statements import counted

ACCESS = "/2024/manage/needs/access"
DIET = "/2024/manage/needs/diet"
HOSTILE = "O’Neill <script>{{ 7*7 }}</script> نور"


def needs(
    access: Sequence[AccessNeed] = (),
    diet: Sequence[DietNeed] = (),
    *,
    words: str = "",
    is_severe: bool = False,
    may_name: bool = False,
) -> OwnNeeds:
    """Return what somebody told us; the words go with whichever kind was told."""
    return OwnNeeds(
        access=tuple(access),
        access_text=words if access else "",
        diet=tuple(diet),
        diet_text=words if diet else "",
        is_severe=is_severe,
        may_name=may_name,
    )


LOOP = needs([AccessNeed.HEARING_LOOP, AccessNeed.STEP_FREE], words="A seat near the door")
VEGAN = needs(diet=[DietNeed.VEGAN])
NUTS = needs(diet=[DietNeed.VEGAN, DietNeed.NUTS], words="Also traces", is_severe=True)
NAMED = needs(diet=[DietNeed.FISH], is_severe=True, may_name=True)
MILD_NAMED = needs(diet=[DietNeed.MILK], may_name=True)


@pytest.fixture
def shop(browser: Browser) -> EditionFrame:
    """Return an edition that sells."""
    return make_shop()


def sign_in(browser: Browser, *roles: Role, edition_id: int | None = None) -> Browser:
    """Sign in somebody with these roles."""
    person_id = make_person("coordinator@example.org")
    for role in roles:
        make_grant(person_id, role, edition_id=edition_id)
    return browser.sign_in(person_id)


def tell(shop: EditionFrame, told: OwnNeeds, name: str, type_id: int) -> str:
    """Buy a ticket for somebody who tells us needs; return the ticket's reference."""
    buyer = BuyerDetails(email="a@example.org", name=name)
    ticket = own_ticket_code(make_paid(shop, {type_id: 1}, buyer=buyer))
    consent_id = policy_id(shop, PolicyKind.NEEDS_CONSENT)
    claim(shop, ticket, replace(PROFILE, name=name))
    with transaction():
        actions.save_needs(shop.id, ticket, told, consent_id=consent_id, now=NOW)
    return ticket


def tables(page: Page) -> dict[str, list[list[str]]]:
    """Return the rows of each table by its caption."""
    return {
        " ".join(table.findtext("caption").split()): [
            [" ".join(" ".join(cell.itertext()).split()) for cell in row.xpath("./th | ./td")]
            for row in table.xpath("./tbody/tr")
        ]
        for table in page.all("//table[contains(@class, 'data-table')]")
    }


def figures(page: Page) -> dict[str, str]:
    """Return the numbers of the page by their label."""
    rows = page.all("//*[@class='figures']/div")
    return {row.findtext("dt"): row.find("dd").text.strip() for row in rows}


def test_access_coordinators_see_who_needs_what(browser: Browser, shop: EditionFrame) -> None:
    standard = make_type(shop.id, name="Standard")
    second = tell(shop, LOOP, "Siân", standard)
    first = tell(shop, needs([AccessNeed.STEP_FREE]), "Ada", standard)
    tell(shop, NAMED, "Hidden Person", standard)
    page = sign_in(browser, Role.ACCESS_COORDINATOR).get(ACCESS)
    assert page.h1 == "Access needs"
    assert figures(page) == {"Step-free route": "2", "Hearing loop": "1"}
    assert "2 of 3 ticket holders told us what they need." in page.text
    assert tables(page) == {
        "Who needs what, by name": [
            [first, "Ada", "a@example.org", "Standard", "Step-free route", ""],
            [
                second,
                "Siân",
                "a@example.org",
                "Standard",
                "Hearing loop, Step-free route",
                "A seat near the door",
            ],
        ],
    }
    assert [word for word in ("Hidden", "fish", "Severe") if word in page.text] == []


def test_catering_coordinators_see_counts_and_cards_without_names(
    browser: Browser, shop: EditionFrame
) -> None:
    standard = make_type(shop.id)
    cards = {
        "vegan": tell(shop, VEGAN, "Ada", standard),
        "nuts": tell(shop, NUTS, "Bea", standard),
        "fish": tell(shop, NAMED, "Cleo", standard),
        "milk": tell(shop, MILD_NAMED, "Dan", standard),
    }
    tell(shop, LOOP, "Eve", standard)
    page = sign_in(browser, Role.CATERING_COORDINATOR).get(DIET)
    assert page.h1 == "Diets and allergies"
    assert figures(page) == {"Vegan": "2", "No nuts": "1", "No fish": "1", "No milk": "1"}
    assert "4 of 5 ticket holders told us what they eat." in page.text
    severe = {
        cards["nuts"]: ["Not to be named", "Vegan, No nuts", "Also traces"],
        cards["fish"]: ["Cleo", "No fish", ""],
    }
    other = {cards["vegan"]: ["Vegan", ""], cards["milk"]: ["No milk", ""]}
    assert tables(page) == {
        "Severe allergies, by card": [[card, *severe[card]] for card in sorted(severe)],
        "Other diets, by card": [[card, *other[card]] for card in sorted(other)],
    }
    others = ("Ada", "Bea", "Dan", "Eve", "a@example.org", "Hearing loop")
    assert [word for word in others if word in page.text] == []


@pytest.mark.parametrize(
    ("roles", "statuses"),
    [
        ((Role.ORGANISER,), (403, 403)),
        ((Role.FINANCE,), (403, 403)),
        ((Role.ACCESS_COORDINATOR,), (200, 403)),
        ((Role.CATERING_COORDINATOR,), (403, 200)),
        ((Role.ACCESS_COORDINATOR, Role.CATERING_COORDINATOR), (200, 200)),
    ],
)
def test_each_kind_is_for_its_own_coordinators(
    browser: Browser, shop: EditionFrame, roles: tuple[Role, ...], statuses: tuple[int, int]
) -> None:
    tell(shop, LOOP, "Ada", make_type(shop.id))
    sign_in(browser, *roles)
    pages = [browser.get(ACCESS), browser.get(DIET)]
    assert tuple(page.status for page in pages) == statuses
    menu = browser.get("/2024/manage/").all("//nav[@aria-label='Desk']//a/text()")
    shown = tuple(200 if label in menu else 403 for label in ("Access needs", "Diets"))
    assert shown == statuses


def test_a_coordinator_of_one_year_sees_that_year_only(
    browser: Browser, shop: EditionFrame
) -> None:
    other = make_shop("2025", is_current=False)
    for edition, name in ((shop, "Ada"), (other, "Theirs")):
        tell(edition, LOOP, name, make_type(edition.id))
    sign_in(browser, Role.ACCESS_COORDINATOR, edition_id=shop.id)
    page = browser.get(ACCESS)
    assert [row[1] for row in tables(page)["Who needs what, by name"]] == ["Ada"]
    assert browser.get("/2025/manage/needs/access").status == 403


def test_strangers_are_sent_to_sign_in(browser: Browser, shop: EditionFrame) -> None:
    assert browser.get(ACCESS).location == f"/sign-in?next={ACCESS}"
    assert browser.get(DIET).location == f"/sign-in?next={DIET}"


def test_needs_of_cancelled_tickets_do_not_show(browser: Browser, shop: EditionFrame) -> None:
    standard = make_type(shop.id)
    code = make_paid(shop, {standard: 1})
    consent_id = policy_id(shop, PolicyKind.NEEDS_CONSENT)
    claim(shop, own_ticket_code(code))
    with transaction():
        actions.save_needs(shop.id, own_ticket_code(code), LOOP, consent_id=consent_id, now=NOW)
        actions.save_needs(shop.id, own_ticket_code(code), VEGAN, consent_id=consent_id, now=NOW)
        actions.cancel(locked(code), actor="person 1", now=NOW)
    sign_in(browser, Role.ACCESS_COORDINATOR, Role.CATERING_COORDINATOR)
    assert "No access needs told" in browser.get(ACCESS).text
    assert "No diets told" in browser.get(DIET).text


def test_pages_say_until_when_needs_are_kept(browser: Browser, shop: EditionFrame) -> None:
    tell(shop, LOOP, "Ada", make_type(shop.id))
    sign_in(browser, Role.ACCESS_COORDINATOR, Role.CATERING_COORDINATOR)
    for address in (ACCESS, DIET):
        assert "Kept until 9 October 2024, then deleted." in browser.get(address).text
    kept_until = datetime(2024, 10, 9, 22, 59, tzinfo=NOW.tzinfo)
    for moment, deleted in ((kept_until, 0), (kept_until + timedelta(minutes=1), 1)):
        with transaction():
            assert actions.delete_needs(now=moment) == deleted
    assert "No access needs told" in browser.get(ACCESS).text


def test_hostile_words_are_carried_through(browser: Browser, shop: EditionFrame) -> None:
    standard = make_type(shop.id)
    tell(shop, needs([AccessNeed.BSL], words=HOSTILE), HOSTILE, standard)
    tell(
        shop,
        needs(diet=[DietNeed.EGGS], words=HOSTILE, is_severe=True, may_name=True),
        HOSTILE,
        standard,
    )
    sign_in(browser, Role.ACCESS_COORDINATOR, Role.CATERING_COORDINATOR)
    assert [browser.get(address).text.count(HOSTILE) for address in (ACCESS, DIET)] == [2, 2]


def test_the_pages_cost_the_same_for_one_and_three(browser: Browser, shop: EditionFrame) -> None:
    standard = make_type(shop.id)
    sign_in(browser, Role.ACCESS_COORDINATOR, Role.CATERING_COORDINATOR)
    both = OwnNeeds(
        access=(AccessNeed.BSL,),
        access_text="",
        diet=(DietNeed.NUTS,),
        diet_text="",
        is_severe=True,
        may_name=True,
    )
    costs: dict[str, list[int]] = {ACCESS: [], DIET: []}
    for made in (1, 2):
        for _ in range(made):
            tell(shop, both, "Ada", standard)
        for address, seen in costs.items():
            browser.get(address)
            with counted() as statements:
                browser.get(address)
            seen.append(len(statements))
    assert all(seen[0] == seen[1] for seen in costs.values())
