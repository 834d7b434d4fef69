"""When a reviewer stands too near to a proposal: the same organisation, or together on stage."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from conference.proposals.rules.states import ConflictKind

OF_EVERYBODY = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk"),
        *("live.com", "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "ymail.com"),
        *("icloud.com", "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "pm.me"),
        *("gmx.com", "gmx.net", "gmx.de", "web.de", "mail.com", "zoho.com", "fastmail.com"),
        *("tutanota.com", "tuta.com", "hey.com", "btinternet.com", "btopenworld.com"),
        *("sky.com", "virginmedia.com", "ntlworld.com", "talktalk.net", "tiscali.co.uk"),
        *(
            "nhs.net",
            "blueyonder.co.uk",
            "orange.fr",
            "free.fr",
            "example.org",
            "example.com",
            "example.net",
        ),
    }
)
"""Mail domains that say nothing of where somebody works: public providers, the one of more than a
million people in health and care, and the names that RFC 2606 keeps for examples."""

REMEMBERED = 4_096
"""Names whose spelling is worked out once: each is compared with every reviewer's."""

OF_NOBODY = frozenset(
    {
        *("freelance", "freelancer", "freelancing", "self employed", "selfemployed", "independent"),
        *("independent consultant", "consultant", "sole trader", "private", "myself", "me"),
        *("none", "no", "n a", "na", "nil", "nothing", "not applicable", "no organisation"),
        *("retired", "unemployed", "between jobs", "student", "unaffiliated", "personal"),
    }
)
"""What people write who have no organisation: two of them do not share one."""

_FORMS = frozenset(
    {"the", "ltd", "limited", "plc", "llp", "cic", "cio", "inc", "gmbh", "company", "co"}
)
"""Words that organisations write or leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody named on a proposal, or a reviewer: what tells that two belong together."""

    email: str
    organisation: str = ""
    person_id: int | None = None

    def is_same(self, other: "Named") -> bool:
        """Say whether both are one person."""
        is_known = self.person_id is not None and self.person_id == other.person_id
        return is_known or self.email.casefold() == other.email.casefold()


@lru_cache(maxsize=REMEMBERED)
def organisation_key(name: str) -> str:
    """Return what is left of an organisation's name when two spellings of it are compared."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = re.findall(r"\w+", bare.replace("'", "").replace("\u2019", ""))
    return " ".join(word for word in words if word not in _FORMS) or " ".join(words)


def domain(email: str) -> str:
    """Return the domain of a mail address that tells where somebody works, or nothing."""
    found = email.rpartition("@")[2].strip().casefold()
    return "" if found in OF_EVERYBODY else found


def shares_house(one: Named, other: Named) -> bool:
    """Say whether two people are of one organisation, by its name or by their mail addresses.

    A domain and one below it, like a department's, are one house.
    """
    key = organisation_key(one.organisation)
    if key and key not in OF_NOBODY and key == organisation_key(other.organisation):
        return True
    mine, theirs = domain(one.email), domain(other.email)
    if not mine or not theirs:
        return False
    return mine == theirs or mine.endswith(f".{theirs}") or theirs.endswith(f".{mine}")


def is_own(reviewer: Named, authors: Iterable[Named]) -> bool:
    """Say whether a proposal names the reviewer, whatever they have answered to that."""
    return any(reviewer.is_same(author) for author in authors)


def detected(
    reviewer: Named, authors: Iterable[Named], partners: Iterable[Named]
) -> ConflictKind | None:
    """Return why a reviewer must not judge a proposal of these authors, if anything tells it.

    ``partners`` are all who are named together with the reviewer on any proposal of the edition.
    """
    named = tuple(authors)
    if any(author.is_same(partner) for partner in tuple(partners) for author in named):
        return ConflictKind.CO_SPEAKER
    if any(shares_house(reviewer, author) for author in named):
        return ConflictKind.ORGANISATION
    return None
