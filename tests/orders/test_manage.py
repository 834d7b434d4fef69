"""Organisers' pages of orders and attendees."""

import csv
import io
from datetime import timedelta

import pytest

from conference.editions.queries import EditionFrame
from conference.editions.rules import PolicyKind
from conference.history import actions as history
from conference.kernel.database import transaction
from conference.orders import actions
from conference.orders.actions import BuyerDetails, FreeTicket, PlaceName
from conference.orders.rules import Audience, OrderState
from conference.people.rules import Role
from tests.factories.editions import make_shop, policy_id
from tests.factories.orders import (
    LATER,
    NOW,
    PROFILE,
    ROBIN,
    TOLD,
    attendees,
    begin_payment,
    locked,
    make_held,
    make_paid,
    name_others,
    order,
    order_id,
    outbox,
    own_ticket_code,
    place,
)
from tests.factories.people import make_grant, make_person
from tests.factories.tickets import make_type
from tests.support.pages import Browser, Page
from tests.support.statements import counted

ORDERS = "/2024/manage/orders"
ATTENDEES = "/2024/manage/attendees"
FREE_TICKET = "/2024/manage/free-ticket"
HOSTILE = "=1+1 <script>{{ 7*7 }}</script> O’Neill نور"
DAY = timedelta(days=1)


@pytest.fixture
def shop(browser: Browser) -> EditionFrame:
    """Return an edition that sells; an organiser has signed in."""
    shop = make_shop()
    person_id = make_person("oona@example.org", name="Oona Field")
    make_grant(person_id)
    browser.sign_in(person_id)
    return shop


@pytest.fixture
def standard(shop: EditionFrame) -> int:
    """Return a type that costs £199.00."""
    return make_type(shop.id, "STD", name="Standard")


def cells(page: Page, table: int = 0) -> list[list[str]]:
    """Return the words of each row of one of the page's tables."""
    body = page.all("//table[contains(@class, 'data-table')]")[table]
    return [
        [" ".join(" ".join(cell.itertext()).split()) for cell in row.xpath("./th | ./td")]
        for row in body.xpath("./tbody/tr")
    ]


def figures(page: Page) -> list[str]:
    """Return the numbers at the top of a list."""
    found = page.all("//*[@class='figures']//dd")
    return [" ".join(" ".join(number.itertext()).split()) for number in found]


def facts(page: Page) -> dict[str, str]:
    """Return the list of terms and values."""
    rows = page.all("//dl[contains(@class, 'data-list')]/div")
    return {
        " ".join(row.findtext("dt").split()): " ".join(" ".join(row.find("dd").itertext()).split())
        for row in rows
    }


def log(page: Page, heading: str) -> list[str]:
    """Return the lines of one of the page's logs."""
    found = page.all(f"//section[@aria-labelledby='{heading}']//li")
    return [" ".join(" ".join(line.itertext()).split()) for line in found]


def claim(shop: EditionFrame, code: str) -> None:
    """Claim a ticket, as its holder would."""
    with transaction():
        actions.claim(
            shop.id, code, PROFILE, conduct_id=policy_id(shop, PolicyKind.CONDUCT), now=NOW
        )


def test_orders_are_listed_newest_first(
    browser: Browser, shop: EditionFrame, standard: int
) -> None:
    helper = make_type(shop.id, "CREW", name="Helper", price=0, is_public=False, position=20)
    student = make_type(shop.id, "STU", name="Student", price=4900, position=30)
    paid = make_paid(
        shop, {standard: 2, student: 1}, audience=Audience.OTHERS, buyer=ROBIN, now=NOW
    )
    with transaction():
        ticket = FreeTicket(type_id=helper, name="Jo Lee", email="jo@example.org", form_token="x")
        given = actions.issue_free(ticket, edition=shop, actor="person 1", now=NOW)
    held = make_held(shop, {standard: 1}, buyer=None, now=NOW)
    page = browser.get(ORDERS)
    assert page.h1 == "Orders"
    assert figures(page) == ["2 for 4 people", "£447.00 VAT £74.50", "1 held or paying", "0"]
    at = "15 July 2024, 10:00"
    assert cells(page) == [
        [held, "No name yet", "No email yet", "1 × Standard", "£199.00", "Held", at],
        [given, "Jo Lee", "jo@example.org", "1 × Helper", "£0.00", "No charge", at],
        [
            paid,
            "Robin Gray Sample trust",
            "robin@example.org",
            "2 × Standard, 1 × Student",
            "£447.00",
            "Paid",
            at,
        ],
    ]
    assert page.follow(paid).h1 == f"Order {paid}"


def test_without_orders_the_list_says_so(browser: Browser, shop: EditionFrame) -> None:
    assert "No orders yet" in browser.get(ORDERS).text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("{code}", ["robin"]),
        ("{tail}", ["robin"]),
        ("robin@EXAMPLE", ["robin"]),
        ("gray", ["robin"]),
        ("Siân", ["robin"]),
        ("100%", []),
        ("_", []),
        ("nobody", []),
        ("", ["rowan", "robin"]),
        ("x" * 5000, []),
    ],
)
def test_an_order_is_found_by_reference_name_or_address(
    browser: Browser, shop: EditionFrame, standard: int, asked: str, found: list[str]
) -> None:
    codes = {"robin": make_paid(shop, {standard: 1}, audience=Audience.OTHERS, buyer=ROBIN)}
    name_others(shop, codes["robin"], PlaceName(name="Siân ap Gwilym"))
    codes["rowan"] = make_paid(shop, {standard: 1})
    asked = asked.format(code=codes["robin"], tail=codes["robin"].rpartition("-")[2].lower())
    page = browser.get(ORDERS).submit("Find", q=asked)
    listed = [row[0] for row in cells(page)] if found else []
    assert listed == [codes[name] for name in found]
    assert page.all("//input[@name='q']/@value") == [asked]
    assert ("No orders found" in page.text) is not bool(found)


def test_orders_are_found_by_state(browser: Browser, shop: EditionFrame, standard: int) -> None:
    make_paid(shop, {standard: 1})
    held = make_held(shop, {standard: 1})
    page = browser.get(ORDERS).submit("Find", state="held")
    assert [row[0] for row in cells(page)] == [held]
    assert page.all("//select[@name='state']/option[@selected]/@value") == ["held"]
    assert len(cells(browser.get(ORDERS, state="nonsense"))) == 2


def test_a_long_list_has_pages_that_keep_what_was_asked(
    browser: Browser, shop: EditionFrame, standard: int
) -> None:
    codes = [make_held(shop, {standard: 1}) for _ in range(52)]
    first = browser.get(ORDERS).submit("Find", q="rowan", state="held")
    assert [row[0] for row in cells(first)] == codes[:1:-1]
    second = first.follow("Next")
    assert [row[0] for row in cells(second)] == codes[1::-1]
    assert (second.follow("Previous").address, browser.get(ORDERS, page="99").status) == (
        f"{ORDERS}?page=1&q=rowan&state=held",
        200,
    )


@pytest.mark.parametrize("address", [ORDERS, ATTENDEES])
def test_a_list_costs_the_same_for_one_three_and_sixty(
    browser: Browser, shop: EditionFrame, address: str
) -> None:
    standard = make_type(shop.id, "STD", size=None)
    costs = {}
    made = 0
    for count in (1, 3, 60):
        for _ in range(count - made):
            make_paid(shop, {standard: 1})
        made = count
        browser.get(address)
        with counted() as statements:
            browser.get(address)
        costs[count] = len(statements)
    assert costs[1] == costs[3] == costs[60]


def test_an_order_is_shown_whole(browser: Browser, shop: EditionFrame, standard: int) -> None:
    code = make_held(
        shop, {standard: 2}, audience=Audience.ME_AND_OTHERS, buyer=ROBIN, now=NOW - DAY
    )
    begin_payment(code, now=NOW - DAY)
    with transaction():
        actions.settle_paid(locked(code), now=NOW)
    name_others(shop, code, PlaceName(name="Siân", email="sian@example.org"))
    own = own_ticket_code(code)
    claim(shop, own)
    page = browser.get(f"{ORDERS}/{code}")
    assert page.h1 == f"Order {code}"
    assert facts(page) == {
        "Buyer": "Robin Gray",
        "Email": "robin@example.org",
        "Organisation": "Sample trust",
        "Tickets for": "Me and others",
        "Placed": "14 July 2024, 10:00",
        "Payment": "Paid on 15 July 2024",
    }
    assert cells(page) == [["Standard", "2", "£199.00", "20%", "£66.33", "£398.00"]]
    other = next(row.code for row in attendees(code) if not row.is_buyer)
    assert cells(page, 1) == [
        [
            *(own, "Rowan Hale the buyer", "robin@example.org", "Standard"),
            f"Claimed Somebody else comes with ticket {own}",
        ],
        [
            *(other, "Siân", "sian@example.org", "Standard"),
            f"Not claimed Somebody else comes with ticket {other}",
        ],
    ]
    assert log(page, "accepted") == [
        "14 July 2024, 10:00 Booking terms, version 1, by the buyer",
        "15 July 2024, 10:00 Code of conduct, version 1, by Rowan Hale",
    ]
    assert log(page, "history") == [
        "15 July 2024, 10:00 Names given, by the buyer",
        "15 July 2024, 10:00 Order paid, by the system",
        "14 July 2024, 10:00 Order placed, by the buyer",
    ]
    assert page.follow("All details of the history").h1 == "History of this order"


def test_an_order_page_costs_the_same_for_one_and_three_places(
    browser: Browser, shop: EditionFrame, standard: int
) -> None:
    costs = []
    for quantity in (1, 3):
        code = make_paid(shop, {standard: quantity}, audience=Audience.OTHERS)
        browser.get(f"{ORDERS}/{code}")
        with counted() as statements:
            browser.get(f"{ORDERS}/{code}")
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_needs_and_photo_choices_stay_out_of_orders_and_attendees(
    browser: Browser, shop: EditionFrame, standard: int
) -> None:
    code = make_paid(shop, {standard: 1})
    own = own_ticket_code(code)
    claim(shop, own)
    with transaction():
        actions.save_needs(
            shop.id, own, TOLD, consent_id=policy_id(shop, PolicyKind.NEEDS_CONSENT), now=NOW
        )
    pages = [
        browser.get(f"{ORDERS}/{code}"),
        browser.get(ATTENDEES),
        browser.get(f"{ATTENDEES}.csv"),
    ]
    secrets = (attendees(code)[0].ticket_code, attendees(code)[0].link_selector)
    told = [*TOLD.labels, PROFILE.photo_choice.label, *secrets]
    assert [word for page in pages for word in told if word.lower() in page.html.lower()] == []


@pytest.mark.parametrize(
    ("state", "payment", "buttons"),
    [
        (OrderState.HELD, None, ["Send the links again", "Cancel the order"]),
        (OrderState.EXPIRED, "Not paid", ["Send the links again", "Cancel the order"]),
        (
            OrderState.PAID,
            "Paid on 15 July 2024",
            ["Send the links again", "Change the address", "Cancel and refund"],
        ),
        (OrderState.CANCELLED, "Paid on 15 July 2024", []),
    ],
)
def test_what_can_be_pressed_depends_on_the_state(
    browser: Browser,
    shop: EditionFrame,
    standard: int,
    state: OrderState,
    payment: str | None,
    buttons: list[str],
) -> None:
    is_paid = state in {OrderState.PAID, OrderState.CANCELLED}
    code = make_paid(shop, {standard: 1}) if is_paid else make_held(shop, {standard: 1})
    with transaction():
        if state is OrderState.EXPIRED:
            actions.expire(locked(code), now=LATER)
        if state is OrderState.CANCELLED:
            actions.cancel(locked(code), actor="person 1", now=NOW)
    page = browser.get(f"{ORDERS}/{code}")
    pressed = page.all("//*[@class='desk-top']//*[contains(@class, 'button--small')]")
    assert [" ".join("".join(one.itertext()).split()) for one in pressed] == buttons
    assert facts(page).get("Payment") == payment


def test_a_paid_order_without_a_place_asks_for_a_refund(
    browser: Browser, shop: EditionFrame
) -> None:
    last = make_type(shop.id, "LAST", size=1)
    late = make_held(shop, {last: 1}, now=NOW)
    make_paid(shop, {last: 1}, now=LATER)
    with transaction():
        actions.settle_paid(locked(late), now=LATER)
    page = browser.get(f"{ORDERS}/{late}")
    assert "Paid, but there is no place" in page.alerts[0]
    assert page.follow("Cancel and refund").status == 200
    assert figures(browser.get(ORDERS))[-1] == "1 to be refunded"


def test_people_in_the_history_are_named(
    browser: Browser, shop: EditionFrame, standard: int
) -> None:
    code = make_paid(shop, {standard: 1})
    page = browser.get(f"{ORDERS}/{code}").submit("Send the links again").follow()
    assert log(page, "history")[0].endswith("Links sent again, by Oona Field")


def test_links_are_sent_again(browser: Browser, shop: EditionFrame, standard: int) -> None:
    code = make_paid(shop, {standard: 2}, audience=Audience.ME_AND_OTHERS)
    name_others(shop, code, PlaceName(name="Siân", email="sian@example.org"))
    before = outbox()
    answer = browser.get(f"{ORDERS}/{code}").submit("Send the links again")
    assert (answer.status, answer.location) == (303, f"{ORDERS}/{code}")
    assert answer.follow().alerts == ["The links are on their way to the addresses of this order."]
    assert outbox()[len(before) :] == [
        ("orders.links", "rowan.hale@example.org"),
        ("orders.ticket", "sian@example.org"),
    ]


def test_the_desk_corrects_an_address(browser: Browser, shop: EditionFrame, standard: int) -> None:
    code = make_paid(shop, {standard: 1})
    before = outbox()
    page = browser.get(f"{ORDERS}/{code}").follow("Change the address")
    assert page.h1 == f"Change the address of order {code}"
    answer = page.submit("Change the address", email="Rowan@Example.org")
    shown = answer.follow()
    assert (answer.location, facts(shown)["Email"], shown.alerts) == (
        f"{ORDERS}/{code}",
        "rowan@example.org",
        ["The mail with new links is on its way to Rowan@example.org."],
    )
    assert log(shown, "history")[0] == "15 July 2024, 10:00 Address changed, by Oona Field"
    assert outbox()[len(before) :] == [
        ("orders.address_changed", "rowan.hale@example.org"),
        ("orders.paid", "rowan@example.org"),
    ]
    again = page.submit("Change the address", email="rowan@example.org").follow()
    assert again.alerts == ["That is the address of this order already. Nothing was sent."]
    wrong = page.submit("Change the address", email="rowan")
    assert (wrong.status, wrong.errors) == (
        422,
        ["Enter a full email address, like name@example.org"],
    )


def test_an_address_is_not_corrected_before_paying(
    browser: Browser, shop: EditionFrame, standard: int
) -> None:
    code = make_held(shop, {standard: 1})
    assert browser.get(f"{ORDERS}/{code}/address").location == f"{ORDERS}/{code}"


def test_who_may_not_give_tickets_does_not_correct_addresses(
    browser: Browser, shop: EditionFrame, standard: int
) -> None:
    code = make_paid(shop, {standard: 1})
    finance = make_person("finance@example.org")
    make_grant(finance, Role.FINANCE)
    visitor = browser.other().sign_in(finance)
    assert "Change the address" not in visitor.get(f"{ORDERS}/{code}").text
    assert visitor.get(f"{ORDERS}/{code}/address").status == 403
    assert visitor.post(f"{ORDERS}/{code}/address", email="x@example.org").status == 403
    assert order(code).email == "rowan.hale@example.org"


def test_a_free_ticket_pressed_twice_or_in_two_tabs_is_one(
    browser: Browser, shop: EditionFrame
) -> None:
    make_type(shop.id, "SPK", name="Speaker", price=0, is_public=False)
    tabs = [browser.get(FREE_TICKET) for _ in range(2)]
    entered = {"ticket": "SPK", "name": "Jo", "email": "jo@example.org"}
    answers = [
        tab.submit("Give the ticket", **entered) for tab in (tabs[0], tabs[0], tabs[1], tabs[1])
    ]
    assert (len({answer.location for answer in answers}), len(outbox())) == (1, 1)
    for tab in tabs:
        tab.submit("Give the ticket", **(entered | {"name": "Sam"}))
    assert len(outbox()) == 2
    browser.get(FREE_TICKET).submit("Give the ticket", **entered)
    assert len(outbox()) == 3


def test_a_free_ticket_is_given_and_goes_out_by_mail(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id, "STD", name="Standard")
    make_type(shop.id, "OPEN", name="Open day", price=0)
    make_type(shop.id, "SPK", name="Speaker", price=0, is_public=False, position=20)
    page = browser.get(ORDERS).follow("Give a free ticket")
    assert page.h1 == "Give a free ticket"
    assert [option.text for option in page.all("//select/option")] == ["Speaker"]
    answer = page.submit("Give the ticket", ticket="SPK", name=HOSTILE, email="Jo@Example.org")
    shown = answer.follow()
    code = shown.h1.removeprefix("Order ")
    assert shown.alerts == [f"The ticket for {HOSTILE} goes to Jo@example.org."]
    assert (order(code).state, order(code).buyer_name, order(code).total) == (
        OrderState.PAID,
        HOSTILE,
        0,
    )
    assert outbox() == [("orders.paid", "jo@example.org")]
    assert facts(shown)["Payment"] == "Nothing to pay, confirmed on 15 July 2024"
    assert log(shown, "history") == [
        "15 July 2024, 10:00 Order paid, by Oona Field",
        "15 July 2024, 10:00 Free ticket given, by Oona Field",
    ]


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"name": ""}, ["Enter the person's name"]),
        ({"name": "x" * 201}, ["Full name: Enter 200 characters or fewer"]),
        ({"email": ""}, ["Enter the person's email address"]),
        (
            {"email": "jo at example"},
            ["Enter a full email address, like name@example.org"],
        ),
        ({"ticket": "STD"}, ["Choose one from the list"]),
        ({"ticket": "THEIRS"}, ["Choose one from the list"]),
    ],
)
def test_a_free_ticket_needs_its_answers(
    browser: Browser, shop: EditionFrame, values: dict[str, str], errors: list[str]
) -> None:
    make_type(shop.id, "STD")
    make_type(shop.id, "SPK", price=0, is_public=False)
    make_type(make_shop("2025", is_current=False).id, "THEIRS", price=0, is_public=False)
    entered = {"ticket": "SPK", "name": "Jo", "email": "jo@example.org"} | values
    page = browser.get(FREE_TICKET).submit("Give the ticket", **entered)
    assert (page.status, page.errors, outbox()) == (422, errors, [])
    kept = {
        "name": page.all("//input[@name='name']/@value"),
        "email": page.all("//input[@name='email']/@value"),
    }
    assert kept == {"name": [entered["name"]], "email": [entered["email"]]}


def test_somebody_else_comes_with_a_claimed_ticket(browser: Browser, shop: EditionFrame) -> None:
    code = make_paid(shop, {make_type(shop.id, "STD"): 1})
    claim(shop, own_ticket_code(code))
    page = browser.get(f"/2024/manage/orders/{code}").follow("Somebody else comes")
    assert page.submit("Give the ticket").errors == [
        "Enter the person's name",
        "Enter the person's email address",
    ]
    shown = page.submit("Give the ticket", name="Ben Osei", email="ben@example.org").follow()
    assert shown.alerts[0] == "The ticket is Ben Osei's now. It goes to ben@example.org."
    assert "Not claimed" in shown.text
    assert browser.get(f"/2024/manage/orders/{code}/tickets/NOSUCH").status == 404


def test_a_free_ticket_counts_in_its_quota(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id, "SPK", name="Speaker", price=0, is_public=False, size=1)
    for _ in range(2):
        page = browser.get(FREE_TICKET).submit(
            "Give the ticket", ticket="SPK", name="Jo", email="jo@example.org"
        )
    assert (page.status, page.errors) == (
        422,
        ["There are not enough Speaker tickets. They are sold out."],
    )
    assert len(outbox()) == 1


def test_without_a_free_type_the_page_says_what_to_do(browser: Browser, shop: EditionFrame) -> None:
    page = browser.get(FREE_TICKET)
    assert page.follow("See ticket types").h1 == "Ticket types"
    assert browser.post(FREE_TICKET, ticket="SPK", name="Jo", email="jo@example.org").status == 422


def people(shop: EditionFrame, standard: int) -> dict[str, str]:
    """Make four attendees: claimed, not claimed, cancelled, and one that is not paid."""
    student = make_type(shop.id, "STU", name="Student", price=4900, position=20)
    codes = {
        "claimed": make_paid(shop, {standard: 1}),
        "open": make_paid(shop, {student: 1}, buyer=ROBIN),
        "cancelled": make_paid(
            shop, {standard: 1}, buyer=BuyerDetails(email="ada@example.org", name="Ada")
        ),
    }
    make_held(shop, {standard: 1})
    claim(shop, own_ticket_code(codes["claimed"]))
    with transaction():
        actions.cancel(locked(codes["cancelled"]), actor="person 1", now=NOW)
    return codes


def test_attendees_are_listed_by_name(browser: Browser, shop: EditionFrame, standard: int) -> None:
    codes = people(shop, standard)
    own = {name: own_ticket_code(code) for name, code in codes.items()}
    page = browser.get(ATTENDEES)
    assert page.h1 == "Attendees"
    assert figures(page) == ["2", "1", "1 conduct not agreed yet", "1"]
    assert cells(page) == [
        [codes["cancelled"], "Ada", "ada@example.org", f"Standard {own['cancelled']}", "Cancelled"],
        [
            codes["open"],
            "Robin Gray Sample trust",
            "robin@example.org",
            f"Student {own['open']}",
            "Not claimed",
        ],
        [
            codes["claimed"],
            "Rowan Hale Badge: Rowan Sample NHS trust",
            "rowan.hale@example.org",
            f"Standard {own['claimed']}",
            "Claimed",
        ],
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "row"}, ["Rowan Hale"]),
        ({"q": "ADA@example"}, ["Ada"]),
        ({"ticket": "STD"}, ["Ada", "Rowan Hale"]),
        ({"ticket": "STU", "state": "open"}, ["Robin Gray"]),
        ({"state": "claimed"}, ["Rowan Hale"]),
        ({"state": "open"}, ["Robin Gray"]),
        ({"state": "cancelled"}, ["Ada"]),
        ({"state": "nonsense"}, ["Ada", "Robin Gray", "Rowan Hale"]),
        ({"q": "row", "state": "cancelled"}, []),
        ({"ticket": "NOPE"}, []),
    ],
)
def test_the_file_holds_what_the_list_was_asked_for(
    browser: Browser,
    shop: EditionFrame,
    standard: int,
    asked: dict[str, str],
    found: list[str],
) -> None:
    people(shop, standard)
    page = browser.get(ATTENDEES, **asked)
    assert ("Nobody found" in page.text) is not bool(found)
    answer = page.follow("This list as CSV")
    rows = list(csv.DictReader(io.StringIO(answer.response.get_data().decode("utf-8-sig"))))
    assert [row["Name"] for row in rows] == found
    listed = len(cells(page)) if found else 0
    assert listed == len(found)


def test_the_file_is_safe_for_spreadsheets(
    browser: Browser, shop: EditionFrame, standard: int
) -> None:
    code = make_paid(
        shop,
        {standard: 1},
        buyer=BuyerDetails(email="+jo@example.org", name=HOSTILE, organisation='@SUM("A1")'),
    )
    answer = browser.get(f"{ATTENDEES}.csv")
    assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == (
        "text/csv; charset=utf-8",
        "attachment; filename=attendees-2024.csv",
    )
    assert answer.headers["Cache-Control"] == "no-store"
    sent = answer.response.get_data()
    assert sent.startswith(b"\xef\xbb\xbfOrder,Ticket,")
    rows = list(csv.reader(io.StringIO(sent.decode("utf-8-sig"))))
    assert rows == [
        [
            *("Order", "Ticket", "Name", "Name on badge", "Email", "Organisation"),
            *("Ticket type", "State"),
        ],
        [
            *(code, own_ticket_code(code), f"'{HOSTILE}", "", "'+jo@example.org"),
            *('\'@SUM("A1")', "Standard", "Not claimed"),
        ],
    ]


def test_hostile_names_are_carried_through(
    browser: Browser, shop: EditionFrame, standard: int
) -> None:
    long_name = "Bartholomew Featherstonehaugh-Cholmondeley-Warner the Younger"
    for name in (HOSTILE, long_name, "Æ"):
        code = make_paid(shop, {standard: 1}, buyer=BuyerDetails(email="a@example.org", name=name))
        for address in (ORDERS, f"{ORDERS}/{code}", ATTENDEES):
            assert name in browser.get(address).text


def test_another_years_orders_do_not_show(
    browser: Browser, shop: EditionFrame, standard: int
) -> None:
    other = make_shop("2025", is_current=False)
    code = make_paid(other, {make_type(other.id, "THEIRS"): 1})
    mine = make_paid(shop, {standard: 1}, buyer=ROBIN)
    before = outbox()
    assert browser.get(f"{ORDERS}/{code}").status == 404
    assert browser.post(f"{ORDERS}/{code}/links").status == 404
    assert browser.get(f"{ORDERS}/NOPE").status == 404
    for address in (ORDERS, ATTENDEES, f"{ATTENDEES}.csv"):
        assert (code in browser.get(address).html, mine in browser.get(address).html) == (
            False,
            True,
        )
    assert figures(browser.get(ORDERS))[0] == "1 for 1 person"
    assert figures(browser.get(ATTENDEES))[0] == "1"
    assert [row[0] for row in cells(browser.get("/2025/manage/orders"))] == [code]
    assert outbox() == before


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.FINANCE, {"orders", "show", "links"}),
        (Role.ACCESS_COORDINATOR, set()),
        (Role.CATERING_COORDINATOR, set()),
    ],
)
def test_each_role_opens_what_it_needs(browser: Browser, role: Role, allowed: set[str]) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    person_id = make_person("other@example.org")
    make_grant(person_id, role)
    browser.sign_in(person_id)
    pages = {
        "orders": ORDERS,
        "show": f"{ORDERS}/{code}",
        "attendees": ATTENDEES,
        "file": f"{ATTENDEES}.csv",
        "issue": FREE_TICKET,
    }
    opened = {name for name, address in pages.items() if browser.get(address).status == 200}
    posts = {"links": f"{ORDERS}/{code}/links", "issue": FREE_TICKET}
    opened |= {name for name, address in posts.items() if browser.post(address).status != 403}
    assert opened == allowed


def test_who_may_not_refund_is_not_led_there(browser: Browser, shop: EditionFrame) -> None:
    code = place(shop, {make_type(shop.id): 1})
    with transaction():
        history.record("buyer", "names given", on=("order", order_id(code)), at=NOW)
    page = browser.get(f"{ORDERS}/{code}")
    assert "Send the links again" not in page.text
    assert page.link("Cancel the order") == f"{ORDERS}/{code}/refund"
