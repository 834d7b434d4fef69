"""Rows of people for tests: persons, links, sign-ins, second steps and roles."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pyotp
from sqlalchemy import select

from conference.kernel import codes
from conference.kernel.database import db, transaction
from conference.people import actions, second_step
from conference.people.models import (
    Person,
    RoleGrant,
    RoleInvitation,
    SecondStep,
    SignIn,
    SignInLink,
)
from conference.people.rules import Role

KEY = "a secret key for tests that is long enough"
"""The secret key of tests/support/databases.py."""

JOINED = datetime(2024, 6, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Somebody with a role and a second step that is set up."""

    person_id: int
    secret: str
    recovery_codes: tuple[str, ...]


def make_person(email: str = "rowan@example.org", *, name: str = "") -> int:
    """Store a person and return the id."""
    with transaction():
        person = Person(email=email, name=name, created_at=JOINED)
        db.session.add(person)
        db.session.flush()
        return person.id


def make_grant(
    person_id: int, role: Role = Role.ORGANISER, *, edition_id: int | None = None
) -> int:
    """Store a role of a person, for all editions unless one is given, and return its id."""
    with transaction():
        grant = RoleGrant(
            person_id=person_id,
            role=role,
            edition_id=edition_id,
            granted_at=JOINED,
            granted_by="system",
        )
        db.session.add(grant)
        db.session.flush()
        return grant.id


def make_sign_in(
    person_id: int, *, now: datetime, device: str = "Firefox on Windows", is_confirmed: bool = False
) -> tuple[int, str]:
    """Sign a person in and return the sign-in's id and its token."""
    with transaction():
        token = actions.sign_in_directly(
            person_id, device=device, now=now, is_confirmed=is_confirmed
        )
        db.session.flush()
        sign_in_id = db.session.scalars(
            select(SignIn.id).where(SignIn.token_hash == codes.fingerprint(token))
        ).one()
    return sign_in_id, token


def make_link(email: str = "rowan@example.org", *, now: datetime, next_address: str = "") -> str:
    """Have a sign-in link sent and return its selector."""
    with transaction():
        actions.send_link(email, next_address=next_address, now=now)
    return db.session.scalars(
        select(SignInLink.selector).order_by(SignInLink.id.desc()).limit(1)
    ).one()


def make_staff(
    email: str = "oona@example.org", *, now: datetime, edition_id: int | None = None
) -> Staff:
    """Store an organiser whose authenticator app is set up."""
    person_id = make_person(email)
    make_grant(person_id, edition_id=edition_id)
    sign_in_id, _ = make_sign_in(person_id, now=now)
    browser = actions.Browser(person_id=person_id, sign_in_id=sign_in_id, key=KEY)
    with transaction():
        actions.begin_setup(browser, now=now)
    secret = secret_of(person_id)
    with transaction():
        recovery_codes = actions.finish_setup(browser, code=code_at(secret, now), now=now)
    return Staff(person_id=person_id, secret=secret, recovery_codes=recovery_codes)


def secret_of(person_id: int) -> str:
    """Return the secret in a person's authenticator app."""
    sealed = db.session.scalars(
        select(SecondStep.sealed_secret).where(SecondStep.person_id == person_id)
    ).one()
    return second_step.open_secret(sealed, person_id=person_id, key=KEY)


def code_at(secret: str, moment: datetime) -> str:
    """Return the code that an authenticator app shows at a moment."""
    return pyotp.TOTP(secret).at(moment)


def wrong_code(secret: str, moment: datetime) -> str:
    """Return six digits that the app shows neither now nor just before or after."""
    step = second_step.STEP_SECONDS
    shown = {pyotp.TOTP(secret).at(int(moment.timestamp()) + drift * step) for drift in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in shown)


def roles_held() -> list[tuple[str, str, int | None]]:
    """Return every grant as (address, role, edition)."""
    rows = db.session.execute(
        select(Person.email, RoleGrant.role, RoleGrant.edition_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .order_by(Person.email, RoleGrant.role)
    )
    return [(email, role, edition_id) for email, role, edition_id in rows]


def roles_waiting() -> list[tuple[str, str, int | None]]:
    """Return every invitation as (address, role, edition)."""
    rows = db.session.scalars(select(RoleInvitation).order_by(RoleInvitation.email))
    return [(row.email, row.role, row.edition_id) for row in rows]
