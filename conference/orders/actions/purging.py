"""Forgetting who was named in orders that came to nothing."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from conference.history import actions as history
from conference.kernel import codes
from conference.kernel.database import db
from conference.orders import queries, rules
from conference.orders.actions.log import record
from conference.orders.actions.passing import end_link, set_address
from conference.orders.models import Acceptance, Attendee, Order


def forget_unpaid(*, now: datetime, spared: Collection[int] = ()) -> int:
    """Delete the answers of orders that expired or were cancelled unpaid; return how many.

    A day after they expired, a month after they were cancelled: names, addresses, organisations
    and accepted terms go, and the links end. The order stays with its code, lines, amounts and
    history: tries to pay refer to it, and an id that came free would lend its history to the
    next order. ``spared`` are orders (ids) that money came for all the same, or may come. Safe
    to run again. Runs inside ``transaction()``. Source: domain.md C4 (abandoned basket), PR-47.
    """
    orders = queries.forgettable_for_update(
        expired_by=now - rules.ANSWERS_KEPT,
        cancelled_by=now - rules.CANCELLED_KEPT,
        spared=spared,
    )
    for order in orders:
        _forget(order)
        record(order, "answers deleted", history.SYSTEM, now)
    return len(orders)


def _forget(order: Order) -> None:
    order.email, order.buyer_name, order.organisation = None, "", ""
    order.link_selector = codes.random_code(codes.SELECTOR_LENGTH)
    for attendee in queries.attendees_for_update(order.id):
        _forget_attendee(attendee)
    db.session.execute(delete(Acceptance).where(Acceptance.order_id == order.id))


def _forget_attendee(attendee: Attendee) -> None:
    attendee.name = attendee.badge_name = attendee.organisation = ""
    set_address(attendee, None)
    attendee.person_id = None
    end_link(attendee)
