"""Reading people themselves."""

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people import rules
from conference.people.models import Person


def id_of(email: str) -> int | None:
    """Return the id of the person whose proved address this is."""
    address = rules.normalised_address(email)
    return db.session.scalar(select(Person.id).where(Person.email == address))


def known_id_of(email: str) -> int:
    """Return the id of the person whose proved address this is. Raises: NotFound."""
    found = id_of(email)
    if found is None:
        raise NotFound
    return found


def person(person_id: int) -> Person:
    """Return the person with this id. Raises: NotFound."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def names_of(person_ids: Iterable[int]) -> Mapping[int, str]:
    """Return what to call each person: the name, or the address of who gave none."""
    rows = db.session.execute(
        select(Person.id, Person.name, Person.email).where(Person.id.in_(set(person_ids)))
    )
    return {person_id: name or email for person_id, name, email in rows}


def lock_address(email: str) -> None:
    """Let one transaction at a time work on this address, known or not.

    There may be no row to lock, so PostgreSQL locks the address's hash until the transaction
    ends; SQLite has one writer anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email, 0))))
