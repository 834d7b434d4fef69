"""Rows of the safeguarding package for tests, and the sample texts that its pages show."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import conference.demo
from conference.demo.support_services import GUIDANCE_REVIEW, SUPPORT_SERVICES
from conference.editions.models import Contact, Policy
from conference.editions.rules import ContactKind, PolicyKind
from conference.kernel.database import db, transaction
from conference.safeguarding.models import GuidanceReview, SupportService
from conference.safeguarding.rules import ServiceGroup
from tests.factories.programme import make_edition

TEXTS = Path(next(iter(conference.demo.__path__))) / "texts"
PUBLISHED_AT = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)


def make_service(**values: Any) -> int:
    """Store a support service that nobody has checked and return its id."""
    facts: dict[str, Any] = {
        "name": "Sample helpline",
        "what_for": "Somebody to talk to.",
        "phone": "01632 960001",
        "group": ServiceGroup.SOMEONE_TO_TALK_TO,
        "position": 10,
        "last_checked": None,
        "next_check": None,
        "is_to_be_confirmed": False,
    }
    with transaction():
        service = SupportService(**(facts | values))
        db.session.add(service)
        db.session.flush()
        return service.id


def make_review(*, reviewed_at: datetime, reviewed_by: str) -> None:
    """Store a review of the help pages."""
    with transaction():
        db.session.add(GuidanceReview(reviewed_at=reviewed_at, reviewed_by=reviewed_by))


def make_sample_help() -> None:
    """Store the sample's services, review, safeguarding contact and code of conduct."""
    edition = make_edition(name="Sample conference")
    with transaction():
        db.session.add_all(SupportService(**row) for row in SUPPORT_SERVICES)
        db.session.add(GuidanceReview(**GUIDANCE_REVIEW))
        db.session.add(_contact(edition.id))
        db.session.add(_conduct(edition.id))


def sample_text(name: str) -> str:
    """Return one of the sample's texts, as Markdown."""
    return (TEXTS / f"{name}.md").read_text(encoding="utf-8")


def _contact(edition_id: int) -> Contact:
    return Contact(
        edition_id=edition_id,
        kind=ContactKind.SAFEGUARDING,
        label="Duty safeguarding lead",
        number="07700 900123",
        hours="8am to 6pm on the day",
        note="Helen Marsh-Odu or Devon Achebe.",
        last_checked=date(2024, 9, 2),
        checked_by="Helen Marsh-Odu",
    )


def _conduct(edition_id: int) -> Policy:
    return Policy(
        edition_id=edition_id,
        kind=PolicyKind.CONDUCT,
        version=1,
        summary=sample_text("conduct-short"),
        body=sample_text("conduct"),
        published_at=PUBLISHED_AT,
        published_by="person 1",
    )
