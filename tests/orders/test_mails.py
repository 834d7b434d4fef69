"""What each mail about an order says, with its links and files, when it is sent."""

from dataclasses import replace
from email.message import EmailMessage

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel import codes
from conference.kernel.database import db, transaction
from conference.mail.actions import Claim
from conference.mail.flows import written
from conference.mail.models import Message
from conference.mail.office import office
from conference.orders import actions
from conference.orders.actions import AddressChange, BuyerDetails, PlaceName
from conference.orders.rules import Audience
from tests.documents.paper_reader import read_paper
from tests.factories.editions import make_shop
from tests.factories.orders import (
    LATER,
    NOW,
    ROBIN,
    attendees,
    locked,
    make_held,
    make_paid,
    name_others,
    order,
    own_ticket_code,
    pay,
)
from tests.factories.people import KEY
from tests.factories.tickets import make_type

HOME = "http://127.0.0.1:8000/2024"


@pytest.fixture
def shop(app: Flask) -> EditionFrame:
    return make_shop(vat_number="GB 123 4567 89")


@pytest.fixture
def kind(shop: EditionFrame) -> int:
    return make_type(shop.id, name="Standard")


def claims(kind: str) -> list[Claim]:
    """Return the mails of a kind as the worker takes them, oldest first."""
    db.session.rollback()
    rows = db.session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id))
    return [
        Claim(
            id=row.id,
            kind=row.kind,
            facts=row.facts,
            address=row.address,
            edition_id=row.edition_id,
            message_id="<1@example.org>",
        )
        for row in rows
    ]


def newest(kind: str) -> EmailMessage:
    """Return the newest mail of a kind as it would be sent now."""
    return written(claims(kind)[-1], office(), now=NOW, real_now=NOW)


def says_nothing(mail: EmailMessage, code: str) -> None:
    """Check that a mail has no file, no link and no reference, and says why."""
    body = text(mail)
    assert (list(mail.iter_attachments()), "/open/" in body, code in body) == ([], False, False)
    assert "we no longer write to you about it" in body


def correct(shop: EditionFrame, code: str, email: str) -> None:
    """Change the address of an order at the desk."""
    change = AddressChange(
        code=code, edition_id=shop.id, email=email, actor="person 1", is_desk=True
    )
    with transaction():
        actions.change_address(change, now=NOW)


def text(mail: EmailMessage) -> str:
    """Return the words of a mail, white space folded."""
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def files(mail: EmailMessage) -> dict[str, bytes]:
    return {
        part.get_filename() or "": part.get_payload(decode=True)  # type: ignore[misc]
        for part in mail.iter_attachments()
    }


def link(purpose: str, code: str, selector: str) -> str:
    token = codes.sealed(purpose, selector, key=KEY)
    return f"{HOME}/{purpose}s/{code}/open/{token}"


def test_a_confirmation_brings_everything(shop: EditionFrame, kind: int) -> None:
    code = make_paid(shop, {kind: 1})
    mail = newest("orders.paid")
    ticket = attendees(code)[0]
    assert (mail["Subject"], mail["To"]) == (
        "You have a place: 25 September, The Slate",
        "rowan.hale@example.org",
    )
    body = text(mail)
    assert f"Your place is confirmed. Your reference is {code}. Nothing else is needed" in body
    assert "Total: £199.00, £33.17 VAT included" in body
    assert link("order", code, order(code).link_selector) in body
    assert link("ticket", ticket.code, ticket.link_selector) in body
    attached = files(mail)
    assert sorted(attached) == [f"receipt-{code}.pdf", "ticket-2024.ics", "ticket-2024.pdf"]
    assert read_paper(attached["ticket-2024.pdf"]).says("Rowan Hale")
    receipt = read_paper(attached[f"receipt-{code}.pdf"])
    assert [
        receipt.says(words)
        for words in ("VAT receipt", code, "GB 123 4567 89", "£33.17", "Paid on 15 July")
    ] == [True] * 5


def test_a_buyer_who_stays_away_gets_a_receipt_alone(shop: EditionFrame, kind: int) -> None:
    code = make_paid(shop, {kind: 2}, audience=Audience.OTHERS)
    name_others(shop, code, PlaceName(name="Amina"))
    mail = newest("orders.paid")
    assert (
        mail["Subject"],
        list(files(mail)),
        "2 places, 1 named" in text(mail),
    ) == (
        "Your booking is confirmed: 25 September, The Slate",
        [f"receipt-{code}.pdf"],
        True,
    )


def test_a_free_place_has_no_receipt(shop: EditionFrame) -> None:
    make_paid(shop, {make_type(shop.id, "FREE", price=0): 1})
    assert sorted(files(newest("orders.paid"))) == ["ticket-2024.ics", "ticket-2024.pdf"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Rowan Hale", "Rowan Hale"), ("Win at casino.example", "A colleague")],
)
def test_a_colleague_gets_the_own_ticket_and_nothing_else(
    shop: EditionFrame, kind: int, name: str, shown: str
) -> None:
    buyer = BuyerDetails(email="rowan@example.org", name=name)
    code = make_held(shop, {kind: 1}, audience=Audience.OTHERS, buyer=buyer)
    name_others(shop, code, PlaceName(name="Amina", email="amina@example.org"))
    pay(code)
    mail, ticket = newest("orders.ticket"), attendees(code)[0]
    body = text(mail)
    assert (mail["Subject"], mail["To"]) == (f"{shown} has booked you a place", "amina@example.org")
    assert link("ticket", ticket.code, ticket.link_selector) in body
    assert [word in body for word in (code, "£", "casino", "/orders/")] == [False] * 4


def test_money_without_a_place_is_told(shop: EditionFrame) -> None:
    scarce = make_type(shop.id, "ONE", size=1)
    code = make_held(shop, {scarce: 1})
    make_paid(shop, {scarce: 1}, buyer=ROBIN, now=LATER)
    pay(code, now=LATER)
    body = text(newest("orders.no_place"))
    assert "You get £199.00 back. You do not need to do anything." in body
    assert link("order", code, order(code).link_selector) in body


def test_money_for_a_cancelled_order_is_told_as_such(shop: EditionFrame, kind: int) -> None:
    code = make_held(shop, {kind: 1})
    with transaction():
        actions.cancel(locked(code), actor="person 1", now=NOW)
    pay(code, now=LATER)
    mail = newest("orders.no_place")
    body = text(mail)
    assert (mail["Subject"], "You get £199.00 back." in body) == (
        "Your payment arrived, but the order is cancelled",
        True,
    )
    assert f"Your payment for order {code} arrived after the order had been cancelled" in body
    assert [words in body for words in ("time had run out", "place comes back")] == [False] * 2


def test_the_former_address_learns_nothing_but_that(shop: EditionFrame, kind: int) -> None:
    code = make_paid(shop, {kind: 1})
    correct(shop, code, "rowan@example.org")
    notice, mail = newest("orders.address_changed"), newest("orders.paid")
    body = text(notice)
    assert (notice["To"], notice["Subject"], list(notice.iter_attachments())) == (
        "rowan.hale@example.org",
        "A booking no longer uses this address: 25 September, The Slate",
        [],
    )
    assert "It has another one now" in body
    assert [word in body for word in ("http", "/open/", code, "rowan@", "Rowan")] == [False] * 5
    assert mail["To"] == "rowan@example.org"
    assert link("order", code, order(code).link_selector) in text(mail)
    assert link("ticket", own_ticket_code(code), attendees(code)[0].link_selector) in text(mail)
    assert f"receipt-{code}.pdf" in files(mail)


@pytest.mark.parametrize(
    "name", ["orders.paid", "orders.no_place", "orders.expired", "orders.cancelled"]
)
def test_a_mail_that_still_waits_for_a_former_address_brings_it_nothing(
    shop: EditionFrame, kind: int, name: str
) -> None:
    """Links are made when a mail is sent: a late one would carry the new links."""
    code = make_paid(shop, {kind: 1})
    waiting = replace(claims("orders.paid")[0], kind=name)
    correct(shop, code, "rowan@example.org")
    says_nothing(written(waiting, office(), now=NOW, real_now=NOW), code)


def test_a_ticket_that_still_waits_for_a_former_address_is_not_sent_there(
    shop: EditionFrame, kind: int
) -> None:
    code = make_held(shop, {kind: 1}, audience=Audience.OTHERS)
    name_others(shop, code, PlaceName(name="Amina", email="amina@exmaple.org"))
    pay(code)
    (waiting,) = claims("orders.ticket")
    name_others(shop, code, PlaceName(name="Amina", email="amina@example.org"))
    says_nothing(written(waiting, office(), now=NOW, real_now=NOW), code)


def test_a_hold_that_ran_out_is_told(shop: EditionFrame, kind: int) -> None:
    code = make_held(shop, {kind: 1})
    with transaction():
        actions.expire(locked(code), now=LATER)
    mail = newest("orders.expired")
    told = "The places went back on sale at 10:30am UK time on Monday 15 July 2024."
    assert (mail["Subject"], told in text(mail)) == ("Your answers are saved", True)
    assert "saved until 10:31am UK time on Tuesday 16 July 2024." in text(mail)


def test_cancelling_is_told_to_both_sides(shop: EditionFrame, kind: int) -> None:
    code = make_held(shop, {kind: 1}, audience=Audience.OTHERS)
    name_others(shop, code, PlaceName(email="amina@example.org"))
    pay(code)
    with transaction():
        actions.cancel(locked(code), actor="person 1", now=NOW)
    assert [
        newest(kind)["Subject"] for kind in ("orders.cancelled", "orders.ticket_cancelled")
    ] == [
        "Your booking is cancelled: 25 September, The Slate",
        "Your ticket is cancelled: 25 September, The Slate",
    ]
    assert "Money that goes back goes to the card" in text(newest("orders.cancelled"))


def test_links_are_found_when_the_mail_is_written(shop: EditionFrame, kind: int) -> None:
    code = make_paid(shop, {kind: 2}, audience=Audience.ME_AND_OTHERS)
    name_others(shop, code, PlaceName(name="www.evil", email="rowan.hale@example.org"))
    with transaction():
        actions.send_links(shop.id, "rowan.hale@example.org", now=NOW)
    body, (own, other) = text(newest("orders.links")), attendees(code)
    assert [
        found in body
        for found in (
            link("order", code, order(code).link_selector),
            link("ticket", own_ticket_code(code), own.link_selector),
            link("ticket", other.code, other.link_selector),
            "Standard for A colleague",
            "evil",
        )
    ] == [True, True, True, True, False]


def test_an_unknown_address_learns_that_nothing_was_booked(shop: EditionFrame) -> None:
    with transaction():
        actions.send_links(shop.id, "nobody@example.org", now=NOW)
    body = text(newest("orders.links"))
    assert ("Nothing was booked with this address." in body, "/open/" in body) == (True, False)


def test_no_line_of_a_mail_is_wider_than_72_signs_but_for_links(
    shop: EditionFrame, kind: int
) -> None:
    code = make_held(shop, {kind: 2}, audience=Audience.ME_AND_OTHERS)
    name_others(shop, code, PlaceName(email="amina@example.org"))
    pay(code)
    correct(shop, code, "rowan@example.org")
    with transaction():
        actions.send_links(shop.id, "rowan@example.org", now=NOW)
    with transaction():
        actions.cancel(locked(code), actor="person 1", now=NOW)
    wide = [
        line
        for name in current_app.extensions["conference.mail_builders"]
        if name
        in {
            *("orders.paid", "orders.ticket", "orders.links", "orders.cancelled"),
            "orders.address_changed",
        }
        for line in newest(name).get_body(("plain",)).get_content().splitlines()  # type: ignore[union-attr]
        if len(line) > 72 and "http" not in line
    ]
    assert wide == []
