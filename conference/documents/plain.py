"""Text cleaned of the signs that neither a calendar nor a page can hold, soft hyphens too."""

import re

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\ud800-\udfff\ufffe\uffff]")


def lines(text: str) -> str:
    r"""Return a text without control signs and half signs, its lines parted by ``\n``."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return a text as one line with single spaces, without control signs and half signs."""
    return " ".join(lines(text).split())
