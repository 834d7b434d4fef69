"""Lists that leave as files, safe for spreadsheets."""

import csv
import io
from collections.abc import Iterable

from conference.documents.plain import csv_safe
from conference.orders.queries import AttendeeRow

BYTE_ORDER_MARK = "\ufeff"
"""Excel reads a file as UTF-8 only if it begins with this."""

COLUMNS = (
    *("Order", "Ticket", "Name", "Name on badge", "Email", "Organisation"),
    *("Ticket type", "State"),
)


def attendees_csv(rows: Iterable[AttendeeRow]) -> str:
    """Return ticket holders, one a line: no needs, no photo choice, no link (domain.md PR-40)."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([csv_safe(cell) for cell in _cells(row)] for row in rows)
    return text.getvalue()


def _cells(row: AttendeeRow) -> tuple[str, ...]:
    return (
        *(row.order_code, row.code, row.name, row.badge_name, row.email, row.organisation),
        *(row.ticket_type, row.standing.label),
    )
