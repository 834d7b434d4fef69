"""Orders for tests, made by the same actions as in life."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.editions.rules import PolicyKind
from conference.history.queries import entries_of
from conference.kernel.database import db, transaction
from conference.mail.models import Message
from conference.orders import actions, queries
from conference.orders.actions import BuyerDetails, PlaceName, Profile
from conference.orders.models import Attendee, Order
from conference.orders.queries import OwnNeeds
from conference.orders.rules import AccessNeed, Audience, DietNeed, OrderState, PhotoChoice
from tests.factories.editions import policy_id

NOW = datetime(2024, 7, 15, 9, 0, tzinfo=UTC)
"""The demonstration's first moment: early bird is open."""

LATER = NOW + timedelta(minutes=31)
"""A hold of 30 minutes has run out."""

MINUTE = timedelta(minutes=1)
ROWAN = BuyerDetails(email="Rowan.Hale@example.org", name="Rowan Hale")
ROBIN = BuyerDetails(email="robin@example.org", name="Robin Gray", organisation="Sample trust")
PROFILE = Profile(
    name="Rowan Hale",
    badge_name="Rowan",
    organisation="Sample NHS trust",
    photo_choice=PhotoChoice.WIDE,
)
TOLD = OwnNeeds(
    access=(AccessNeed.HEARING_LOOP,),
    access_text="A seat near the door",
    diet=(DietNeed.VEGAN, DietNeed.NUTS),
    diet_text="",
    is_severe=True,
    may_name=False,
)

_tokens = itertools.count(1)


def fresh_token() -> str:
    """Return a form token that no other order has."""
    return f"token-{next(_tokens)}"


def place(
    edition: EditionFrame,
    choices: Mapping[int, int],
    *,
    audience: Audience = Audience.OTHERS,
    form: str = "the same form",
    now: datetime = NOW,
) -> str:
    """Press Continue after choosing; return the order's code."""
    with transaction():
        return actions.place(
            edition=edition, choices=choices, audience=audience, form_token=form, now=now
        )


def make_held(
    edition: EditionFrame,
    choices: Mapping[int, int],
    *,
    audience: Audience = Audience.ME,
    buyer: BuyerDetails | None = ROWAN,
    now: datetime = NOW,
) -> str:
    """Place an order and give its details; return its code."""
    code = place(edition, choices, audience=audience, form=fresh_token(), now=now)
    if buyer is not None:
        with transaction():
            actions.give_details(edition.id, code, buyer)
    return code


def make_paid(
    edition: EditionFrame,
    choices: Mapping[int, int],
    *,
    audience: Audience = Audience.ME,
    buyer: BuyerDetails = ROWAN,
    now: datetime = NOW,
) -> str:
    """Place an order and settle it, as if the money were here; return its code."""
    code = make_held(edition, choices, audience=audience, buyer=buyer, now=now)
    pay(code, now=now)
    return code


def pay(code: str, *, now: datetime = NOW) -> OrderState:
    """Let the money for an order arrive."""
    with transaction():
        return actions.settle_paid(locked(code), now=now)


def begin_payment(code: str, *, now: datetime = NOW) -> None:
    """Accept the terms and press Pay."""
    with transaction():
        actions.accept_terms(locked(code), now=now)
        actions.await_payment(locked(code), now=now)


def order_id(code: str) -> int:
    """Return an order's id."""
    return db.session.scalars(select(Order.id).where(Order.code == code)).one()


def locked(code: str) -> Order:
    """Lock and return an order, as whoever moves it does first."""
    return queries.order_by_id_for_update(order_id(code))


def order(code: str) -> Order:
    """Return an order's row as it is now."""
    db.session.rollback()
    return db.session.scalars(select(Order).where(Order.code == code)).one()


def attendees(code: str) -> Sequence[Attendee]:
    """Return the attendees of an order as they are now."""
    db.session.rollback()
    return db.session.scalars(
        select(Attendee)
        .join(Order, Order.id == Attendee.order_id)
        .where(Order.code == code)
        .order_by(Attendee.id)
    ).all()


def own_ticket_code(code: str) -> str:
    """Return the address code of the buyer's own ticket."""
    return next(attendee.code for attendee in attendees(code) if attendee.is_buyer)


def name_others(edition: EditionFrame, code: str, *people: PlaceName) -> None:
    """Name the places of an order that are not the buyer's own, in their order."""
    others = [row.code for row in attendees(code) if not row.is_buyer]
    with transaction():
        named = dict(zip(others, people, strict=False))
        actions.give_names(edition.id, code, named, now=NOW)


def claim(edition: EditionFrame, ticket: str, profile: Profile = PROFILE) -> None:
    """Make a paid ticket (its address code) its holder's own."""
    with transaction():
        conduct = policy_id(edition, PolicyKind.CONDUCT)
        actions.claim(edition.id, ticket, profile, conduct_id=conduct, now=NOW)


def told(subject: str, subject_id: int) -> list[tuple[str, str]]:
    """Return who did what to something, oldest first."""
    return [(entry.actor, entry.what) for entry in reversed(entries_of(subject, subject_id))]


def outbox() -> list[tuple[str, str]]:
    """Return kind and address of every mail, in the order in which they were stored."""
    db.session.rollback()
    found = db.session.execute(select(Message.kind, Message.address).order_by(Message.id))
    return [(kind, address) for kind, address in found]
