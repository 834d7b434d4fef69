"""Who changes the call on these pages, and the call that they are about."""

from conference.editions.address import this_edition
from conference.history.actions import person
from conference.kernel import clock
from conference.kernel.errors import NotFound
from conference.proposals.actions.call_desk import CallDesk
from conference.proposals.models import Call
from conference.proposals.queries import calls
from conference.web.identity import viewer

WAYS = {"up": -1, "down": 1}


def call_desk(read: Call | None = None) -> CallDesk:
    """Return who changes the call now, and of which edition.

    ``read`` is the call as the form was filled from it: ask for the desk before that.
    """
    return CallDesk(
        edition_id=this_edition().id,
        actor=person(viewer().known_id),
        now=clock.now(),
        seen=read.version if read else None,
    )


def this_call() -> Call:
    """Return the edition's call. Raises: NotFound (organisers have not made it yet)."""
    call = calls.call_of(this_edition().id)
    if call is None:
        raise NotFound("This edition has no call for proposals yet. Make it first.")
    return call
