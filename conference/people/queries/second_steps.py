"""Reading second steps and recovery codes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from conference.kernel.database import db
from conference.people import rules
from conference.people.models import (
    Person,
    RecoveryCode,
    SecondStep,
    SignIn,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupPage:
    """A second step that is being set up: what the authenticator app needs."""

    email: str
    sealed_secret: bytes


def second_step_for_update(person_id: int) -> SecondStep | None:
    """Lock and return a person's second step, set up or half set up."""
    return db.session.scalar(
        select(SecondStep).where(SecondStep.person_id == person_id).with_for_update()
    )


def recovery_code_for_update(person_id: int, code_hash: str) -> RecoveryCode | None:
    """Lock and return an unused recovery code."""
    return db.session.scalar(
        select(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == code_hash,
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    )


def failed_codes_since(person_id: int, since: datetime) -> int:
    """Count the wrong codes in all sign-ins of a person that began after ``since``."""
    count = db.session.scalar(
        select(func.sum(SignIn.failed_codes)).where(
            SignIn.person_id == person_id, SignIn.created_at > since
        )
    )
    return count or 0


def has_second_step(person_id: int) -> bool:
    """Say whether the person's second step is set up."""
    confirmed = db.session.scalar(
        select(SecondStep.confirmed_at).where(SecondStep.person_id == person_id)
    )
    return confirmed is not None


def recovery_codes_left(person_id: int) -> int:
    """Count the person's unused recovery codes."""
    count = db.session.scalar(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    )
    return count or 0


def setup_page(person_id: int, *, sign_in_id: int | None, now: datetime) -> SetupPage | None:
    """Return the second step that this sign-in is setting up; ``now`` is real time."""
    row = db.session.execute(
        select(SecondStep.sealed_secret, Person.email)
        .join(Person, Person.id == SecondStep.person_id)
        .where(
            SecondStep.person_id == person_id,
            SecondStep.sign_in_id == sign_in_id,
            SecondStep.confirmed_at.is_(None),
            SecondStep.created_at > now - rules.SETUP_LIFE,
        )
    ).first()
    return SetupPage(sealed_secret=row[0], email=row[1]) if row else None
