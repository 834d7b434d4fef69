"""Changing tracks and formats and their order; each counts at once, on every page."""

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from conference.editions.actions import touch_frame
from conference.editions.models import Format, Track
from conference.editions.rules import MarkShape
from conference.kernel.database import db
from conference.kernel.errors import Invalid, NotFound
from conference.programme.actions.desk import Desk
from conference.programme.actions.ordering import check_name, move, one_of_a_name
from conference.programme.queries.threads import Thread, thread_use, threads_for_update
from conference.programme.rules.colours import problem_in_the_dark, problem_on_paper
from conference.programme.rules.writing import (
    MOST_THREADS,
    ThreadInUse,
    ThreadsFull,
)

CODE_LENGTH = 10
TAKEN = "Another one has this name"
LETTER_TAKEN = "Another track has this letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackFacts:
    """What organisers say of a track; colours are ``#rrggbb``, for light and for dark grounds."""

    name: str
    short_name: str
    letter: str
    shape: MarkShape
    colour: str
    dark_colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatFacts:
    """What organisers say of a kind of session, and how long one usually is."""

    name: str
    minutes: int | None


def add_track(facts: TrackFacts, *, desk: Desk) -> int:
    """Add a track after the last one and return its id.

    Raises: Invalid (name or letter taken, colours that cannot be read), ThreadsFull.
    """
    rows = _turn(Track, desk)
    _check_track(facts, rows, but=None)
    return _add(Track(**asdict(facts)), facts.letter, rows, desk)


def add_format(facts: FormatFacts, *, desk: Desk) -> int:
    """Add a format after the last one and return its id. Raises: Invalid, ThreadsFull."""
    rows = _turn(Format, desk)
    check_name(facts.name, rows, TAKEN, but=None)
    return _add(Format(**asdict(facts)), facts.name, rows, desk)


def change_track(track_id: int, facts: TrackFacts, *, desk: Desk) -> None:
    """Change a track; its code, which addresses hold, stays. Raises: NotFound, Invalid."""
    rows = _turn(Track, desk)
    row = _find(rows, track_id)
    _check_track(facts, rows, but=row.id)
    _change(row, facts, desk)


def change_format(format_id: int, facts: FormatFacts, *, desk: Desk) -> None:
    """Change a format; its code stays. Raises: NotFound, Invalid."""
    rows = _turn(Format, desk)
    row = _find(rows, format_id)
    check_name(facts.name, rows, TAKEN, but=row.id)
    _change(row, facts, desk)


def move_thread(kind: type[Thread], row_id: int, by: int, *, desk: Desk) -> None:
    """Let a track or format change places with its neighbour: -1 up, 1 down. Raises: NotFound."""
    if positions := move(_turn(kind, desk), row_id, by):
        touch_frame(desk.edition_id)
        desk.record(f"{_word(kind)} moved", _word(kind), row_id, position=positions[row_id])


def remove_thread(kind: type[Thread], row_id: int, *, desk: Desk) -> None:
    """Delete a track or format that no session is of. Raises: NotFound, ThreadInUse."""
    row = _find(_turn(kind, desk), row_id)
    if hindrance := thread_use(row).hindrance:
        raise ThreadInUse(hindrance)
    db.session.delete(row)
    touch_frame(desk.edition_id)
    desk.record(f"{_word(kind)} removed", _word(kind), row_id, name=row.name)


def _turn(kind: type[Thread], desk: Desk) -> Sequence[Thread]:
    desk.take_turn()
    return threads_for_update(kind, desk.edition_id)


def _find(rows: Sequence[Thread], row_id: int) -> Thread:
    found = next((row for row in rows if row.id == row_id), None)
    if found is None:
        raise NotFound
    return found


def _check_track(facts: TrackFacts, rows: Sequence[Track], *, but: int | None) -> None:
    check_name(facts.name, rows, TAKEN, but=but)
    problems = {
        "letter": LETTER_TAKEN
        if any(row.letter == facts.letter and row.id != but for row in rows)
        else "",
        "colour": problem_on_paper(facts.colour),
        "dark_colour": problem_in_the_dark(facts.dark_colour),
    }
    if found := {name: sentence for name, sentence in problems.items() if sentence}:
        raise Invalid(found)


def _add(
    row: Track | Format, text: str, rows: Sequence[Track] | Sequence[Format], desk: Desk
) -> int:
    if len(rows) >= MOST_THREADS:
        raise ThreadsFull
    row.edition_id = desk.edition_id
    row.position = max((one.position for one in rows), default=0) + 1
    row.code = _code(text, {one.code for one in rows})
    with one_of_a_name(TAKEN):
        db.session.add(row)
    touch_frame(desk.edition_id)
    desk.record(f"{_word(type(row))} added", _word(type(row)), row.id, name=row.name)
    return row.id


def _change(row: Track | Format, facts: TrackFacts | FormatFacts, desk: Desk) -> None:
    changed = {name: value for name, value in asdict(facts).items() if getattr(row, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    touch_frame(desk.edition_id)
    desk.record(
        f"{_word(type(row))} changed", _word(type(row)), row.id, changed=", ".join(sorted(changed))
    )


def _code(text: str, taken: Collection[str]) -> str:
    """Return a short name for addresses and style sheets that no other one has."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:CODE_LENGTH].strip("-") or "x"
    if plain not in taken:
        return plain
    numbered = (f"{plain[: CODE_LENGTH - 3]}-{number}" for number in range(2, MOST_THREADS + 3))
    return next(code for code in numbered if code not in taken)


def _word(kind: type[Thread]) -> str:
    return "track" if kind is Track else "format"
