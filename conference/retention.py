"""What goes when it has served its time: the worker asks hourly, ``flask people purge`` at once."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from conference.kernel import clock
from conference.kernel.database import transaction
from conference.mail import actions as mail
from conference.orders import actions as orders
from conference.payments import actions as payments
from conference.people import actions as people

DELETIONS: Mapping[str, tuple[Callable[[datetime], int], Callable[[], datetime]]] = {
    "needs, 14 days after the event": (lambda now: orders.delete_needs(now=now), clock.now),
    "orders that came to nothing, emptied of names": (
        lambda now: orders.forget_unpaid(now=now),
        clock.now,
    ),
    "mails after 90 days": (lambda now: mail.purge(now=now), clock.now),
    "Stripe's notices after 90 days": (lambda now: payments.purge_receipts(now=now), clock.now),
    "old links and ended sign-ins": (lambda now: people.purge(now=now), clock.real_now),
}
"""What goes: the action that deletes and counts, and the clock it goes by."""


class _OnlyCountedError(Exception):
    """Ends a transaction that was to store nothing."""


def purge(*, is_dry: bool = False) -> Mapping[str, int]:
    """Delete what has served its time, one transaction for each kind; return how many went.

    A dry run does the same work and stores none of it: it counts what would go. Safe to run
    again. Source: domain.md C4, PR-41, PR-47.
    """
    gone: dict[str, int] = {}
    for name, (delete, now) in DELETIONS.items():
        with suppress(_OnlyCountedError), transaction():
            gone[name] = delete(now())
            _end_if(is_dry=is_dry)
    return gone


def _end_if(*, is_dry: bool) -> None:
    if is_dry:
        raise _OnlyCountedError
