"""Giving roles and taking them away."""

from dataclasses import dataclass
from datetime import datetime

from conference.history import actions as history
from conference.kernel import codes
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.events import announce
from conference.mail import actions as mail
from conference.people import rules
from conference.people.actions.links import new_link
from conference.people.events import RoleGiven
from conference.people.models import RoleGrant, RoleInvitation
from conference.people.queries import persons
from conference.people.queries import roles as queries
from conference.people.rules import GiftState, Role, RoleDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gift:
    """A role on its way to an address; ``noted_in`` is the edition whose history tells of it."""

    address: str
    role: Role
    edition_id: int | None
    actor: str
    noted_in: int | None
    now: datetime


def give_role(
    email: str,
    role: Role,
    *,
    edition_id: int | None,
    desk: RoleDesk,
    now: datetime,
) -> GiftState:
    """Give an address a role for one edition or for all; it waits where nobody proved the address.

    Runs inside ``transaction()``. Raises: NotFound (another edition), OutOfReach (all editions).
    """
    _refuse_reach(desk, edition_id)
    gift = _Gift(
        address=rules.normalised_address(email),
        role=role,
        edition_id=edition_id,
        actor=desk.actor,
        noted_in=desk.edition_id,
        now=now,
    )
    state = _given(gift)
    if state is not GiftState.ALREADY:
        facts = {"role": role.value, "is_for_all": edition_id is None}
        mail.enqueue(
            "people.role_given", gift.address, facts=facts, edition_id=desk.edition_id, now=now
        )
    return state


def take_role(grant_id: int, *, desk: RoleDesk, now: datetime) -> None:
    """Take a role away. Raises: NotFound, OutOfReach, LastOrganiser."""
    organisers = queries.organisers_for_update()
    taken = queries.grant_for_update(grant_id)
    _refuse_reach(desk, taken.edition_id)
    others = [kept.edition_id for kept in organisers if kept.id != grant_id]
    is_organiser = taken.role is Role.ORGANISER
    if is_organiser and not rules.leaves_organiser(others, edition_id=taken.edition_id):
        raise rules.LastOrganiser
    _note(taken.person_id, desk.actor, f"role taken away: {taken.role}", desk.edition_id, now)
    db.session.delete(taken)


def withdraw_invitation(invitation_id: int, *, desk: RoleDesk, now: datetime) -> None:
    """Take back a role that still waits for its address. Raises: NotFound, OutOfReach."""
    withdrawn = queries.invitation_for_update(invitation_id)
    _refuse_reach(desk, withdrawn.edition_id)
    history.record(
        desk.actor,
        f"waiting role withdrawn: {withdrawn.role}",
        on=("role_invitation", withdrawn.id),
        at=now,
        edition_id=desk.edition_id,
    )
    db.session.delete(withdrawn)


def take_up_roles(person_id: int, email: str, *, now: datetime) -> None:
    """Turn the roles that waited for a proved address into grants of its person."""
    persons.lock_address(email)
    for waiting in queries.invitations_for_update(email):
        role, edition_id = waiting.role, waiting.edition_id
        if not queries.has_grant(person_id, role, edition_id):
            _grant(person_id, role, edition_id, waiting.invited_by, now)
            _note(person_id, waiting.invited_by, f"role taken up: {role}", edition_id, now)
        db.session.delete(waiting)


def make_first_organiser(email: str, *, key: str, now: datetime) -> str:
    """Make an address the organiser of all editions and return the path of its sign-in link.

    For the operator's command: whoever may run it holds the database anyway. ``now`` is real time.
    """
    gift = _Gift(
        address=rules.normalised_address(email),
        role=Role.ORGANISER,
        edition_id=None,
        actor=history.SYSTEM,
        noted_in=None,
        now=now,
    )
    _given(gift)
    link = new_link(gift.address, next_address="", now=now)
    return "/sign-in/" + codes.sealed("sign-in", link.selector, key=key)


def _given(gift: _Gift) -> GiftState:
    persons.lock_address(gift.address)
    person_id = persons.id_of(gift.address)
    if person_id is None:
        return _invited(gift)
    if queries.has_grant(person_id, gift.role, gift.edition_id):
        return GiftState.ALREADY
    _grant(person_id, gift.role, gift.edition_id, gift.actor, gift.now)
    _note(person_id, gift.actor, f"role given: {gift.role}", gift.noted_in, gift.now)
    return GiftState.GIVEN


def _invited(gift: _Gift) -> GiftState:
    if queries.has_invitation(gift.address, gift.role, gift.edition_id):
        return GiftState.ALREADY
    invitation = RoleInvitation(
        email=gift.address,
        role=gift.role,
        edition_id=gift.edition_id,
        invited_at=gift.now,
        invited_by=gift.actor,
    )
    db.session.add(invitation)
    db.session.flush()
    history.record(
        gift.actor,
        f"role offered: {gift.role}",
        on=("role_invitation", invitation.id),
        at=gift.now,
        edition_id=gift.noted_in,
    )
    return GiftState.WAITING


def _grant(person_id: int, role: Role, edition_id: int | None, actor: str, now: datetime) -> None:
    db.session.add(
        RoleGrant(
            person_id=person_id,
            role=role,
            edition_id=edition_id,
            granted_at=now,
            granted_by=actor,
        )
    )
    db.session.flush()
    announce(RoleGiven(person_id=person_id, role=role, edition_id=edition_id, at=now))


def _refuse_reach(desk: RoleDesk, edition_id: int | None) -> None:
    if edition_id is None and not desk.acts_for_all:
        raise rules.OutOfReach
    if not desk.covers(edition_id):
        raise NotFound


def _note(person_id: int, actor: str, what: str, edition_id: int | None, now: datetime) -> None:
    history.record(actor, what, on=("person", person_id), at=now, edition_id=edition_id)
