"""Text cleaned of what calendars and pages cannot hold, and of what spreadsheets would run."""

import re

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


def csv_unsafe(cell: str) -> str:
    """Return what ``csv_safe`` was given, for cells that come back."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_SIGNS) else cell
