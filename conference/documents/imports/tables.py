"""Reading tables, a line for each session: ours, pretalx's exports for organisers, people's own.

A column is known by its heading, in the words of those exports. pretalx exports people in a file
of their own: a table with names and no titles is one.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeGuard
from zoneinfo import ZoneInfo

from conference.documents.imports.entries import Entry, Gathered, Unfit, speaker_of
from conference.documents.imports.facts import Complaint, ImportedProgramme
from conference.documents.plain import csv_unsafe
from conference.kernel import text

PEOPLE = "people in a table"
SESSIONS = "sessions in a table"
MOST_COLUMNS = 200

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "id", "session id", "proposal id"),
    "guid": ("guid",),
    "title": ("title", "proposal title", "session title"),
    "subtitle": ("subtitle",),
    "abstract": ("abstract", "summary"),
    "description": ("description",),
    "track": ("track", "assigned track"),
    "format": ("format", "type", "session type", "session format"),
    "language": ("language",),
    "level": ("level",),
    "room": ("room", "location"),
    "day": ("day", "date", "start (date)", "scheduled day"),
    "start_clock": ("start (time)", "start time"),
    "start": ("start", "starts at", "scheduled at"),
    "end_day": ("end (date)",),
    "end_clock": ("end (time)", "end time"),
    "end": ("end", "ends at"),
    "duration": ("duration", "minutes", "length", "scheduled duration"),
    "do_not_record": ("do not record", "don't record this session."),
    "state": ("state", "status", "proposal state"),
    "links": ("resources", "links", "materials"),
    "speaker_codes": ("speaker ids",),
    "speakers": ("speakers", "speaker", "speaker names"),
}
PERSON_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("id", "code"),
    "name": ("name", "speaker", "speaker name"),
    "biography": ("biography", "bio"),
}

Row = Mapping[str, object]


def is_table(document: object) -> TypeGuard[list[Row]]:
    """Say whether a JSON document is a list of lines, as pretalx exports them."""
    return isinstance(document, list) and all(isinstance(row, Mapping) for row in document)


def read_json(rows: list[Row], zone: ZoneInfo) -> ImportedProgramme:
    """Return what pretalx's export for organisers says. Raises: Unfit (no heading is known)."""
    placed = ((f"entry {number}", row) for number, row in enumerate(rows, start=1))
    return _read(placed, {str(name): None for row in rows for name in row}, zone)


def read_csv(words: str, zone: ZoneInfo) -> ImportedProgramme:
    """Return what a CSV says; commas, semicolons or tabs part its cells. Raises: Unfit."""
    header = words.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)
    try:
        lines = list(_lines(reader))
    except csv.Error as error:
        raise Unfit(f"the table breaks off after line {reader.line_num}.") from error
    if not lines:
        raise Unfit("it is empty.")
    names = [" ".join(name.split()) for name in lines[0][1]]
    if len(names) > MOST_COLUMNS:
        raise Unfit(f"it has more than {MOST_COLUMNS} columns.")
    ragged = tuple(
        Complaint(place=place, what="it has more cells than the first line has headings.")
        for place, cells in lines[1:]
        if len(cells) > len(names)
    )
    rows = (
        (place, dict(zip(names, map(csv_unsafe, cells), strict=False)))
        for place, cells in lines[1:]
        if len(cells) <= len(names)
    )
    return _read(rows, dict.fromkeys(names), zone, ragged)


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Return lines that hold something, each with the number of the line on which it begins."""
    before = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield f"line {before + 1}", cells
        before = reader.line_num  # type: ignore[attr-defined]


def _read(
    rows: Iterable[tuple[str, Row]],
    names: Iterable[str],
    zone: ZoneInfo,
    complaints: tuple[Complaint, ...] = (),
) -> ImportedProgramme:
    names = list(names)
    columns = _columns(names, HEADINGS)
    if "title" in columns:
        return _sessions(rows, columns, names, Gathered(zone=zone, complaints=[*complaints]))
    columns = _columns(names, PERSON_HEADINGS)
    if "name" in columns:
        return _people(rows, columns, names, Gathered(zone=zone, complaints=[*complaints]))
    raise Unfit("no heading of it says “Title” (of sessions) or “Name” (of people).")


def _columns(names: Iterable[str], headings: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the heading of each field, the first that is known."""
    by_word = {word: field for field, words in headings.items() for word in words}
    found: dict[str, str] = {}
    for name in names:
        word = " ".join(name.replace("’", "'").split()).casefold()
        if word in by_word:
            found.setdefault(by_word[word], name)
    return found


def _sessions(
    rows: Iterable[tuple[str, Row]],
    columns: Mapping[str, str],
    names: Iterable[str],
    gathered: Gathered,
) -> ImportedProgramme:
    for place, row in rows:
        raw = {field: row.get(name) for field, name in columns.items()}
        raw["start"] = raw.get("start") or raw.get("start_clock")
        raw["end"] = raw.get("end") or raw.get("end_clock")
        raw["materials"] = _links(raw.get("links"))
        persons = _persons(raw.get("speakers"), raw.get("speaker_codes"))
        gathered.add(place, raw, named_by=persons)
    return ImportedProgramme(
        kind=SESSIONS,
        rooms=tuple(dict.fromkeys(one.room for one in gathered.sessions if one.room)),
        sessions=tuple(gathered.sessions),
        complaints=tuple(gathered.complaints),
        left=_left(names, columns),
    )


def _people(
    rows: Iterable[tuple[str, Row]],
    columns: Mapping[str, str],
    names: Iterable[str],
    gathered: Gathered,
) -> ImportedProgramme:
    speakers = []
    for place, row in rows:
        raw = {field: row.get(name) for field, name in columns.items()}
        entry = Entry(raw=raw, zone=gathered.zone)
        speaker = speaker_of(entry)
        for fault in entry.faults:
            gathered.complain(place, fault)
        if speaker is not None and not entry.faults:
            speakers.append(speaker)
    return ImportedProgramme(
        kind=PEOPLE,
        speakers=tuple(speakers),
        complaints=tuple(gathered.complaints),
        left=_left(names, columns),
    )


def _persons(names: object, codes: object) -> list[object]:
    """Return who is on stage: names in one cell or in a list, and their codes if there are some."""
    known = _parts(codes, (";", "\n", ","))
    # A comma may be part of a name: it parts names only where there are as many codes.
    told = _parts(names, (";", "\n"))
    if len(told) != len(known) and len(_parts(names, (", ",))) == len(known):
        told = _parts(names, (", ",))
    if len(told) == len(known):
        return [{"name": name, "code": code} for name, code in zip(told, known, strict=True)]
    return [{"name": name} for name in told]


def _links(cell: object) -> list[object]:
    """Return the addresses of a cell: pretalx tells nothing else of what speakers handed in."""
    told = cell.split() if isinstance(cell, str) else _parts(cell, ("\n",))
    return [{"url": one.rstrip(",;")} if isinstance(one, str) else one for one in told]


def _parts(cell: object, signs: tuple[str, ...]) -> list[object]:
    if isinstance(cell, list):
        return cell
    if not isinstance(cell, str):
        return [] if cell is None else [cell]
    sign = next((sign for sign in signs if sign in cell), signs[0])
    return [part for found in cell.split(sign) if (part := found.strip())]


def _left(names: Iterable[str], columns: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        f"column “{text.one_line(name)}”: not kept"
        for name in names
        if name.strip() and name not in columns.values()
    )
