"""What people's mails say, written at the moment of sending."""

from datetime import datetime

from conference.editions import frames
from conference.editions import queries as editions
from conference.editions.queries import EditionFrame
from conference.mail.rules import Draft, MailRequest
from conference.people.queries import sign_ins
from conference.people.rules import LINK_MINUTES, Role


def sign_in_link(request: MailRequest) -> Draft:
    """Write the mail with a link that signs in; the link is made here and kept nowhere.

    Raises: NotFound (the mail waited for so long that the link was purged).
    """
    link = sign_ins.sent_link(request.facts["link"])
    edition = _current_edition()
    return Draft(
        subject=f"Your link to sign in: {_name(edition)}",
        template="people/mail/sign_in_link.txt",
        context={
            "edition": edition,
            "link": request.link("/sign-in/" + request.sealed("sign-in", link.selector)),
            "minutes": LINK_MINUTES,
        },
    )


def new_device(request: MailRequest) -> Draft:
    """Write the mail that tells of a sign-in with a browser that is new for the person."""
    edition = _current_edition()
    return Draft(
        subject=f"A new sign-in: {_name(edition)}",
        template="people/mail/new_device.txt",
        context={
            "edition": edition,
            "device": request.facts["device"],
            "at": datetime.fromisoformat(request.facts["at"]),
            "account": request.link("/account"),
        },
    )


def role_given(request: MailRequest) -> Draft:
    """Write the mail to somebody who has a role in the team from now on."""
    role = Role(request.facts["role"])
    edition = (
        _current_edition() if request.edition_id is None else frames.frame_of(request.edition_id)
    )
    place = "review" if role is Role.REVIEWER else "manage/"
    desk = f"/{edition.slug}/{place}" if edition else "/account"
    return Draft(
        subject=f"You are in the team: {_name(edition)}",
        template="people/mail/role_given.txt",
        context={
            "edition": edition,
            "role": role.label,
            "is_for_all": request.facts["is_for_all"],
            "address": request.address,
            "desk": request.link(desk),
        },
    )


def _current_edition() -> EditionFrame | None:
    slug = editions.current_slug()
    return frames.frame_at(slug) if slug else None


def _name(edition: EditionFrame | None) -> str:
    return edition.name if edition else "Conference"
