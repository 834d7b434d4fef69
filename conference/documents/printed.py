"""The programme on paper and the cards at doors: pure functions from facts to tagged PDF."""

from dataclasses import asdict, dataclass

from conference.documents.pdf import laid_out


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """What the foot of each sheet says; without a stamp the programme is no sample."""

    edition_name: str
    release_text: str
    stamp_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackMark:
    """A track as its mark and name show it: a letter in a shape, and a colour like ``#0a1867``."""

    letter: str
    shape: str
    colour: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session; ``track`` is its place among the tracks. What is empty is not printed.

    What has no length (posters, drop-in) has no ``ends_text``, here and below.
    """

    starts_text: str
    ends_text: str
    title: str
    kind: str
    who: str
    room: str
    places_text: str
    note: str
    track: int | None
    is_cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakLine:
    """One break."""

    starts_text: str
    ends_text: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """One day; sessions and breaks by time (local, ``HH:MM``)."""

    date_text: str
    sessions: tuple[SessionLine, ...]
    breaks: tuple[BreakLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFacts:
    """What the printed programme says; ``help`` are (label, number) of whom to call."""

    sheet: SheetFacts
    strapline: str
    venue_text: str
    date_text: str
    zone_text: str
    tracks: tuple[TrackMark, ...]
    days: tuple[DayFacts, ...]
    help: tuple[tuple[str, str], ...]
    conduct_text: str
    language: str = "en-GB"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorLine:
    """One session on a card."""

    starts_text: str
    ends_text: str
    title: str
    who: str
    is_cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorCard:
    """What hangs at one door on one day; ``signs`` are words like Step-free."""

    room: str
    date_text: str
    signs: tuple[str, ...]
    lines: tuple[DoorLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorCardsFacts:
    """The cards, one sheet of A4 each."""

    sheet: SheetFacts
    cards: tuple[DoorCard, ...]
    language: str = "en-GB"


def by_track_pdf(facts: ProgrammeFacts) -> bytes:
    """Return the programme on A4 across: each day in the order of the tracks."""
    return laid_out("by-track.typ", asdict(facts))


def booklet_pdf(facts: ProgrammeFacts) -> bytes:
    """Return the programme by time on pages of A5."""
    return laid_out("booklet.typ", asdict(facts))


def large_print_pdf(facts: ProgrammeFacts) -> bytes:
    """Return the programme by time in 18 point: one column, ranged left, no italics.

    The UK Association for Accessible Formats asks for 16 point at least, and rather 18 (its
    minimum standards for clear and large print, G003).
    """
    return laid_out("large-print.typ", asdict(facts))


def door_cards_pdf(facts: DoorCardsFacts) -> bytes:
    """Return a sheet of A4 for each card; its type is as large as its lines allow."""
    return laid_out("door-cards.typ", asdict(facts))
