"""The sample conference: loads everything once, and refuses a database with real data."""

from datetime import datetime

import click
from sqlalchemy import func, select

from conference.demo import people_facts
from conference.demo.moments import FIRST
from conference.demo.sample_call import store_call
from conference.demo.sample_edition import store_edition, store_programme, store_ticket_types
from conference.demo.sample_orders import OWN, SPEAKER, store_orders
from conference.demo.sample_proposals import store_proposals
from conference.editions.models import Edition
from conference.kernel import clock
from conference.kernel.clock import ClockOffset
from conference.kernel.database import db, transaction
from conference.kernel.errors import Refused
from conference.orders.models import Attendee
from conference.people.models import Person, RoleGrant, Speaker
from conference.people.rules import Role
from conference.programme.actions.releases import publish
from conference.programme.models import Session
from conference.workshops.models import Booking, Workshop
from conference.workshops.rules import BookingState

ACTOR = "sample data"
FULL = {8, 9, 25}
"""Numbers of the sessions that are full in the sample (domain.md F6)."""


class NotADemonstration(Refused):
    """The database holds an edition and no stamp of the demonstration."""

    code = "not_a_demonstration"
    message = "This database is not a demonstration. The sample conference was not loaded."


def load() -> bool:
    """Load the sample conference; return whether it had to be. Raises: NotADemonstration."""
    is_stamped = db.session.scalar(select(ClockOffset.id)) is not None
    has_editions = db.session.scalar(select(func.count()).select_from(Edition)) != 0
    if has_editions:
        if not is_stamped:
            raise NotADemonstration
        return False
    with transaction():
        clock.set_moment(FIRST.at)
        _load(FIRST.at)
    return True


def _load(now: datetime) -> None:
    edition = store_edition(datetime(2024, 4, 15, 9, tzinfo=clock.ZONE))
    types = store_ticket_types(edition)
    store_call(edition)
    _store_people(edition, now)
    store_programme(edition)
    db.session.flush()
    publish(
        edition_id=edition.id,
        actor=ACTOR,
        note="First release",
        now=datetime(2024, 6, 28, 12, tzinfo=clock.ZONE),
    )
    store_proposals(edition, now)
    _link_speakers(edition)  # after the release: mails of weeks ago would only be in the way
    attendees = store_orders(edition, types, until=now)
    on_stage = types[SPEAKER].id
    _store_bookings(
        edition, [one for one in attendees[OWN:] if one.ticket_type_id != on_stage], now
    )


def _store_people(edition: Edition, now: datetime) -> None:
    for name, email, role in people_facts.STAFF:
        person = Person(email=email, name=name, created_at=now)
        db.session.add(person)
        db.session.flush()
        db.session.add(
            RoleGrant(
                person_id=person.id,
                role=role,
                edition_id=None if role is Role.ORGANISER else edition.id,
                granted_at=now,
                granted_by=ACTOR,
            )
        )
    others = (*people_facts.SPEAKER_ACCOUNTS, ("Rowan Hale", "rowan.hale@example.org"))
    db.session.add_all(Person(email=email, name=name, created_at=now) for name, email in others)


def _link_speakers(edition: Edition) -> None:
    for name, email in people_facts.SPEAKER_ACCOUNTS:
        speaker = db.session.scalar(
            select(Speaker).where(Speaker.edition_id == edition.id, Speaker.name == name)
        )
        if speaker is not None:
            speaker.person_id = db.session.scalar(select(Person.id).where(Person.email == email))


def _store_bookings(edition: Edition, attendees: list[Attendee], now: datetime) -> None:
    """Book workshops for these attendees: three are full, nobody has a clash.

    Rowan Hale, two speakers and the agency pair book for themselves, and who is on stage has none.
    """
    workshops = db.session.execute(
        select(Workshop, Session.code)
        .join(Session, Session.id == Workshop.session_id)
        .where(Workshop.edition_id == edition.id)
        .order_by(Session.id)
    ).all()
    by_number = dict(zip(BOOKABLE, (workshop for workshop, _ in workshops), strict=True))
    for group in BOOKED_TOGETHER:
        waiting = iter(attendees)
        for number in group:
            workshop = by_number[number]
            for _ in range(workshop.capacity if number in FULL else workshop.capacity * 2 // 5):
                db.session.add(
                    Booking(
                        workshop_id=workshop.id,
                        attendee_id=next(waiting).id,
                        state=BookingState.CONFIRMED,
                        booked_at=now,
                        changed_at=now,
                    )
                )


BOOKABLE = (8, 9, 18, 19, 20, 21, 22, 23, 24, 25)
BOOKED_TOGETHER = ((8, 9), (18, 19), (20, 21, 22, 23, 24, 25))
"""Sessions at the same time: nobody is in two of a group."""


@click.command("load")
def load_command() -> None:
    """Load the sample conference unless it is there."""
    click.echo("sample conference loaded" if load() else "sample conference is there")
