"""Whatever is killed, and whenever: no order, payment or mail is lost, and nothing is left over."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import buying
from tests.journeys.hands import Mouse
from tests.journeys.mail_peer import MailPeer, mail_peer
from tests.support import live
from tests.support.chromium import Visitors
from tests.support.live import Demonstration, wait_until

WORKER = "conference.worker"
WEB = "gunicorn"
STAND_IN = "conference.demo.stripe_server"
BUYER = "buyer@example.org"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not live.PROCESSES.is_dir(), reason="/proc tells which processes there are"),
]


@pytest.fixture
def peer() -> Iterator[MailPeer]:
    with mail_peer() as running:
        yield running


@pytest.fixture
def own(sample: Path, tmp_path: Path, peer: MailPeer) -> Iterator[Demonstration]:
    """Run a demonstration that this test may kill; its mail goes out over SMTP."""
    settings = {"CONFERENCE_MAIL_URL": peer.url}
    running = live.copy_of(sample, tmp_path / "own", **settings)
    try:
        yield running.start()
    finally:
        running.crash()


@pytest.fixture
def visitor(chromium: Browser, own: Demonstration) -> Iterator[Page]:
    visitors = Visitors(chromium, own.url)
    with ExitStack() as stack:
        stack.callback(visitors.close)
        yield visitors()


def orders(own: Demonstration) -> list[tuple[str, str]]:
    """Return the buyer's orders with the state of each of their payments."""
    return own.rows(
        "SELECT orders.state, payments.state FROM orders"
        " LEFT JOIN payments ON payments.order_id = orders.id WHERE orders.email = ?",
        BUYER,
    )


def is_settled(own: Demonstration, peer: MailPeer) -> Callable[[], bool]:
    return lambda: orders(own) == [("paid", "confirmed")] and len(peer.to(BUYER)) == 1


def test_a_power_cut_between_paying_and_the_return_loses_nothing(
    own: Demonstration, visitor: Page, peer: MailPeer
) -> None:
    buying.reach_the_pay_page(Mouse(visitor), email=BUYER)
    buying.pay_and_never_return(visitor)
    own.crash()
    assert orders(own) == [("awaiting_payment", "open")]
    own.age("payments", "expires_at", minutes=3)  # by then nobody can be on the way back
    own.start()
    wait_until(is_settled(own, peer), "the order to be paid and the mail to arrive")


def test_a_killed_worker_sends_the_mail_after_all_and_the_same_one(
    own: Demonstration, visitor: Page, peer: MailPeer
) -> None:
    peer.breath.clear()
    buying.reach_the_pay_page(Mouse(visitor), email=BUYER)
    buying.pay(Mouse(visitor))
    wait_until(lambda: bool(peer.begun), "the mail to be on its way")
    (worker,) = own.processes(WORKER)
    worker.kill()
    assert own.wait() == 1  # one part has ended, so the others end too
    peer.breath.set()
    assert peer.to(BUYER) == []
    own.age("messages", "claimed_at", minutes=11)  # by then the dead worker's claim is void
    own.start()
    wait_until(is_settled(own, peer), "the mail to arrive")
    assert len(set(peer.begun)) == 1


def test_killed_web_processes_are_replaced_and_the_order_is_made_once(
    own: Demonstration, visitor: Page, peer: MailPeer
) -> None:
    buying.reach_the_pay_page(Mouse(visitor), email=BUYER)
    address = buying.pay_and_never_return(visitor)
    _, *children = own.processes(WEB)
    for child in children:
        child.kill()
    wait_until(lambda: len(own.processes(WEB)) == 1 + len(children), "new web processes")
    visitor.goto(address)
    buying.see(visitor, "You have a place")
    wait_until(is_settled(own, peer), "the mail to arrive")


def test_a_killed_stand_in_costs_the_buyer_one_more_press(
    own: Demonstration, visitor: Page, peer: MailPeer
) -> None:
    buying.reach_the_check_page(Mouse(visitor), email=BUYER)
    (stand_in,) = own.processes(STAND_IN)
    stand_in.kill()
    assert own.wait() == 1
    own.start()
    buying.go_to_payment(Mouse(visitor))
    buying.pay(Mouse(visitor))
    wait_until(is_settled(own, peer), "the mail to arrive")


def test_ctrl_c_stops_every_process_and_a_second_start_keeps_the_data(
    own: Demonstration, visitor: Page, peer: MailPeer
) -> None:
    buying.reach_the_check_page(Mouse(visitor), email=BUYER)
    running = own.processes()
    assert own.interrupt(times=3) == 0
    assert [process for process in running if live.is_alive(process.pid)] == []
    own.start()
    visitor.reload()
    buying.go_to_payment(Mouse(visitor))
    buying.pay(Mouse(visitor))
    wait_until(is_settled(own, peer), "the order to be paid and the mail to arrive")
