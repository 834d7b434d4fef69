"""What a stranger's text may do to mails: nothing."""

import re

MAIL_NAME_LENGTH = 80
MAIL_NAME_UNKNOWN = "A colleague"

_LOOKS_LIKE_A_LINK = re.compile(r"[/:@\\]|\w\.\w\w|www", re.IGNORECASE)


def name_in_mail(name: str) -> str:
    """Return a buyer's name as somebody else's mail may show it.

    Whoever types a name decides what a mail of ours says: what could be an address or an
    advertisement is left out (workflows.md rule 57).
    """
    words = " ".join(name.split())
    if not words or len(words) > MAIL_NAME_LENGTH or _LOOKS_LIKE_A_LINK.search(words):
        return MAIL_NAME_UNKNOWN
    return words
