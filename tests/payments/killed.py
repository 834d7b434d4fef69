"""A process that dies by kill -9 at a chosen point of a flow; run by test_flows_killed.py."""

import json
import os
import signal
import sys
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from conference.app import create_app
from conference.kernel import clock
from conference.payments import flows
from conference.payments.actions import Cancellation
from conference.payments.rules import CheckoutFacts, Notice, Press, RefundFacts, ReturnAddresses
from conference.payments.stripe_gateway import StripeGateway
from tests.factories.payments import SUMMER
from tests.support.databases import settings_for


def die(*_: object) -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


class DyingGateway(StripeGateway):
    """Dies before or after Stripe is asked."""

    def __init__(self, point: str, url: str) -> None:
        """Remember where to die."""
        super().__init__("sk_test_tests", url, "")
        self._point = point

    def open_checkout(self, request: Any, *, key: str) -> CheckoutFacts:
        """Ask for a pay page."""
        self._reach("before open")
        facts = super().open_checkout(request, key=key)
        self._reach("after open")
        return facts

    def checkout(self, reference: str) -> CheckoutFacts:
        """Read a pay page."""
        facts = super().checkout(reference)
        self._reach("after read")
        if self._point == "before commit":
            event.listen(Session, "before_commit", die)
        return facts

    def refund(self, intent: str, *, amount: int, refund_id: int, key: str) -> RefundFacts:
        """Send money back."""
        self._reach("before refund")
        facts = super().refund(intent, amount=amount, refund_id=refund_id, key=key)
        self._reach("after refund")
        return facts

    def _reach(self, point: str) -> None:
        if point == self._point:
            die()


def main() -> None:
    """Run one flow until its end comes."""
    task = json.loads(sys.argv[1])
    gateway = DyingGateway(task["point"], task["stripe"])
    with create_app(settings_for(task["database"], instance_dir=task["instance"])).app_context():
        if "open" in task["point"]:
            press = Press(
                code=task["code"],
                edition_id=task["edition"],
                terms_id=task["terms"],
                addresses=ReturnAddresses(paid=task["home"], cancelled=task["home"]),
            )
            flows.start(gateway, press, now=SUMMER, real_now=clock.real_now())
        elif "refund" in task["point"]:
            press_refund = Cancellation(
                code=task["code"], edition_id=task["edition"], actor="person 1", reason="Asked"
            )
            flows.refund(gateway, press_refund, now=SUMMER)
        else:
            notice = Notice(
                event_id="evt_1", kind="checkout.session.completed", session=task["reference"]
            )
            flows.take_notice(gateway, notice, now=SUMMER)


if __name__ == "__main__":
    main()
