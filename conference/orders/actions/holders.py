"""What attendees do with their own ticket: prove the address, claim it, say what they need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from conference.editions import queries as editions
from conference.editions.rules import PolicyKind
from conference.history import actions as history
from conference.kernel import clock
from conference.kernel.database import db
from conference.orders import queries, rules
from conference.orders.models import Acceptance, Attendee, Needs, Order
from conference.orders.queries import OwnNeeds
from conference.orders.rules import OrderState, PhotoChoice
from conference.people import actions as people
from conference.people.events import AddressProved


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How an attendee wants to be known; an empty badge name is a blank badge."""

    name: str
    badge_name: str
    organisation: str
    photo_choice: PhotoChoice


def prove_address(edition_id: int, code: str, *, now: datetime) -> None:
    """Note that whoever holds the ticket reads its address: the person comes into being.

    Raises: NotFound.
    """
    attendee = queries.attendee_for_update(code, edition_id)
    if attendee.person_id is None and attendee.email:
        attendee.person_id = people.person_for_address(attendee.email, now=now)


def attach_attendees(event: AddressProved) -> None:
    """Give a person the tickets that were sent to their address; one address may serve several.

    An order that is not paid has sent none: its buyer may still name somebody else.
    """
    sent = select(Order.id).where(queries.had_ticket())
    db.session.execute(
        update(Attendee)
        .where(
            Attendee.email == event.email,
            Attendee.person_id.is_(None),
            Attendee.order_id.in_(sent),
        )
        .values(person_id=event.person_id)
        .execution_options(synchronize_session=False)
    )


def attach_known(attendees: Sequence[Attendee]) -> None:
    """Give the locked tickets of an order that was just paid to whoever proved their address."""
    known = queries.persons_by_address([row.email for row in attendees if row.email])
    for attendee in attendees:
        if attendee.person_id is None and attendee.email:
            attendee.person_id = known.get(attendee.email)


def claim(
    edition_id: int, code: str, profile: Profile, *, conduct_id: int | None, now: datetime
) -> None:
    """Make a ticket one's own: agree to the code of conduct and say how to be known.

    ``conduct_id`` is the version that was agreed to; nothing: the box was left empty. Raises:
    NotFound, NotClaimable, ConductNotAccepted.
    """
    attendee = _valid(edition_id, code)
    conduct = editions.newest_policy(edition_id, PolicyKind.CONDUCT)
    if conduct is None or conduct_id != conduct.id:
        raise rules.ConductNotAccepted
    if not queries.is_accepted(conduct.id, attendee_id=attendee.id):
        _accept(attendee, conduct.id, now)
    _describe(attendee, profile)
    if attendee.claimed_at is None:
        attendee.claimed_at = now
        _record(attendee, "ticket claimed", now)


def change_profile(edition_id: int, code: str, profile: Profile, *, now: datetime) -> None:
    """Change how an attendee is known. Raises: NotFound, NotClaimable."""
    attendee = _valid(edition_id, code)
    _describe(attendee, profile)
    _record(attendee, "ticket details changed", now)


def save_needs(
    edition_id: int, code: str, told: OwnNeeds, *, consent_id: int | None, now: datetime
) -> None:
    """Keep what an attendee needs from us, with the consent that was given for it.

    ``consent_id`` is the version of the statement that was ticked; nothing: it was not. Raises:
    NotFound, NotClaimable, NotClaimed, ConsentNotGiven, ConsentChanged.
    """
    attendee = _valid(edition_id, code)
    if attendee.claimed_at is None:
        raise rules.NotClaimed
    consent = editions.newest_policy(edition_id, PolicyKind.NEEDS_CONSENT)
    if consent is None or consent_id is None:
        raise rules.ConsentNotGiven
    if consent_id != consent.id:
        raise rules.ConsentChanged
    db.session.merge(
        Needs(
            attendee_id=attendee.id,
            access=[need.value for need in told.access],
            access_text=told.access_text,
            diet=[need.value for need in told.diet],
            diet_text=told.diet_text,
            is_severe=told.is_severe,
            may_name=told.may_name,
            consent_text="\n\n".join(filter(None, (consent.summary, consent.body))),
            consent_version=consent.version,
            consented_at=now,
        )
    )
    _record(attendee, "needs told", now)


def withdraw_needs(edition_id: int, code: str, *, now: datetime) -> tuple[str, ...]:
    """Delete what an attendee told us at once, and return what we can no longer provide.

    Raises: NotFound.
    """
    attendee = queries.attendee_for_update(code, edition_id)
    told = queries.needs_of(attendee.id)
    if told is None:
        return ()
    forget_needs(attendee.id)
    _record(attendee, "needs withdrawn", now)
    return told.labels


def delete_needs(*, now: datetime) -> int:
    """Delete the needs of editions that ended more than 14 days ago; return how many.

    Safe to run again. Runs inside ``transaction()``. Source: domain.md PR-41.
    """
    today = clock.day(now)
    deleted = 0
    for edition_id in queries.editions_past(rules.last_day_without_needs(today)):
        told = db.session.scalars(
            select(Needs.attendee_id)
            .join(Attendee, Attendee.id == Needs.attendee_id)
            .where(Attendee.edition_id == edition_id)
        ).all()
        if told:
            forget_needs(*told)
            deleted += len(told)
            history.record(
                history.SYSTEM,
                "needs deleted",
                on=("edition", edition_id),
                at=now,
                edition_id=edition_id,
                count=len(told),
            )
    return deleted


def _valid(edition_id: int, code: str) -> Attendee:
    """Lock the order, then the ticket. Raises: NotFound, NotClaimable."""
    page = queries.ticket_page(edition_id, code)
    order = queries.order_by_id_for_update(page.order_id)
    attendee = queries.attendee_for_update(code, edition_id)
    if order.state != OrderState.PAID or attendee.cancelled_at is not None:
        raise rules.NotClaimable
    return attendee


def _describe(attendee: Attendee, profile: Profile) -> None:
    attendee.name, attendee.badge_name = profile.name, profile.badge_name
    attendee.organisation, attendee.photo_choice = profile.organisation, profile.photo_choice


def _accept(attendee: Attendee, policy_id: int, now: datetime) -> None:
    db.session.add(
        Acceptance(
            policy_id=policy_id,
            attendee_id=attendee.id,
            accepted_at=now,
            accepted_by=history.ATTENDEE,
        )
    )


def forget_needs(*attendee_ids: int) -> None:
    """Delete what attendees told us."""
    db.session.execute(delete(Needs).where(Needs.attendee_id.in_(attendee_ids)))


def forget_acceptances(attendee_id: int) -> None:
    """Delete what a ticket's holder agreed to; the history keeps when the ticket was claimed."""
    db.session.execute(delete(Acceptance).where(Acceptance.attendee_id == attendee_id))


def _record(attendee: Attendee, what: str, now: datetime) -> None:
    history.record(
        history.ATTENDEE,
        what,
        on=("attendee", attendee.id),
        at=now,
        edition_id=attendee.edition_id,
    )
