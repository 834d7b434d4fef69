"""What the buyer says of an order: who buys, who comes, and that the terms are accepted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from conference.editions import queries as editions
from conference.editions.rules import PolicyKind
from conference.history import actions as history
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.orders import mails, queries, rules
from conference.orders.actions.addresses import next_selector
from conference.orders.actions.log import record
from conference.orders.actions.own_place import mark_own_place, name_own_place
from conference.orders.actions.passing import end_link, pass_on, set_address
from conference.orders.models import Acceptance, Attendee, Order
from conference.orders.queries import Selectors
from conference.orders.rules import OrderState
from conference.people.rules import normalised_address


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerDetails:
    """Who buys."""

    email: str
    name: str
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """Who comes, as the buyer knows it; both may be empty."""

    name: str = ""
    email: str = ""


def give_details(
    edition_id: int, code: str, details: BuyerDetails, *, link: str | None = None
) -> Selectors:
    """Keep who buys and return what their browser may hold; their own ticket carries the name.

    Where another address was given before, the links end that may have been sent there: ``link``
    is the selector that the buyer's browser was given with the form, for the order's next one.
    Raises: NotFound, MoveForbidden (paying has begun).
    """
    order = queries.order_for_update(code, edition_id)
    if order.state not in rules.ANSWERS_OPEN:
        raise rules.MoveForbidden
    former, order.email = order.email, normalised_address(details.email)
    order.buyer_name, order.organisation = details.name, details.organisation
    is_corrected = former not in (None, order.email)
    if is_corrected:
        order.link_selector = next_selector(order, link)
    own = next((row for row in queries.attendees_for_update(order.id) if row.is_buyer), None)
    if own is not None:
        name_own_place(order, own)
        if is_corrected:
            end_link(own)  # whoever opened the order's link may hold it
    return queries.selectors_of(order, own)


def give_names(
    edition_id: int,
    code: str,
    names: Mapping[str, PlaceName],
    *,
    now: datetime,
    own_type_id: int | None = None,
) -> None:
    """Keep who comes (attendee code → name); what a person has claimed is theirs alone.

    ``own_type_id`` says which type the buyer uses. Once the order is paid, a new address gets
    its ticket by mail and the old address's link ends. Raises: NotFound, MoveForbidden.
    """
    order = queries.order_for_update(code, edition_id)
    is_paid = order.state == OrderState.PAID
    if not is_paid and order.state not in rules.ANSWERS_OPEN:
        raise rules.MoveForbidden
    attendees = queries.attendees_for_update(order.id)
    changed = [
        _name(attendee, names[attendee.code], is_paid=is_paid, now=now)
        for attendee in attendees
        if attendee.code in names and _is_buyers_to_name(attendee)
    ]
    if not is_paid:
        mark_own_place(order, attendees, type_id=own_type_id)
    elif any(changed):
        record(order, "names given", history.BUYER, now)


def accept_terms(order: Order, *, now: datetime, policy_id: int | None = None) -> None:
    """Note that the buyer of a locked order accepts the terms in force; a repeat changes nothing.

    ``policy_id`` is the version that was shown. Raises: NotFound, TermsChanged.
    """
    terms = editions.newest_policy(order.edition_id, PolicyKind.TERMS)
    if terms is None:
        raise NotFound("The booking terms have not been published yet.")
    if policy_id not in (None, terms.id):
        raise rules.TermsChanged
    if not queries.is_accepted(terms.id, order_id=order.id):
        db.session.add(
            Acceptance(
                policy_id=terms.id,
                order_id=order.id,
                accepted_at=now,
                accepted_by=history.BUYER,
            )
        )


def check_ready(order: Order, *, now: datetime, terms_id: int | None) -> None:
    """Check that a locked order may be settled, accepting ``terms_id`` if it was ticked just now.

    An acceptance from before counts as long as no newer version is in force. Raises:
    DetailsMissing, TermsNotAccepted, NotFound, TermsChanged.
    """
    if not (order.email and order.buyer_name):
        raise rules.DetailsMissing
    if terms_id is not None:
        accept_terms(order, now=now, policy_id=terms_id)
    elif not _has_accepted_newest(order):
        raise rules.TermsNotAccepted


def _has_accepted_newest(order: Order) -> bool:
    terms = editions.newest_policy(order.edition_id, PolicyKind.TERMS)
    return terms is not None and queries.is_accepted(terms.id, order_id=order.id)


def _is_buyers_to_name(attendee: Attendee) -> bool:
    return rules.may_be_named_by_buyer(
        is_buyer=attendee.is_buyer,
        is_claimed=attendee.claimed_at is not None,
        is_cancelled=attendee.cancelled_at is not None,
    )


def _name(attendee: Attendee, given: PlaceName, *, is_paid: bool, now: datetime) -> bool:
    """Name an attendee and return whether anything is another than before."""
    address = normalised_address(given.email) or None
    former, has_new_address = attendee.email, address != attendee.email
    has_new_name = attendee.name != given.name
    attendee.name = given.name
    set_address(attendee, address)
    if is_paid and has_new_address:
        pass_on(attendee, now=now)
        mails.tell_ticket(attendee, now=now)
        if former:
            mails.tell_passed_on(attendee, former, now=now)
    return has_new_name or has_new_address
