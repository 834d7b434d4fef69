"""Text cleaned of what calendars and pages cannot hold, and of what spreadsheets would run."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
"""Excel reads a file as UTF-8 only if it begins with this."""

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\ud800-\udfff\ufffe\uffff]")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def lines(text: str) -> str:
    r"""Return a text without control signs and half signs, its lines parted by ``\n``."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return a text as one line with single spaces, without control signs and half signs."""
    return " ".join(lines(text).split())


def csv_safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as a file for spreadsheets; none of its cells is run as a formula."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([csv_safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def csv_unsafe(cell: str) -> str:
    """Return what ``csv_safe`` was given, for cells that come back."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_SIGNS) else cell
