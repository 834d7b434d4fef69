"""One year with a row of everything, and marks in every text of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Row,
    String,
    Table,
    and_,
    inspect,
    or_,
    select,
    update,
)

from conference.agendas.models import Star
from conference.editions import actions as editions
from conference.editions.models import SetupMark, UnseenTime
from conference.editions.queries import EditionFrame
from conference.editions.rules import ContactKind, PageKind, PolicyKind, SetupTask
from conference.kernel.database import Base, db, transaction
from conference.orders import actions as orders
from conference.orders.actions import BuyerDetails
from conference.orders.models import Attendee, Order
from conference.payments.models import Dispute, Payment, Refund
from conference.payments.rules import EXTERNAL, DisputeState, PaymentState, RefundState
from conference.people.models import Person, RoleGrant, RoleInvitation, Speaker
from conference.people.rules import Role
from conference.programme.models import (
    AcceptedFinding,
    DraftStep,
    Room,
    RoomBlock,
    Session,
    SessionMaterial,
    SpeakerAbsence,
)
from conference.workshops.models import PlaceReserve, Workshop
from tests.architecture.proposals_of_year import address_drafts, make_proposals
from tests.factories.agendas import make_key
from tests.factories.editions import make_contact, make_policy, policy_id
from tests.factories.orders import (
    NOW,
    PROFILE,
    TOLD,
    attendees,
    begin_payment,
    make_held,
    order,
    pay,
)
from tests.factories.people import make_grant, make_person
from tests.factories.programme import at, make_session, make_small_day, release
from tests.factories.tickets import make_type
from tests.factories.workshops import Ticket, book

MARK = "Q~XJ"
"""Begins every text of the marked year; good in codes and addresses, and no token holds a tilde."""

SIGNS = "23456789"
LONG_ENOUGH = 6

PLAIN = {
    *("slug", "currency", "timezone", "colour", "dark_colour", "card_last4"),
    *("messages.kind", "history_entries.subject_kind"),
    *("sessions.code", "release_entries.code", "speakers.code", "ticket_types.code"),
    *("tracks.code", "formats.code", "proposals.code"),
}
"""Columns that stay as they are: too short, read by programs, or the same word in both years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What the walk must know of one year."""

    edition: EditionFrame
    order_id: int
    held_id: int
    attendee_id: int
    person_id: int

    @property
    def order(self) -> Order:
        """The paid order as it is now."""
        return db.session.get_one(Order, self.order_id)

    @property
    def attendee(self) -> Attendee:
        """Its buyer's own ticket as it is now."""
        return db.session.get_one(Attendee, self.attendee_id)


def make_year(slug: str, *, is_current: bool) -> Year:
    """Store a year with at least one row of everything that belongs to an edition."""
    edition = _make_texts(make_small_day(slug, is_current=is_current).edition)
    make_session(edition.id, f"ONLY{slug}", ("14:00", "14:30"), title="Only this year")
    release(edition.id)
    type_id = make_type(edition.id, size=10)
    buyer = BuyerDetails(email=f"rowan.{slug}@example.org", name="Rowan Hale")
    code = make_held(edition, {type_id: 1}, buyer=buyer)
    begin_payment(code)
    _make_payment(code)
    pay(code)
    held = make_held(edition, {type_id: 1}, buyer=buyer)
    (attendee,) = attendees(code)
    _use_ticket(edition, attendee)
    _make_staff(edition)
    _make_draft(edition.id)
    make_proposals(slug, edition.id, attendee.id, policy_id(edition, PolicyKind.CONDUCT))
    return Year(
        edition=edition,
        order_id=order(code).id,
        held_id=order(held).id,
        attendee_id=attendee.id,
        person_id=make_person(buyer.email, name="Rowan Hale"),
    )


def mark(year: Year) -> None:
    """Put a mark into every text column of every row of the year, and of its people."""
    numbers = _numbers()
    with transaction():
        for table, rows in rows_of(year.edition.id).items():
            for row in rows:
                _mark_row(table, row, numbers)
        for person_id in _people_of(year):
            _mark_row(Person.__table__, db.session.get_one(Person, person_id), numbers)  # type: ignore[arg-type]
        email = db.session.get_one(Order, year.order_id).email
        db.session.execute(update(Person).where(Person.id == year.person_id).values(email=email))
        address_drafts(year.edition.id)
    db.session.expire_all()


def rows_of(edition_id: int) -> Mapping[Table, list[Row[Any]]]:
    """Return every row that belongs to an edition: its own, and whatever refers to those."""
    db.session.rollback()
    found: dict[Table, list[Row[Any]]] = {}
    keys: dict[str, set[Any]] = {"editions": {edition_id}}
    for table in Base.metadata.sorted_tables:
        wanted = _wanted(table, keys)
        if wanted is None:
            continue
        found[table] = list(db.session.execute(select(table).where(wanted)))
        (key,) = inspect(table).primary_key if len(table.primary_key) == 1 else (None,)
        if key is not None:
            keys[table.name] = {getattr(row, key.name) for row in found[table]}
    return found


def _wanted(table: Table, keys: Mapping[str, set[Any]]) -> Any:
    if table.name == "editions":
        return table.c.id.in_(keys["editions"])
    if "edition_id" in table.c:
        return table.c.edition_id.in_(keys["editions"])
    refers = [
        column.in_(keys[target.column.table.name])
        for column, target in _references(table)
        if target.column.table.name in keys
    ]
    return or_(*refers) if refers else None


def _references(table: Table) -> Iterator[tuple[Column[Any], ForeignKey]]:
    for column in table.columns:
        for target in column.foreign_keys:
            yield column, target


def _mark_row(table: Table, row: Any, numbers: Iterator[str]) -> None:
    texts = {column.name: _text(column, next(numbers)) for column in _text_columns(table)}
    changed = {name: text for name, text in texts.items() if getattr(row, name) is not None}
    if changed:
        own = and_(*(column == getattr(row, column.name) for column in table.primary_key))
        db.session.execute(update(table).where(own).values(changed))


def _text_columns(table: Table) -> Iterator[Column[Any]]:
    checked = {
        str(constraint.name).removeprefix(f"ck_{table.name}_")
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    for column in table.columns:
        names = {column.name, f"{table.name}.{column.name}"}
        if (
            isinstance(column.type, String)
            and (column.type.length or LONG_ENOUGH) >= LONG_ENOUGH
            and not names & (PLAIN | checked)
        ):
            yield column


def _text(column: Column[Any], number: str) -> str:
    is_address = column.name in {"email", "address"}
    return f"{MARK}{number}@example.org" if is_address else f"{MARK}{number}"


def _numbers() -> Iterator[str]:
    number = 0
    while True:
        yield "".join(SIGNS[int(digit)] for digit in f"{number:02o}")
        number += 1


def _people_of(year: Year) -> Iterable[int]:
    staff = select(RoleGrant.person_id).where(RoleGrant.edition_id == year.edition.id)
    return {*db.session.scalars(staff), year.person_id}


def _make_texts(edition: EditionFrame) -> EditionFrame:
    for kind in PolicyKind:
        make_policy(edition.id, kind)
    for contact in ContactKind:
        make_contact(edition.id, contact, email=f"{contact}@example.org")
    for page in PageKind:
        with transaction():
            editions.edit_information(
                edition.id, page, body=f"About {page}.", actor="person 1", now=NOW
            )
    return edition


def _use_ticket(edition: EditionFrame, attendee: Attendee) -> None:
    ticket = Ticket(
        id=attendee.id,
        edition_id=edition.id,
        order_id=attendee.order_id,
        code=attendee.code,
        selector=attendee.link_selector,
    )
    conduct, consent = (
        policy_id(edition, kind) for kind in (PolicyKind.CONDUCT, PolicyKind.NEEDS_CONSENT)
    )
    with transaction():
        orders.claim(edition.id, ticket.code, PROFILE, conduct_id=conduct, now=NOW)
        orders.save_needs(edition.id, ticket.code, TOLD, consent_id=consent, now=NOW)
    book(ticket, "RUN", now=NOW)
    make_key(ticket, now=NOW)
    star = db.session.scalars(
        select(Session.id).where(Session.edition_id == edition.id, Session.code == "CHART")
    ).one()
    person_id = make_person(f"starry.{edition.slug}@example.org", name="Starry")
    with transaction():
        db.session.add(Star(person_id=person_id, session_id=star, starred_at=NOW))


def _make_draft(edition_id: int) -> None:
    """Store what organisers leave behind them while they build the programme."""
    here = (Session.edition_id == edition_id,)
    room = db.session.scalars(select(Room.id).where(Room.edition_id == edition_id)).first()
    speaker = db.session.scalars(select(Speaker.id).where(Speaker.edition_id == edition_id)).first()
    session = db.session.scalars(select(Session.id).where(Session.code == "RUN", *here)).one()
    one, two = db.session.scalars(
        select(Workshop.id).where(Workshop.edition_id == edition_id).order_by(Workshop.id)
    )
    with transaction():
        db.session.add_all(
            [
                RoomBlock(room_id=room, starts_at=at("17:00"), ends_at=at("18:00"), reason="Music"),
                SpeakerAbsence(speaker_id=speaker, starts_at=at("17:00"), ends_at=at("18:00")),
                AcceptedFinding(
                    edition_id=edition_id,
                    key="no_room:1",
                    reason="On the lawn",
                    accepted_by="person 1",
                    accepted_at=NOW,
                ),
                DraftStep(
                    edition_id=edition_id,
                    at=NOW,
                    actor="person 1",
                    what="placed something",
                    before={},
                    after={},
                ),
                UnseenTime(
                    edition_id=edition_id,
                    switched_off_at=NOW,
                    number_before=0,
                    switched_on_at=NOW,
                    number_after=0,
                ),
                SetupMark(
                    edition_id=edition_id, task=SetupTask.PAGES, marked_at=NOW, marked_by="person 1"
                ),
                SessionMaterial(
                    session_id=session,
                    position=1,
                    title="Slides",
                    address="https://example.org/slides",
                ),
                PlaceReserve(
                    workshop_id=one,
                    from_workshop_id=two,
                    places=1,
                    made_at=NOW,
                    until=NOW + timedelta(minutes=30),
                ),
            ]
        )


def _make_payment(code: str) -> None:
    """Store a payment that brought the money, and a refund that was made in Stripe's dashboard."""
    paid = order(code)
    with transaction():
        payment = Payment(
            order_id=paid.id,
            attempt=1,
            state=PaymentState.CONFIRMED,
            amount=paid.total,
            received=paid.total,
            currency="GBP",
            idempotency_key=f"pay-{code}",
            reference=f"cs_test_{code}",
            intent=f"pi_{code}",
            card_brand="visa-card",
            card_last4="4242",
            created_at=NOW,
            expires_at=NOW + timedelta(hours=1),
            settled_at=NOW,
        )
        db.session.add(payment)
        db.session.flush()
        db.session.add(
            Dispute(
                payment_id=payment.id,
                reference=f"dp_{code}",
                state=DisputeState.WON,
                amount=500,
                opened_at=NOW,
                ended_at=NOW,
            )
        )
        db.session.add(
            Refund(
                payment_id=payment.id,
                state=RefundState.SUCCEEDED,
                amount=500,
                reason="Asked for",
                idempotency_key=f"refund-{code}",
                reference=f"re_{code}",
                requested_by=EXTERNAL,
                requested_at=NOW,
                settled_at=NOW,
            )
        )


def _make_staff(edition: EditionFrame) -> None:
    make_grant(
        make_person(f"oona.{edition.slug}@example.org", name="Oona Byrne"), edition_id=edition.id
    )
    with transaction():
        db.session.add(
            RoleInvitation(
                email=f"new.{edition.slug}@example.org",
                role=Role.FINANCE,
                edition_id=edition.id,
                invited_at=NOW,
                invited_by="person 1",
            )
        )
