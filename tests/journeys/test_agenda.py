"""An organiser builds, releases, moves and calls off; whoever has a place sees it in a calendar."""

import re
import urllib.request
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.documents.khal_reader import khal_reads
from tests.journeys import buying
from tests.journeys.buying import button, link
from tests.journeys.hands import Hand, Keys, Mouse
from tests.journeys.ways_in import mail_to, sign_in_as
from tests.support.chromium import DESK, Visitors

ORGANISER = "Amara Okoye"
DAY = date(2024, 9, 25)
QUIET, REFLECTION = "Quiet Room", "Reflection Room"

pytestmark = pytest.mark.browser


def write_a_session(hand: Hand, title: str) -> None:
    """Write a session with two on stage, which still has no time."""
    page = hand.page
    page.goto("/2024/manage/sessions")
    hand.press(link(page, "New session"))
    hand.write(page.get_by_label("Title"), title)
    hand.write(page.get_by_label("Who speaks"), f"Somebody of {title}")
    hand.write(page.get_by_label("Places to book"), "5")
    hand.press(button(page, "Add the session"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def place(hand: Hand, start: str, minutes: str, room: str) -> None:
    """Give the session of this page a time and a room."""
    page = hand.page
    hand.write(page.get_by_label("Starts at"), start)
    hand.write(page.get_by_role("textbox", name="Minutes", exact=True), minutes)
    hand.pick(page.get_by_role("combobox", name="Room"), room)
    hand.press(button(page, "Place it"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Schedule")


def open_the_move(hand: Hand, title: str) -> None:
    """Go from the schedule to the page that moves a session."""
    hand.page.goto("/2024/manage/schedule")
    hand.press(hand.page.locator(".board").get_by_role("link", name=title, exact=True))


def release(hand: Hand, note: str) -> None:
    """Look at what is different, and release it."""
    page = hand.page
    page.goto("/2024/manage/release")
    hand.write(page.get_by_label("What has changed"), note)
    hand.press(button(page, re.compile("^Release")))
    expect(page.get_by_text(re.compile("Release [0-9]+ is public"))).to_be_visible()


def book_and_subscribe(hand: Hand, email: str, title: str) -> str:
    """Buy a ticket, book a place in the session, and return the calendar's address."""
    page = hand.page
    buying.reach_the_pay_page(hand, email=email)
    buying.pay(hand)
    page.goto("/2024/programme?q=" + title.replace(" ", "+"))
    page.get_by_role("link", name=title).first.click()
    hand.press(page.get_by_role("link", name=re.compile("^Book")).first)
    hand.press(button(page, re.compile("^Book")))
    expect(page.get_by_role("heading", level=1)).to_have_text("My day")
    hand.press(button(page, "Make my calendar address"))
    return page.get_by_label("Or copy the address").input_value()


def read(address: str, folder: Path, title: str) -> list[str]:
    """Return what a calendar program shows of the session now."""
    with urllib.request.urlopen(address) as answer:  # noqa: S310 (our own demonstration)
        calendar: bytes = answer.read()
    folder.mkdir()
    lines = khal_reads(
        calendar, folder, first_date=DAY, line="{start-time} {end-time} {title} {status}"
    )
    return [line for line in lines if title in line]


@pytest.mark.parametrize("make_hand", [Keys, Mouse], ids=["by keyboard", "by mouse"])
def test_a_session_is_built_released_moved_and_called_off(
    visitors: Visitors, tmp_path: Path, make_hand: Callable[[Page], Hand]
) -> None:
    title = f"Small steps {make_hand.__name__}"
    room = QUIET if make_hand is Keys else REFLECTION
    email = f"steps.{make_hand.__name__.lower()}@example.org"
    organiser = make_hand(visitors(**DESK))
    sign_in_as(organiser.page, ORGANISER)
    write_a_session(organiser, title)
    place(organiser, "10:00", "30", room)
    release(organiser, "One more")
    visitor = Mouse(visitors(**DESK))
    address = book_and_subscribe(visitor, email, title)
    assert read(address, tmp_path / "first", title) == [f"10:00 10:30 {title} CONFIRMED"]
    open_the_move(organiser, title)
    place(organiser, "10:05", "25", room)
    organiser.page.goto("/2024/manage/release")
    expect(organiser.page.get_by_role("row", name=title)).to_contain_text("Moved")
    expect(organiser.page.locator(".figures dd").first).to_contain_text(re.compile("^1 "))
    release(organiser, "Five minutes later")
    assert read(address, tmp_path / "moved", title) == [f"10:05 10:30 {title} CONFIRMED"]
    expect(mail_to(visitor.page, email).get_by_role("heading", level=2)).to_have_text(
        f"{title} has moved"
    )
    organiser.page.goto("/2024/manage/sessions?q=" + title.replace(" ", "+"))
    organiser.press(organiser.page.get_by_role("link", name=title, exact=True))
    organiser.press(link(organiser.page, "Emergency"))
    organiser.press(button(organiser.page, "Call it off now"))
    expect(organiser.page.get_by_text("everybody concerned is told")).to_be_visible()
    assert read(address, tmp_path / "off", title) == [f"10:05 10:30 Cancelled: {title} CANCELLED"]


def test_a_session_is_carried_to_another_room_and_the_step_taken_back(visitors: Visitors) -> None:
    organiser = Mouse(visitors(viewport={"width": 1900, "height": 2400}))
    page = organiser.page
    sign_in_as(page, ORGANISER)
    title = "Carried about"
    write_a_session(organiser, title)
    place(organiser, "10:00", "20", QUIET)
    card = page.locator(".board__cell", has=page.get_by_role("link", name=title, exact=True))
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="11:00"))
    target = row.locator(f"td[data-start='11:00'][data-room='{_room(page, QUIET)}']")
    grip = card.locator(".board__grip")
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), target.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, start["y"] + 30)
    page.mouse.move(end["x"] + 20, end["y"] + 20, steps=5)
    expect(page.locator(".board__target")).to_have_count(1)
    page.mouse.up()
    expect(page.get_by_text(f"{title} stands at 11:00")).to_be_visible()
    organiser.press(button(page, re.compile("^Undo")))
    expect(page.get_by_text("Taken back")).to_be_visible()
    expect(card).to_contain_text("10:00 to 10:20")
    page.goto("/2024/manage/schedule")
    organiser.press(page.locator(".board").get_by_role("link", name=title, exact=True))
    organiser.press(button(page, "Take it out of the schedule"))
    expect(button(page, "Take it out of the schedule")).to_have_count(0)


def test_going_back_to_a_form_that_was_sent_makes_no_second_session(visitors: Visitors) -> None:
    organiser = Mouse(visitors(**DESK))
    page = organiser.page
    sign_in_as(page, ORGANISER)
    title = "Back and again"
    write_a_session(organiser, title)
    page.go_back()
    expect(page.get_by_text(f"“{title}” is in the draft already")).to_be_visible()
    expect(button(page, "Add the session")).to_have_count(0)
    organiser.press(link(page, "give it a time"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.goto("/2024/manage/sessions?q=" + title.replace(" ", "+"))
    expect(page.get_by_role("link", name=title, exact=True)).to_have_count(1)


def _room(page: Page, name: str) -> str:
    """Return the id under which the board knows a room."""
    page.get_by_role("columnheader", name=name).wait_for()
    names = page.locator(".board thead th").all_text_contents()
    column = names.index(name)
    first = page.locator(".board tbody tr").filter(has=page.locator(f"td:nth-child({len(names)})"))
    found = first.first.locator(f"td:nth-child({column + 1})").get_attribute("data-room")
    assert found
    return found
