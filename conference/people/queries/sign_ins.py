"""Reading sign-in links, and the browsers that are signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from conference.kernel import codes
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.permissions import Permission
from conference.people import rules
from conference.people.models import (
    Person,
    RoleGrant,
    SignIn,
    SignInLink,
)
from conference.people.rules import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who stands behind a sign-in's token, and what they may do."""

    person_id: int
    sign_in_id: int
    name: str
    email: str
    grants: frozenset[tuple[Permission, int | None]]
    owes_second_step: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLink:
    """A sign-in link that still opens something."""

    email: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """One browser in which a person is signed in."""

    id: int
    device: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool


def viewer_of(token: str, *, now: datetime) -> SignedIn | None:
    """Return who is signed in with this token, in one statement; ``now`` is real time."""
    rows = db.session.execute(
        select(SignIn, Person, RoleGrant.role, RoleGrant.edition_id)
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(RoleGrant, RoleGrant.person_id == SignIn.person_id)
        .where(SignIn.token_hash == codes.fingerprint(token))
    ).all()
    if not rows:
        return None
    sign_in, person = rows[0][0], rows[0][1]
    if not rules.is_alive(sign_in.last_seen_at, sign_in.revoked_at, now=now):
        return None
    grants = [(Role(role), edition_id) for _, _, role, edition_id in rows if role]
    return SignedIn(
        person_id=person.id,
        sign_in_id=sign_in.id,
        name=person.name,
        email=person.email,
        grants=rules.permissions(grants),
        owes_second_step=rules.needs_second_step(grants) and sign_in.confirmed_at is None,
    )


def links_since(email: str, since: datetime) -> int:
    """Count the links that were sent to an address after ``since`` (real time)."""
    count = db.session.scalar(
        select(func.count())
        .select_from(SignInLink)
        .where(SignInLink.email == email, SignInLink.created_at > since)
    )
    return count or 0


def link_for_update(selector: str) -> SignInLink | None:
    """Lock and return the sign-in link with this selector."""
    return db.session.scalar(
        select(SignInLink).where(SignInLink.selector == selector).with_for_update()
    )


def link_facts(link: SignInLink) -> rules.LinkFacts:
    """Return what decides whether the link opens anything."""
    newer = select(SignInLink.id).where(SignInLink.email == link.email, SignInLink.id > link.id)
    has_newer = db.session.scalar(select(newer.exists()))
    return rules.LinkFacts(
        used_at=link.used_at, expires_at=link.expires_at, has_newer=bool(has_newer)
    )


def open_link(selector: str, *, now: datetime) -> OpenLink:
    """Return the link without using it; ``now`` is real time. Raises: LinkSpent."""
    link = db.session.scalar(select(SignInLink).where(SignInLink.selector == selector))
    if link is None or not rules.is_link_good(link_facts(link), now=now):
        raise rules.LinkSpent
    return OpenLink(email=link.email, expires_at=link.expires_at)


def sent_link(link_id: int) -> SignInLink:
    """Return the link that a mail is about. Raises: NotFound (it was purged)."""
    found = db.session.get(SignInLink, link_id)
    if found is None:
        raise NotFound
    return found


def known_devices(person_id: int) -> Sequence[str]:
    """Return the words for every browser in which the person signed in lately."""
    return db.session.scalars(
        select(SignIn.device).where(SignIn.person_id == person_id).distinct()
    ).all()


def is_use_stale(sign_in_id: int, *, now: datetime) -> bool:
    """Say whether it is time to note that a sign-in is in use; ``now`` is real time.

    Costs no statement where this request has read the sign-in already.
    """
    found = db.session.get(SignIn, sign_in_id)
    return found is not None and now - found.last_seen_at >= rules.SEEN_EVERY


def sign_in_for_update(sign_in_id: int) -> SignIn:
    """Lock and return a sign-in. Raises: NotFound."""
    found = db.session.scalar(select(SignIn).where(SignIn.id == sign_in_id).with_for_update())
    if found is None:
        raise NotFound
    return found


def devices(person_id: int, *, sign_in_id: int | None, now: datetime) -> tuple[DeviceRow, ...]:
    """Return where a person is signed in, newest use first; ``now`` is real time."""
    rows = db.session.scalars(
        select(SignIn)
        .where(
            SignIn.person_id == person_id,
            SignIn.revoked_at.is_(None),
            SignIn.last_seen_at > now - rules.SIGN_IN_IDLE,
        )
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
    )
    return tuple(
        DeviceRow(
            id=row.id,
            device=row.device,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            is_this=row.id == sign_in_id,
        )
        for row in rows
    )
