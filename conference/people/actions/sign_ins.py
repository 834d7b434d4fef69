"""Beginning and ending sign-ins."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from conference.kernel import codes
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.events import announce
from conference.mail import actions as mail
from conference.people import rules
from conference.people.actions.persons import person_for_address
from conference.people.actions.roles import take_up_roles
from conference.people.events import AddressProved
from conference.people.models import SignIn
from conference.people.queries import sign_ins as queries


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in that began: the token for its cookie, and the page that was asked for."""

    token: str
    person_id: int
    next_address: str


def use_link(
    selector: str, *, device: str, replaces: str | None, now: datetime, real_now: datetime
) -> Begun:
    """Use a link up: its address is proved, and this browser is signed in.

    ``replaces`` is the token of the sign-in that the browser had before, which ends. Runs inside
    ``transaction()``. Raises: LinkSpent.
    """
    link = queries.link_for_update(selector)
    if link is None or not rules.is_link_good(queries.link_facts(link), now=real_now):
        raise rules.LinkSpent
    link.used_at = real_now
    person_id = person_for_address(link.email, now=now)
    take_up_roles(person_id, link.email, now=now)
    announce(AddressProved(person_id, link.email))
    if replaces is not None:
        _end_token(replaces, real_now)
    _tell_of_new_device(person_id, link.email, device, real_now)
    token = _begun(person_id, device, real_now, is_confirmed=False)
    return Begun(token=token, person_id=person_id, next_address=link.next_address)


def sign_in_directly(person_id: int, *, device: str, now: datetime, is_confirmed: bool) -> str:
    """Sign a person in without a link and return the token; for the demonstration and tests.

    ``now`` is real time.
    """
    return _begun(person_id, device, now, is_confirmed=is_confirmed)


def note_use(sign_in_id: int, *, now: datetime) -> None:
    """Note that a sign-in is in use, at most once an hour. ``now`` is real time."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.last_seen_at <= now - rules.SEEN_EVERY)
        .values(last_seen_at=now)
    )


def end_sign_in(person_id: int, sign_in_id: int, *, now: datetime) -> None:
    """End one sign-in of a person; a second time is the same. Raises: NotFound."""
    ended = queries.sign_in_for_update(sign_in_id)
    if ended.person_id != person_id:
        raise NotFound
    ended.revoked_at = ended.revoked_at or now


def end_other_sign_ins(person_id: int, *, kept_id: int | None, now: datetime) -> None:
    """End all sign-ins of a person but one, or all. ``now`` is real time."""
    db.session.execute(
        update(SignIn)
        .where(
            SignIn.person_id == person_id,
            SignIn.id.is_distinct_from(kept_id),
            SignIn.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def _begun(person_id: int, device: str, now: datetime, *, is_confirmed: bool) -> str:
    token = codes.random_token()
    db.session.add(
        SignIn(
            person_id=person_id,
            token_hash=codes.fingerprint(token),
            device=device,
            created_at=now,
            last_seen_at=now,
            confirmed_at=now if is_confirmed else None,
        )
    )
    return token


def _end_token(token: str, now: datetime) -> None:
    db.session.execute(
        update(SignIn)
        .where(SignIn.token_hash == codes.fingerprint(token), SignIn.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def _tell_of_new_device(person_id: int, email: str, device: str, now: datetime) -> None:
    known = queries.known_devices(person_id)
    if known and device not in known:
        facts = {"device": device, "at": now.isoformat()}
        mail.enqueue("people.new_device", email, facts=facts, now=now)
