"""The sample orders: card payments, students, free tickets, names, photo choices, needs."""

import hashlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from conference.demo import people_facts as facts
from conference.demo.sample_edition import sample_code
from conference.editions.models import Edition
from conference.editions.queries import newest_policy
from conference.editions.rules import PolicyKind
from conference.kernel.database import db
from conference.kernel.money import vat_inside
from conference.orders.actions.speakers import mark_of
from conference.orders.models import Acceptance, Attendee, Needs, Order, OrderLine
from conference.orders.rules import Audience, OrderState
from conference.payments.models import Payment
from conference.payments.rules import PaymentState
from conference.people.models import Person
from conference.proposals.models import Proposal, ProposalAuthor
from conference.proposals.rules.states import AuthorState, ProposalState
from conference.tickets.models import TicketType

PAID_BY_CARD = (("EARLY", 62), ("STD", 11), ("NHS", 10), ("ACAD", 7), ("STU", 38))
"""90 single card payments, 62 of them early bird, and 38 of the 40 student places."""

FREE = (("SPK", 28), ("PA", 2), ("CREW", 9), ("LIVE", 4))
SPEAKER = "SPK"
OWN = 5
"""The first ones have an account or an address of their own, whatever their ticket."""

TIME_BETWEEN = timedelta(hours=5, minutes=17)
CLAIM_EVERY = 4
"""All but each fourth attendee has claimed the ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleHolder:
    """Somebody with a ticket; whoever confirmed a proposal was given it as a speaker."""

    name: str
    email: str
    speaker_id: int | None = None


def store_orders(
    edition: Edition, types: Mapping[str, TicketType], *, until: datetime
) -> list[Attendee]:
    """Store paid orders before ``until`` and return their attendees, oldest first."""
    holders, speakers = _holders(), _speakers(edition)
    wanted = [code for code, count in (*PAID_BY_CARD, *FREE) for _ in range(count)]
    placed_at = until - TIME_BETWEEN * (len(wanted) + 1)
    attendees = []
    for number, code in enumerate(_mixed(wanted)):
        placed_at += TIME_BETWEEN
        speaker = next(speakers, None) if code == SPEAKER and number >= OWN else None
        holder = speaker or next(holders)
        attendees.append(_store_order(edition, types[code], holder, number, placed_at))
    db.session.flush()
    _store_acceptances(edition, attendees)
    _store_needs(edition, attendees)
    return attendees


def _holders() -> Iterator[SampleHolder]:
    yield SampleHolder(name="Rowan Hale", email="rowan.hale@example.org")
    for name, email in facts.SPEAKER_ACCOUNTS:
        yield SampleHolder(name=name, email=email)
    for name in facts.AGENCY[0]:
        yield SampleHolder(name=name, email=facts.AGENCY[1])
    for number, name in enumerate(facts.SPECIAL_NAMES):
        yield SampleHolder(name=name, email=f"attendee.{number}@example.org")
    names = itertools.cycle(
        f"{first} {last}"
        for shift in range(len(facts.LAST_NAMES))
        for first, last in zip(
            facts.FIRST_NAMES, itertools.cycle(_turned(facts.LAST_NAMES, shift)), strict=False
        )
    )
    for number, name in enumerate(names):
        yield SampleHolder(
            name=name, email=f"{name.lower().replace(' ', '.')}.{number}@example.org"
        )


def _speakers(edition: Edition) -> Iterator[SampleHolder]:
    """Return who confirmed a proposal and has no ticket of their own, in the programme's order."""
    rows = db.session.execute(
        select(ProposalAuthor.email, ProposalAuthor.name, ProposalAuthor.speaker_id)
        .join(Proposal, Proposal.id == ProposalAuthor.proposal_id)
        .where(
            Proposal.edition_id == edition.id,
            Proposal.state == ProposalState.CONFIRMED,
            ProposalAuthor.state == AuthorState.ACCEPTED,
            ProposalAuthor.person_id.is_(None),
        )
        .order_by(Proposal.id, ProposalAuthor.position)
    )
    found = {
        email: SampleHolder(name=name, email=email, speaker_id=speaker_id)
        for email, name, speaker_id in rows
    }
    yield from found.values()


def _turned(names: tuple[str, ...], shift: int) -> tuple[str, ...]:
    return names[shift:] + names[:shift]


def _mixed(wanted: list[str]) -> list[str]:
    """Return the types in a mixed order that is always the same."""
    numbered = enumerate(wanted)
    mixed = sorted(numbered, key=lambda item: hashlib.sha256(f"mix {item[0]}".encode()).digest())
    return [code for _, code in mixed]


def _store_order(
    edition: Edition, kind: TicketType, holder: SampleHolder, number: int, placed_at: datetime
) -> Attendee:
    paid_at = placed_at + timedelta(minutes=6)
    seed = f"order {number}"
    order = Order(
        edition_id=edition.id,
        code=f"{edition.reference_prefix}-{sample_code(seed, 5)}",
        form_token=mark_of(holder.speaker_id) if holder.speaker_id else f"sample-{number}",
        link_selector=sample_code(f"{seed} link", 16),
        state=OrderState.PAID,
        audience=Audience.ME,
        email=holder.email,
        buyer_name=holder.name,
        currency=edition.currency,
        total=kind.price,
        placed_at=placed_at,
        hold_until=placed_at + timedelta(minutes=edition.hold_minutes),
        paid_at=paid_at,
        had_tickets=True,
    )
    db.session.add(order)
    db.session.flush()
    line = OrderLine(
        order_id=order.id,
        ticket_type_id=kind.id,
        quantity=1,
        unit_price=kind.price,
        vat_rate=kind.vat_rate,
        gross=kind.price,
        vat=vat_inside(kind.price, kind.vat_rate),
    )
    db.session.add(line)
    db.session.flush()
    if kind.price:
        db.session.add(_payment(order, number, paid_at))
    is_claimed = number % CLAIM_EVERY != CLAIM_EVERY - 1
    attendee = Attendee(
        edition_id=edition.id,
        order_id=order.id,
        order_line_id=line.id,
        ticket_type_id=kind.id,
        person_id=_person_id(holder),
        code=sample_code(f"{seed} attendee", 8),
        ticket_code=sample_code(f"{seed} ticket", 16),
        link_selector=sample_code(f"{seed} ticket link", 16),
        is_buyer=True,
        name=holder.name,
        email=holder.email,
        badge_name=holder.name if is_claimed else "",
        photo_choice=facts.PHOTO_CHOICES[number * 37 % len(facts.PHOTO_CHOICES)],
        claimed_at=paid_at if is_claimed else None,
        changed_at=paid_at,
    )
    db.session.add(attendee)
    return attendee


def _payment(order: Order, number: int, paid_at: datetime) -> Payment:
    return Payment(
        order_id=order.id,
        attempt=1,
        state=PaymentState.CONFIRMED,
        amount=order.total,
        received=order.total,
        currency=order.currency,
        idempotency_key=f"order-{order.code}-1",
        reference=f"cs_test_sample{number:04d}",
        intent=f"pi_sample{number:04d}",
        card_brand="visa",
        card_last4="4242",
        created_at=order.placed_at,
        expires_at=order.placed_at + timedelta(minutes=35),
        settled_at=paid_at,
    )


def _person_id(holder: SampleHolder) -> int | None:
    """Return the account of those sample people who have one."""
    return db.session.scalar(select(Person.id).where(Person.email == holder.email))


def _store_acceptances(edition: Edition, attendees: list[Attendee]) -> None:
    terms = newest_policy(edition.id, PolicyKind.TERMS)
    conduct = newest_policy(edition.id, PolicyKind.CONDUCT)
    if terms is None or conduct is None:
        return
    for attendee in attendees:
        db.session.add(
            Acceptance(
                policy_id=terms.id,
                order_id=attendee.order_id,
                accepted_at=attendee.changed_at,
                accepted_by="buyer",
            )
        )
        if attendee.claimed_at:
            db.session.add(
                Acceptance(
                    policy_id=conduct.id,
                    attendee_id=attendee.id,
                    accepted_at=attendee.claimed_at,
                    accepted_by="attendee",
                )
            )


def _store_needs(edition: Edition, attendees: list[Attendee]) -> None:
    consent = newest_policy(edition.id, PolicyKind.NEEDS_CONSENT)
    if consent is None:
        return
    claimed = [attendee for attendee in attendees if attendee.claimed_at]
    for attendee, (access, access_text, diet, diet_text, is_severe) in zip(
        claimed[5::11], facts.NEEDS, strict=False
    ):
        db.session.add(
            Needs(
                attendee_id=attendee.id,
                access=[need.value for need in access],
                access_text=access_text,
                diet=[need.value for need in diet],
                diet_text=diet_text,
                is_severe=is_severe,
                may_name=is_severe,
                consent_text=consent.body,
                consent_version=consent.version,
                consented_at=attendee.claimed_at or attendee.changed_at,
            )
        )
