"""Saying when somebody on stage cannot be there: the schedule's checks know of it at once."""

from datetime import datetime

from conference.editions import queries as editions
from conference.kernel.clock import ZONE
from conference.kernel.database import db
from conference.kernel.errors import Invalid, NotFound
from conference.programme.actions.desk import Desk
from conference.programme.models import SpeakerAbsence
from conference.programme.queries.backstage import absences_of, speaker_for_update
from conference.programme.rules.timing import problems_of_span

MOST_ABSENCES = 50


def add_absence(code: str, *, starts_at: datetime, ends_at: datetime, desk: Desk) -> None:
    """Say that somebody cannot be there at a time of the edition's days.

    Raises: NotFound, Invalid (other days, the end not after the beginning, said already).
    """
    edition = editions.edition_for_update(desk.edition_id)
    row = speaker_for_update(desk.edition_id, code)
    days = (edition.starts_on, edition.ends_on)
    if problems := problems_of_span(starts_at, ends_at, days=days, zone=ZONE):
        raise Invalid(problems)
    known = {(one.starts_at, one.ends_at) for one in absences_of(row.id)}
    if (starts_at, ends_at) in known:
        raise Invalid({"starts_at": "These times are on the list already"})
    if len(known) >= MOST_ABSENCES:
        raise Invalid({"starts_at": f"There are {MOST_ABSENCES} times already: remove one"})
    db.session.add(SpeakerAbsence(speaker_id=row.id, starts_at=starts_at, ends_at=ends_at))
    # When somebody is away is theirs to tell: the history says that it was, not when (PR-12).
    desk.record("speaker's absence added", "speaker", row.id)


def remove_absence(code: str, absence_id: int, *, desk: Desk) -> None:
    """Take an absence away. Raises: NotFound."""
    desk.take_turn()
    row = speaker_for_update(desk.edition_id, code)
    found = next((one for one in absences_of(row.id) if one.id == absence_id), None)
    if found is None:
        raise NotFound("This time is not on the list any more.")
    db.session.delete(found)
    desk.record("speaker's absence removed", "speaker", row.id)
