"""Making and changing people themselves."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from conference.history import actions as history
from conference.kernel.database import db
from conference.people import rules
from conference.people.models import Person
from conference.people.queries import persons as queries


def person_for_address(email: str, *, now: datetime) -> int:
    """Return the person of a proved address, who comes into being with the first proof.

    Two proofs at the same moment give one person. Runs inside ``transaction()``.
    """
    address = rules.normalised_address(email)
    return queries.id_of(address) or _created(address, now) or queries.known_id_of(address)


def rename(person_id: int, *, name: str, now: datetime) -> None:
    """Change what a person is called in the account. Raises: NotFound."""
    renamed = queries.person(person_id)
    if renamed.name == name:
        return
    renamed.name = name
    history.record(
        history.person(person_id), "name changed in the account", on=("person", person_id), at=now
    )


def introduce(person_id: int, *, name: str, now: datetime) -> None:
    """Give a name to somebody who has told us none yet. Raises: NotFound."""
    if not queries.person(person_id).name:
        rename(person_id, name=name, now=now)


def _created(address: str, now: datetime) -> int | None:
    """Return the new person's id, or nothing where another transaction was faster."""
    created = Person(email=address, created_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(created)
    except IntegrityError:
        return None
    return created.id
