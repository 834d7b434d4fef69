"""People on stage answer to a time and a room; organisers settle what is more than a yes."""

from dataclasses import dataclass

from conference.kernel.database import db
from conference.programme.actions.desk import Desk
from conference.programme.models import SlotAnswer
from conference.programme.queries import answers as queries
from conference.programme.rules.answers import SlotMoved
from conference.programme.rules.states import SlotWish


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotReply:
    """What somebody on stage says to the slot that their page showed (``mark``)."""

    code: str
    person_id: int
    mark: str
    wish: SlotWish
    note: str


def answer_slot(reply: SlotReply, desk: Desk) -> None:
    """Keep an answer instead of the one before. Raises: NotFound, SlotMoved."""
    desk.take_turn()
    session_id, speaker_id, slot = queries.answering(desk.edition_id, reply.code, reply.person_id)
    if slot is None or queries.slot_mark(slot.starts_at, slot.room_id) != reply.mark:
        raise SlotMoved
    row = db.session.get(SlotAnswer, (session_id, speaker_id))
    if row is None:
        row = SlotAnswer(session_id=session_id, speaker_id=speaker_id)
        db.session.add(row)
    row.starts_at, row.room_id = slot.starts_at, slot.room_id
    row.answer, row.note = reply.wish, reply.note
    row.answered_at, row.settled_at = desk.now, None
    desk.record(f"answer to a slot: {reply.wish}", "session", session_id, speaker=speaker_id)


def settle(code: str, speaker_code: str, desk: Desk) -> None:
    """Note that an answer has been dealt with. Twice is once. Raises: NotFound."""
    desk.take_turn()
    row = queries.answer_row(desk.edition_id, code, speaker_code)
    if row.settled_at is None:
        row.settled_at = desk.now
        desk.record("answer to a slot settled", "session", row.session_id, speaker=row.speaker_id)
