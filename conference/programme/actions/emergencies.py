"""What cannot wait for the next release: calling off, bringing back, hiding, showing again."""

from dataclasses import replace

from conference.editions.actions import touch_public
from conference.kernel.events import announce
from conference.people.models import Speaker
from conference.programme import queries
from conference.programme.actions.desk import Desk
from conference.programme.actions.releases import publish_entries
from conference.programme.events import SessionCalledOff, SessionRunsAgain
from conference.programme.models import Session
from conference.programme.queries.backstage import speaker_for_update
from conference.programme.queries.rooms import room_for_update
from conference.programme.rules.emergencies import NotPublic, TooLateToReturn, may_return
from conference.programme.rules.releases import PublicEntry
from conference.programme.rules.states import EntryState


def cancel_now(
    code: str, note: str, desk: Desk, *, alternatives: frozenset[str] = frozenset()
) -> int:
    """Call a public session off in a release of its own and return the release's number.

    The rest of the draft stays draft. Pressed again, it stays as it is. Raises: NotFound,
    NotPublic.
    """
    row = _locked(code, desk)
    entry = _public(row, desk)
    if entry.state is EntryState.CANCELLED:
        return queries.release_number(desk.edition_id)
    row.is_cancelled = True
    number = _publish(row, EntryState.CANCELLED, note, desk)
    announce(
        SessionCalledOff(
            edition_id=desk.edition_id, code=code, alternatives=alternatives, at=desk.now
        )
    )
    return number


def bring_back_now(code: str, desk: Desk) -> int:
    """Take a calling off back within 15 minutes; the places are still held. Twice is once.

    Raises: NotFound, NotPublic, TooLateToReturn.
    """
    row = _locked(code, desk)
    entry = _public(row, desk)
    if entry.state is EntryState.CONFIRMED:
        return queries.release_number(desk.edition_id)
    if not may_return(entry.changed_at, now=desk.now):
        raise TooLateToReturn
    row.is_cancelled = False
    announce(SessionRunsAgain(edition_id=desk.edition_id, code=code))
    return _publish(row, EntryState.CONFIRMED, "It runs after all", desk)


def hide(code: str, desk: Desk) -> None:
    """Take a session out of every page, file and feed at once. Raises: NotFound."""
    row = _locked(code, desk)
    if row.hidden_at is None:
        row.hidden_at = desk.now
        touch_public(desk.edition_id)
        desk.record("session hidden", "session", row.id)


def show(code: str, desk: Desk) -> None:
    """Let a hidden session be seen again. Raises: NotFound."""
    row = _locked(code, desk)
    if row.hidden_at is not None:
        row.hidden_at = None
        touch_public(desk.edition_id)
        desk.record("session shown again", "session", row.id)


def hide_speaker(code: str, desk: Desk) -> None:
    """Let nothing public name somebody from now on, whatever is released. Raises: NotFound."""
    row = _speaker(code, desk)
    if row.hidden_at is None:
        row.hidden_at = desk.now
        touch_public(desk.edition_id)
        desk.record("speaker hidden", "speaker", row.id)


def show_speaker(code: str, desk: Desk) -> None:
    """Let a hidden speaker be seen again, as far as they chose. Raises: NotFound."""
    row = _speaker(code, desk)
    if row.hidden_at is not None:
        row.hidden_at = None
        touch_public(desk.edition_id)
        desk.record("speaker shown again", "speaker", row.id)


def hide_room(room_id: int, desk: Desk) -> None:
    """Let nothing outside the desk name a room from now on, not even to those who booked.

    Raises: NotFound.
    """
    desk.take_turn()
    row = room_for_update(desk.edition_id, room_id)
    if row.hidden_at is None:
        row.hidden_at = desk.now
        touch_public(desk.edition_id)
        desk.record("room hidden", "room", row.id)


def show_room(room_id: int, desk: Desk) -> None:
    """Let a hidden room be named again. Raises: NotFound."""
    desk.take_turn()
    row = room_for_update(desk.edition_id, room_id)
    if row.hidden_at is not None:
        row.hidden_at = None
        touch_public(desk.edition_id)
        desk.record("room shown again", "room", row.id)


def _speaker(code: str, desk: Desk) -> Speaker:
    desk.take_turn()
    return speaker_for_update(desk.edition_id, code)


def _locked(code: str, desk: Desk) -> Session:
    desk.take_turn()
    return queries.session_for_update(desk.edition_id, code)


def _public(row: Session, desk: Desk) -> PublicEntry:
    entry = queries.public_entries(desk.edition_id).get(row.id)
    if entry is None:
        raise NotPublic
    return entry


def _publish(row: Session, state: EntryState, note: str, desk: Desk) -> int:
    row.version += 1
    entries = queries.public_entries(desk.edition_id)
    entry = entries[row.id]
    entries[row.id] = replace(entry, state=state, sequence=entry.sequence + 1, changed_at=desk.now)
    return publish_entries(list(entries.values()), desk, note=note)
