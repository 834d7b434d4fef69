"""The guard: a view says who may open it, and what is not stated is closed."""

import pytest
from flask import Flask, Response

from conference.kernel.database import db
from conference.kernel.permissions import Permission
from conference.orders.models import Order
from conference.people.rules import Role
from conference.web import access
from conference.web.identity import viewer
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_edition
from tests.factories.workshops import Ticket, make_ticket
from tests.support.pages import Browser
from tests.web import views

DESK = "/<edition>/test-desk"


def hello(**_: str) -> Response:
    return Response(f"Hello {viewer().email or 'stranger'}", mimetype="text/plain")


def test_a_view_without_a_label_is_closed(app: Flask, browser: Browser) -> None:
    views.add(app, "/bare", hello)
    page = browser.get("/bare")
    assert (page.status, page.h1) == (500, "Something went wrong on our side")


def test_a_public_view_is_open_to_everybody(app: Flask, browser: Browser) -> None:
    views.add(app, "/open", access.public(hello))
    assert (browser.get("/open").status, browser.get("/open").html) == (200, "Hello stranger")


def test_strangers_are_sent_to_sign_in_and_led_back(app: Flask, browser: Browser) -> None:
    views.add(app, "/own", access.signed_in(hello))
    page = browser.get("/own?tab=2&q=a b")
    assert (page.status, page.location) == (303, "/sign-in?next=/own?tab%3D2%26q%3Da+b")


def test_a_form_of_a_stranger_is_not_repeated_after_signing_in(
    app: Flask, browser: Browser
) -> None:
    views.add(app, "/own", access.signed_in(hello))
    page = browser.post("/own")
    assert (page.status, page.location) == (303, "/sign-in")


def test_who_has_signed_in_may_open_what_is_theirs(app: Flask, browser: Browser) -> None:
    views.add(app, "/own", access.signed_in(hello))
    browser.sign_in(make_person("rowan@example.org"))
    assert browser.get("/own").html == "Hello rowan@example.org"


@pytest.mark.parametrize(
    ("role", "granted_for", "status"),
    [
        (Role.ORGANISER, "2024", 200),
        (Role.ORGANISER, "all", 200),
        (Role.ORGANISER, "2025", 403),
        (Role.CATERING_COORDINATOR, "2024", 403),
        (None, "", 403),
    ],
)
def test_a_role_counts_for_its_edition(
    app: Flask, browser: Browser, role: Role | None, granted_for: str, status: int
) -> None:
    views.add(app, DESK, access.requires(Permission.SEE_ORDERS)(hello))
    ids = {"2024": make_edition().id, "2025": make_edition("2025", is_current=False).id}
    person_id = make_person()
    if role is not None:
        make_grant(person_id, role, edition_id=ids.get(granted_for))
    assert browser.sign_in(person_id).get("/2024/test-desk").status == status


def test_a_refused_role_is_told_in_words(app: Flask, browser: Browser) -> None:
    views.add(app, DESK, access.requires(Permission.SEE_ORDERS)(hello))
    make_edition()
    page = browser.sign_in(make_person()).get("/2024/test-desk")
    assert page.h1 == "You cannot open this page"
    assert "Your account has no role for that." in page.text


def test_a_stranger_at_the_desk_is_sent_to_sign_in(app: Flask, browser: Browser) -> None:
    views.add(app, DESK, access.requires(Permission.SEE_ORDERS)(hello))
    make_edition()
    page = browser.get("/2024/test-desk")
    assert (page.status, page.location) == (303, "/sign-in?next=/2024/test-desk")


def test_a_role_asks_for_the_second_step(app: Flask, browser: Browser) -> None:
    views.add(app, DESK, access.requires(Permission.SEE_ORDERS)(hello))
    make_edition()
    person_id = make_person()
    make_grant(person_id)
    page = browser.sign_in(person_id, is_confirmed=False).get("/2024/test-desk?page=2")
    assert (page.status, page.location) == (
        303,
        "/sign-in/second-step?next=/2024/test-desk?page%3D2",
    )


def test_the_second_step_is_not_asked_where_no_role_is_needed(app: Flask, browser: Browser) -> None:
    views.add(app, "/own", access.signed_in(hello))
    person_id = make_person()
    make_grant(person_id)
    assert browser.sign_in(person_id, is_confirmed=False).get("/own").status == 200


def test_a_ticket_opens_with_its_own_link_only(app: Flask, browser: Browser) -> None:
    views.add(app, "/<edition>/test-ticket/<code>", access.ticket_link(hello))
    edition = make_edition()
    mine, other = make_ticket(edition.id), make_ticket(edition.id, "Somebody else")
    browser.hold("ticket", mine.selector).hold("order", other.selector)
    statuses = [browser.get(f"/2024/test-ticket/{code}").status for code in (mine.code, other.code)]
    assert statuses == [200, 404]


def test_an_order_opens_with_its_own_link_only(app: Flask, browser: Browser) -> None:
    views.add(app, "/<edition>/test-order/<code>", access.order_link(hello))
    edition = make_edition()
    ticket = make_ticket(edition.id)
    address = "/2024/test-order/" + order_of(ticket).code
    stranger = browser.get(address)
    with_ticket = browser.other().hold("ticket", ticket.selector).get(address)
    holder = browser.other().hold("order", order_of(ticket).link_selector).get(address)
    assert (stranger.status, with_ticket.status, holder.status) == (404, 404, 200)


def test_an_unknown_order_and_one_of_somebody_else_look_the_same(
    app: Flask, browser: Browser
) -> None:
    views.add(app, "/<edition>/test-order/<code>", access.order_link(hello))
    ticket = make_ticket(make_edition().id)
    foreign = browser.get("/2024/test-order/" + order_of(ticket).code)
    unknown = browser.get("/2024/test-order/NOSUCH")
    assert foreign.h1 == "Open this from your email"
    assert (foreign.status, foreign.html) == (unknown.status, unknown.html)


def order_of(ticket: Ticket) -> Order:
    return db.session.get_one(Order, ticket.order_id)
