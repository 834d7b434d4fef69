"""What cannot wait for the next release: calling off, bringing back, hiding, showing again."""

from collections.abc import Mapping
from dataclasses import replace

from conference.editions.actions import touch_public
from conference.kernel.events import announce
from conference.people.models import Speaker
from conference.programme import queries
from conference.programme.actions.desk import Desk
from conference.programme.actions.releases import publish_entries
from conference.programme.events import SessionCalledOff, SessionRunsAgain, SessionShown
from conference.programme.models import Room, Session
from conference.programme.queries.backstage import speaker_for_update
from conference.programme.queries.rooms import room_for_update
from conference.programme.rules.emergencies import (
    AlreadyOff,
    NotPublic,
    TooLateToReturn,
    may_return,
)
from conference.programme.rules.releases import PublicEntry
from conference.programme.rules.states import EntryState


def cancel_now(
    code: str, note: str, desk: Desk, *, alternatives: frozenset[str] = frozenset()
) -> int:
    """Call a public session off in a release of its own and return the release's number.

    The rest of the draft stays draft. Of a hidden session the public learns nothing, the note
    included; who has a place or is on stage does. Raises: NotFound, NotPublic, AlreadyOff.
    """
    row = desk.lock_session(code)
    entry = _public(row, desk)
    if entry.state is EntryState.CANCELLED:
        raise AlreadyOff
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
    row = desk.lock_session(code)
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
    _set_hidden(desk.lock_session(code), desk, is_hidden=True)


def show(code: str, desk: Desk) -> bool:
    """Let a hidden session be seen again, and say if what people know of it is out of date.

    They are told what became different since it was hidden, or will be told when the programme
    is switched on. Raises: NotFound.
    """
    row = desk.lock_session(code)
    if row.hidden_at is None:
        return False
    since = queries.known_number(desk.edition_id, row.id, until=row.hidden_at)
    _set_hidden(row, desk, is_hidden=False)
    announce(SessionShown(edition_id=desk.edition_id, session_id=row.id, since=since, at=desk.now))
    return not queries.news_of_shown(desk.edition_id, {row.id: since}).is_empty


def hide_speaker(code: str, desk: Desk) -> None:
    """Let nothing public name somebody from now on, whatever is released. Raises: NotFound."""
    _set_hidden(_speaker(code, desk), desk, is_hidden=True)


def show_speaker(code: str, desk: Desk) -> None:
    """Let a hidden speaker be seen again, as far as they chose. Raises: NotFound."""
    _set_hidden(_speaker(code, desk), desk, is_hidden=False)


def hide_room(room_id: int, desk: Desk) -> None:
    """Let nothing outside the desk name a room from now on, not even to those who booked.

    Raises: NotFound.
    """
    _set_hidden(_room(room_id, desk), desk, is_hidden=True)


def show_room(room_id: int, desk: Desk) -> None:
    """Let a hidden room be named again. Raises: NotFound."""
    _set_hidden(_room(room_id, desk), desk, is_hidden=False)


KINDS: Mapping[type[Session | Speaker | Room], str] = {
    Session: "session",
    Speaker: "speaker",
    Room: "room",
}
"""What can be hidden, and what the history calls it."""


def _set_hidden(row: Session | Speaker | Room, desk: Desk, *, is_hidden: bool) -> None:
    """Hide a row that is locked, or show it again; said twice it is done once."""
    if (row.hidden_at is not None) is is_hidden:
        return
    row.hidden_at = desk.now if is_hidden else None
    touch_public(desk.edition_id)
    kind = KINDS[type(row)]
    desk.record(f"{kind} {'hidden' if is_hidden else 'shown again'}", kind, row.id)


def _speaker(code: str, desk: Desk) -> Speaker:
    desk.take_turn()
    return speaker_for_update(desk.edition_id, code)


def _room(room_id: int, desk: Desk) -> Room:
    desk.take_turn()
    return room_for_update(desk.edition_id, room_id)


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
    said = note if row.hidden_at is None else ""
    return publish_entries(list(entries.values()), desk, note=said)
