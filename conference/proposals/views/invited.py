"""To whom an invitation was mailed, for whoever holds its link and signs in to answer it."""

import re
from urllib.parse import parse_qs, urlsplit

from flask import current_app

from conference.kernel import codes
from conference.proposals.queries import authors
from conference.proposals.rules.authors import INVITED

_INVITATION = re.compile(r"/[^/]+/speak/([^/]+)/invitation")


def invited_address(address: str) -> str:
    """Return to whom the invitation at this address of ours was mailed; nothing: it is no link.

    The seal in it opens nothing: it tells the holder of the mail where that mail went.
    """
    parts = urlsplit(address)
    page = _INVITATION.fullmatch(parts.path)
    (token, *_) = parse_qs(parts.query).get(INVITED, [""])
    author = codes.opened(INVITED, token, key=current_app.config["SECRET_KEY"])
    return authors.invited_address(page[1], int(author)) if page and author else ""
