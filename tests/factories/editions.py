"""Rows of the editions package for tests: policies and contacts; editions are in programme."""

from datetime import UTC, date, datetime
from typing import Any

from conference.editions.models import Contact, Policy
from conference.editions.queries import EditionFrame, newest_policy
from conference.editions.rules import ContactKind, PolicyKind
from conference.kernel.database import db, transaction
from tests.factories.programme import frame, make_edition

PUBLISHED_AT = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
CONSENT = "Use my answers to arrange what I need. I can take this back at any time."


def make_policy(edition_id: int, kind: PolicyKind, version: int = 1, **values: Any) -> int:
    """Store a version of a policy and return its id."""
    facts: dict[str, Any] = {
        "summary": f"What {kind} says in short.",
        "body": f"What {kind} says.",
        "published_at": PUBLISHED_AT,
        "published_by": "person 1",
    }
    with transaction():
        policy = Policy(edition_id=edition_id, kind=kind, version=version, **(facts | values))
        db.session.add(policy)
        db.session.flush()
        return policy.id


def make_contact(edition_id: int, kind: ContactKind, **values: Any) -> None:
    """Store a staffed number."""
    facts: dict[str, Any] = {
        "label": kind.value.replace("_", " ").capitalize(),
        "number": "01632 960210",
        "hours": "9am to 5pm",
        "note": "",
        "last_checked": date(2024, 7, 1),
        "checked_by": "Robin",
    }
    with transaction():
        db.session.add(Contact(edition_id=edition_id, kind=kind, **(facts | values)))


def make_shop(slug: str = "2024", *, is_current: bool = True, **values: Any) -> EditionFrame:
    """Store an edition with everything that selling needs: all policies and a help desk."""
    edition = make_edition(slug, is_current=is_current, **values)
    for kind in set(PolicyKind) - {PolicyKind.NEEDS_CONSENT}:
        make_policy(edition.id, kind)
    make_policy(edition.id, PolicyKind.NEEDS_CONSENT, summary="", body=CONSENT)
    make_contact(edition.id, ContactKind.HELP_DESK, email="help@example.org")
    return frame(slug)


def policy_id(edition: EditionFrame, kind: PolicyKind) -> int:
    """Return the id of the version in force."""
    found = newest_policy(edition.id, kind)
    assert found is not None
    return found.id
