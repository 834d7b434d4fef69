"""What this process remembers of each edition's call: every page asks whether to lead there."""

from datetime import datetime

from flask import Flask, current_app

from conference.editions.queries import EditionFrame
from conference.kernel.database import in_transaction
from conference.proposals.queries import calls
from conference.proposals.rules.calls import CallDates, is_announced

EXTENSION = "conference.calls"

Memory = dict[int, tuple[int, CallDates | None]]
"""By edition: the version of its frame, and the dates of the call that it had."""


def install(app: Flask) -> None:
    """Give the application an empty memory."""
    app.extensions[EXTENSION] = {}


def leads_to_call(edition: EditionFrame, *, now: datetime) -> bool:
    """Say whether pages lead to the edition's call: it is shown, and not over.

    Read once for each version of the frame, which rises when the call changes; the clock is asked
    each time.
    """
    memory: Memory = current_app.extensions[EXTENSION]
    version, dates = memory.get(edition.id, (-1, None))
    if version != edition.frame_version:
        call = calls.call_of(edition.id)
        dates = calls.dates_of(call) if call is not None and call.is_shown else None
        if not in_transaction():  # what is read inside one may never be stored
            memory[edition.id] = (edition.frame_version, dates)
    return dates is not None and is_announced(dates, now=now)
