"""Addresses: the edition's slug stands first, and what no table can hold leads nowhere."""

from typing import Any

from flask import Blueprint, Flask, g
from werkzeug.routing import IntegerConverter, UnicodeConverter

from conference.kernel.errors import NotFound

SLUG = "edition"
LARGEST_ID = 2**31 - 1


class WordConverter(UnicodeConverter):
    """Part of an address without control signs: PostgreSQL refuses the zero byte."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take the arguments of any text in an address."""
        super().__init__(*arguments, **options)
        self.regex = self.regex.replace("[^/]", r"[^/\x00-\x1f\x7f]")


class IdConverter(IntegerConverter):
    """A number that a table's id may be."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take the arguments of any number in an address."""
        super().__init__(*arguments, **{"max": LARGEST_ID, **options})


def install(app: Flask) -> None:
    """Let addresses that no row can have match no view; before any blueprint is registered."""
    app.url_map.converters.update(default=WordConverter, string=WordConverter, int=IdConverter)


def edition_blueprint(name: str, import_name: str, *, prefix: str = "") -> Blueprint:
    """Return a blueprint whose addresses begin with an edition's slug."""
    return Blueprint(name, import_name, url_prefix=f"/<{SLUG}>{prefix}")


def edition_id() -> int:
    """Return the id of the edition that the address names. Raises: NotFound (it names none)."""
    found: int | None = g.get("edition_id")
    if found is None:
        raise NotFound
    return found
