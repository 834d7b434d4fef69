"""Lists that leave as files, safe for spreadsheets."""

from collections.abc import Iterable

from conference.documents.plain import csv_text
from conference.orders.queries import AttendeeRow

COLUMNS = (
    *("Order", "Ticket", "Name", "Name on badge", "Email", "Organisation"),
    *("Ticket type", "State"),
)


def attendees_csv(rows: Iterable[AttendeeRow]) -> str:
    """Return ticket holders, one a line: no needs, no photo choice, no link (domain.md PR-40)."""
    return csv_text(COLUMNS, map(_cells, rows))


def _cells(row: AttendeeRow) -> tuple[str, ...]:
    return (
        *(row.order_code, row.code, row.name, row.badge_name, row.email, row.organisation),
        *(row.ticket_type, row.standing.label),
    )
