"""Organisers ask people on stage whether their times suit them."""

from collections import defaultdict

from conference.kernel.database import db
from conference.programme import mails
from conference.programme.actions.desk import Desk
from conference.programme.models import AskedSlot
from conference.programme.queries.slots import OpenSlot, open_slots


def ask(expected: int, desk: Desk) -> int:
    """Ask everybody who has a time and was not asked about it, one mail each; return how many.

    Nobody gets a mail if they are not as many as were ``expected``: the page asks again. Two at
    once take turns. Raises: NotFound.
    """
    desk.take_turn()
    found: defaultdict[int, list[OpenSlot]] = defaultdict(list)
    for slot in open_slots(desk.edition_id, desk.now):
        if slot.may_be_asked:
            found[slot.speaker_id].append(slot)
    if not found or len(found) != expected:
        return len(found)
    for slots in found.values():
        mails.ask(desk.edition_id, slots, now=desk.now)
        db.session.add_all(
            AskedSlot(
                session_id=slot.session_id,
                speaker_id=slot.speaker_id,
                mark=slot.mark,
                asked_at=desk.now,
            )
            for slot in slots
        )
    desk.record("speakers asked about their times", "edition", desk.edition_id, people=len(found))
    return len(found)
