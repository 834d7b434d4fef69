"""Who can be signed in as."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select

from conference.kernel.database import db
from conference.people.models import Person, RoleGrant


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePerson:
    """Somebody of the demonstration, with the role that makes them interesting."""

    id: int
    name: str
    email: str
    role: str


def people() -> Sequence[SamplePerson]:
    """Return everybody with an account, staff first."""
    rows = db.session.execute(
        select(Person.id, Person.name, Person.email, RoleGrant.role)
        .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .order_by(RoleGrant.role.is_(None), Person.id)
        .limit(60)
    )
    return [
        SamplePerson(id=row.id, name=row.name or row.email, email=row.email, role=row.role or "")
        for row in rows
    ]


def is_person(person_id: int) -> bool:
    """Say whether there is such a person."""
    return bool(db.session.scalar(select(exists().where(Person.id == person_id))))
