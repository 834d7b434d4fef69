"""Reading who has which role."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import (
    Person,
    RoleGrant,
    RoleInvitation,
    SecondStep,
)
from conference.people.rules import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRow:
    """A role that somebody has, or that waits for an address to be proved."""

    id: int
    name: str
    email: str
    role: Role
    is_for_all: bool
    has_second_step: bool
    given_at: datetime
    person_id: int | None


def role_labels(person_id: int) -> tuple[str, ...]:
    """Return the names of a person's roles, each once."""
    roles = db.session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person_id))
    return tuple(sorted({Role(role).label for role in roles}))


def organiser_count(edition_id: int) -> int:
    """Return how many people are organisers of this edition, or of all."""
    count = db.session.scalar(
        select(func.count(RoleGrant.person_id.distinct())).where(
            RoleGrant.role == Role.ORGANISER,
            or_(RoleGrant.edition_id == edition_id, RoleGrant.edition_id.is_(None)),
        )
    )
    return count or 0


def grants_for_desk(edition_id: int) -> tuple[RoleRow, ...]:
    """Return who has a role in this edition or in all, by role, then by address."""
    rows = db.session.execute(
        select(RoleGrant, Person, SecondStep.confirmed_at)
        .join(Person, Person.id == RoleGrant.person_id)
        .outerjoin(SecondStep, SecondStep.person_id == Person.id)
        .where(or_(RoleGrant.edition_id == edition_id, RoleGrant.edition_id.is_(None)))
    )
    return _sorted(
        RoleRow(
            id=grant.id,
            name=holder.name,
            email=holder.email,
            role=grant.role,
            is_for_all=grant.edition_id is None,
            has_second_step=confirmed_at is not None,
            given_at=grant.granted_at,
            person_id=holder.id,
        )
        for grant, holder, confirmed_at in rows
    )


def invitations_for_desk(edition_id: int) -> tuple[RoleRow, ...]:
    """Return which roles of this edition, or of all, wait for an address to be proved."""
    rows = db.session.scalars(
        select(RoleInvitation).where(
            or_(RoleInvitation.edition_id == edition_id, RoleInvitation.edition_id.is_(None))
        )
    )
    return _sorted(
        RoleRow(
            id=invitation.id,
            name="",
            email=invitation.email,
            role=invitation.role,
            is_for_all=invitation.edition_id is None,
            has_second_step=False,
            given_at=invitation.invited_at,
            person_id=None,
        )
        for invitation in rows
    )


def organisers_for_update() -> Sequence[RoleGrant]:
    """Lock and return every grant of the organiser's role: one at a time takes one away."""
    return db.session.scalars(
        select(RoleGrant)
        .where(RoleGrant.role == Role.ORGANISER)
        .order_by(RoleGrant.id)
        .with_for_update()
    ).all()


def grant_for_update(grant_id: int) -> RoleGrant:
    """Lock and return the grant with this id. Raises: NotFound."""
    found = db.session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id).with_for_update())
    if found is None:
        raise NotFound
    return found


def grant_row(grant_id: int, *, edition_id: int) -> RoleRow:
    """Return one role as the desk of an edition shows it. Raises: NotFound."""
    found = next((row for row in grants_for_desk(edition_id) if row.id == grant_id), None)
    if found is None:
        raise NotFound
    return found


def editions_of(person_id: int) -> Sequence[int | None]:
    """Return for which editions a person has roles; none stands for all."""
    return db.session.scalars(
        select(RoleGrant.edition_id).where(RoleGrant.person_id == person_id)
    ).all()


def has_grant(person_id: int, role: Role, edition_id: int | None) -> bool:
    """Say whether the person has exactly this grant."""
    found = select(RoleGrant.id).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == role,
        RoleGrant.edition_id.is_not_distinct_from(edition_id),
    )
    return bool(db.session.scalar(select(found.exists())))


def has_invitation(email: str, role: Role, edition_id: int | None) -> bool:
    """Say whether exactly this role waits for the address already."""
    found = select(RoleInvitation.id).where(
        RoleInvitation.email == email,
        RoleInvitation.role == role,
        RoleInvitation.edition_id.is_not_distinct_from(edition_id),
    )
    return bool(db.session.scalar(select(found.exists())))


def invitation_for_update(invitation_id: int) -> RoleInvitation:
    """Lock and return the invitation with this id. Raises: NotFound."""
    found = db.session.scalar(
        select(RoleInvitation).where(RoleInvitation.id == invitation_id).with_for_update()
    )
    if found is None:
        raise NotFound
    return found


def invitations_for_update(email: str) -> Sequence[RoleInvitation]:
    """Lock and return the roles that wait for an address."""
    return db.session.scalars(
        select(RoleInvitation)
        .where(RoleInvitation.email == email)
        .order_by(RoleInvitation.id)
        .with_for_update()
    ).all()


def _sorted(rows: Iterable[RoleRow]) -> tuple[RoleRow, ...]:
    order = list(Role)
    return tuple(sorted(rows, key=lambda row: (order.index(row.role), row.email)))
