"""Addresses that belong to an edition: its slug stands first, its id is known before the view."""

from flask import Blueprint, g

from conference.kernel.errors import NotFound

SLUG = "edition"


def edition_blueprint(name: str, import_name: str, *, prefix: str = "") -> Blueprint:
    """Return a blueprint whose addresses begin with an edition's slug."""
    return Blueprint(name, import_name, url_prefix=f"/<{SLUG}>{prefix}")


def edition_id() -> int:
    """Return the id of the edition that the address names. Raises: NotFound (it names none)."""
    found: int | None = g.get("edition_id")
    if found is None:
        raise NotFound
    return found
