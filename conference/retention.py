"""What goes when it has served its time: the worker asks hourly, ``flask people purge`` at once."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

import structlog

from conference.agendas import actions as agendas
from conference.feedback import actions as feedback
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Unavailable
from conference.mail import actions as mail
from conference.orders import actions as orders
from conference.payments import actions as payments
from conference.payments import queries as payment_queries
from conference.people import actions as people
from conference.programme.queries import onstage
from conference.proposals.actions import purging as proposals
from conference.proposals.actions import reminding as speakers


def _forget_unpaid(*, now: datetime) -> int:
    return orders.forget_unpaid(now=now, spared=payment_queries.unpaid_orders_with_money())


def _forget_proposals(*, now: datetime) -> int:
    return proposals.purge(now=now, spared=onstage.proposals_with_sessions())


DELETIONS: Mapping[str, tuple[Callable[..., int], Callable[[], datetime]]] = {
    "needs, 14 days after the event": (orders.delete_needs, clock.now),
    "stars, 7 days after the event": (agendas.delete_stars, clock.now),
    "feedback after 180 days": (feedback.purge, clock.now),
    "speakers' access and travel, 14 days after the event": (
        speakers.forget_confidences,
        clock.now,
    ),
    "orders that came to nothing, emptied of names": (_forget_unpaid, clock.now),
    "proposals that came to nothing, 6 months later": (_forget_proposals, clock.now),
    "answers to questions of a call": (proposals.purge_answers, clock.now),
    "mails after 90 days": (mail.purge, clock.now),
    "Stripe's notices after 90 days": (payments.purge_receipts, clock.now),
    "old links and ended sign-ins": (people.purge, clock.real_now),
}
"""What goes: the action that deletes and counts, and the clock it goes by."""


class _OnlyCountedError(Exception):
    """Ends a transaction that was to store nothing."""


def purge(*, is_dry: bool = False) -> Mapping[str, int | None]:
    """Delete what has served its time, one transaction for each kind; return how many went.

    Nothing instead of a number: the database was busy, and the next round does it. A dry run
    does the same work and stores none of it: it counts what would go. Safe to run again.
    Source: domain.md C4, PR-41, PR-47.
    """
    gone: dict[str, int | None] = {}
    for name, (delete, now) in DELETIONS.items():
        try:
            with suppress(_OnlyCountedError), transaction():
                gone[name] = delete(now=now())
                _end_if(is_dry=is_dry)
        except Unavailable:
            gone[name] = None
            structlog.get_logger().warning("not deleted yet", what=name)
    return gone


def _end_if(*, is_dry: bool) -> None:
    if is_dry:
        raise _OnlyCountedError
