"""The committee's ranking as a file, safe for spreadsheets."""

from collections.abc import Iterable

from conference.documents.plain import csv_text
from conference.proposals.queries.committee import EXPERIENCE, RankedRow

NOT_SHOWN = "Not shown"
COLUMNS = (
    *("Place", "Reference", "Title", "Track", "Format", "Experience"),
    *("Score", "Spread", "Opinions", "Abstentions", "State", "Decision, not told"),
)


def ranking_csv(rows: Iterable[tuple[int | None, RankedRow]]) -> str:
    """Return the ranking, one proposal a line: no author, no reviewer, no text."""
    return csv_text(COLUMNS, (_cells(place, row) for place, row in rows))


def _cells(place: int | None, row: RankedRow) -> tuple[str, ...]:
    about = (row.code, row.title, row.track, row.format, EXPERIENCE[row.has_spoken_before])
    if row.is_own:
        return ("", *about, *[NOT_SHOWN] * 4, row.state.label, NOT_SHOWN)
    decided = row.pending.label if row.pending else ""
    if row.waits_for_own:
        return ("", *about, *[NOT_SHOWN] * 4, row.state.label, decided)
    found = row.standing
    return (
        "" if place is None else str(place),
        *about,
        _figure(found.score),
        _figure(found.spread),
        str(found.opinions),
        str(found.abstentions),
        row.state.label,
        decided,
    )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
