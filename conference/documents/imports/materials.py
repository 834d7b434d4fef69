"""Links and files of a session, as the formats tell them: addresses that anybody can open."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from conference.documents.imports.facts import ImportedMaterial
from conference.documents.imports.told import line, short

_ADDRESS = re.compile(r"https?://[^\s/?#@:]+\.[^\s/?#@:]+(:[0-9]{1,5})?([/?#]\S*)?", re.IGNORECASE)


def materials(told: object) -> tuple[tuple[ImportedMaterial, ...], list[str]]:
    """Return what of a session's links can be taken, each once, and why the others cannot.

    Without a name, a link is called by the end of its address.
    """
    found: dict[ImportedMaterial, None] = {}
    faults = []
    for one in told if isinstance(told, list) else [told] * bool(told):
        address, title = _words(one, "url"), _words(one, "title")
        if address is None or title is None:
            faults.append("a link cannot be read. It is left out.")
        elif not _ADDRESS.fullmatch(address):
            faults.append(
                f"the link “{short(address)}” is no address with http:// or https://."
                " It is left out."
            )
        else:
            found.setdefault(ImportedMaterial(title=title or _name(address), address=address))
    return tuple(found), faults


def _words(one: object, name: str) -> str | None:
    """Return a field as one line, empty where there is none; none where it is no text."""
    value = one.get(name) if isinstance(one, Mapping) else 0
    if value is None:
        return ""
    return line(value) if isinstance(value, str) else None


def _name(address: str) -> str:
    parts = urlsplit(address)
    return parts.path.rstrip("/").rpartition("/")[2] or parts.netloc
