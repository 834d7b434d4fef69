"""The blueprint of the shop, orders and tickets, and how a link in a mail is opened."""

from flask import current_app

from conference.editions.address import edition_blueprint
from conference.kernel import codes
from conference.web.access import LinkNeeded

blueprint = edition_blueprint("orders", __name__)

FORM = "order-form"
"""What the token of a form of choosing is sealed for."""

FREE_TICKET_FORM = "free-ticket-form"
"""What the token of the desk's form for a free ticket is sealed for."""

NEXT_LINK = "next-order-link"
"""What the order's next link in a form that asks for the address is sealed for."""


def sent_token(purpose: str, token: str | None) -> str:
    """Return the token that a form carried; one that is not ours makes a row of its own."""
    try:
        return opened(purpose, token or "")
    except LinkNeeded:
        return codes.random_code(codes.TICKET_CODE_LENGTH)


def opened(purpose: str, token: str) -> str:
    """Return the selector inside a link's token. Raises: LinkNeeded (it is not genuine)."""
    selector = codes.opened(purpose, token, key=current_app.config["SECRET_KEY"])
    if selector is None:
        raise LinkNeeded
    return selector


def sealed(purpose: str, selector: str) -> str:
    """Return a token that names ``selector``."""
    return codes.sealed(purpose, selector, key=current_app.config["SECRET_KEY"])
