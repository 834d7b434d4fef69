"""Sending links that sign in."""

from datetime import datetime, timedelta

from conference.kernel import codes
from conference.kernel.database import db
from conference.mail import actions as mail
from conference.people import rules
from conference.people.models import SignInLink
from conference.people.queries import persons
from conference.people.queries import sign_ins as queries

HOUR = timedelta(hours=1)


def send_link(email: str, *, next_address: str, now: datetime) -> None:
    """Mail a sign-in link to an address; known or not, the work done is the same.

    Whether the address is anybody's is not even asked: that turns out when the link is used. A
    sixth link within an hour is silently not sent. ``now`` is real time.
    """
    address = rules.normalised_address(email)
    persons.lock_address(address)
    if queries.links_since(address, now - HOUR) >= rules.ADDRESS_LINKS_AN_HOUR:
        return
    link = new_link(address, next_address=next_address, now=now)
    mail.enqueue("people.sign_in_link", address, facts={"link": link.id}, now=now)


def new_link(address: str, *, next_address: str, now: datetime) -> SignInLink:
    """Store a link for an address, which ends its older ones. ``now`` is real time."""
    link = SignInLink(
        selector=codes.random_code(codes.SELECTOR_LENGTH),
        email=address,
        next_address=rules.local_path(next_address),
        created_at=now,
        expires_at=now + timedelta(minutes=rules.LINK_MINUTES),
    )
    db.session.add(link)
    db.session.flush()
    return link
