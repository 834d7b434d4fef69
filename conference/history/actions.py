"""Writing down what was done."""

from datetime import datetime
from typing import Any

from conference.history.models import Entry
from conference.kernel.database import db

SYSTEM = "system"
BUYER = "buyer"
ATTENDEE = "attendee"


def person(person_id: int) -> str:
    """Return how the history names a person: by number, so that names can be erased."""
    return f"person {person_id}"


def record(
    actor: str,
    what: str,
    *,
    on: tuple[str, int],
    at: datetime,
    edition_id: int | None = None,
    **details: Any,
) -> None:
    """Note that ``actor`` did ``what`` to the object ``on`` (kind, id).

    Details are ids, codes, amounts and states only: never a link, an address or a need.
    """
    kind, object_id = on
    db.session.add(
        Entry(
            edition_id=edition_id,
            at=at,
            actor=actor,
            what=what,
            subject_kind=kind,
            subject_id=object_id,
            details=details,
        )
    )
