"""Addresses: the edition's slug stands first, and what no table can hold leads nowhere."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from flask import Blueprint, Flask, g
from werkzeug.routing import IntegerConverter, Rule, UnicodeConverter

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


class Address(Rule):
    """An address whose way back, from values to its text, is compiled when it is first needed.

    Werkzeug compiles it for all two hundred when a process starts, which is a tenth of the start.
    """

    def _compile_builder(self, *wish: bool) -> Callable[..., tuple[str, str]]:
        compiled = cache(partial(super()._compile_builder, *wish))

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            return compiled()(rule, **values)

        return build


def install(app: Flask) -> None:
    """Let addresses that no row can have match no view; before any blueprint is registered."""
    app.url_rule_class = Address
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
