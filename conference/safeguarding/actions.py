"""Keeping support services right: add, change, check, remove; and reviewing the help pages."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from conference.history import actions as history
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.errors import Invalid
from conference.safeguarding import queries, rules
from conference.safeguarding.models import GuidanceReview, SupportService


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacts:
    """What staff enter about a service; who checked it and when comes from the press."""

    name: str
    what_for: str
    who_for: str
    phone: str
    text_number: str
    url: str
    hours: str
    cost: str
    group: rules.ServiceGroup
    position: int
    is_for_everyone: bool
    source: str
    is_to_be_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who does it: the person for the history, the name for the page."""

    person_id: int
    name: str


def add_service(facts: ServiceFacts, *, by: Staff, now: datetime) -> int:
    """Add a service that nobody has checked yet and return its id.

    Runs inside ``transaction()``. Raises: Invalid, TooManyForEveryone.
    """
    _judge(facts, service_id=None)
    service = SupportService(**asdict(facts), last_checked=None, next_check=None, checked_by="")
    db.session.add(service)
    db.session.flush()
    _record("support service added", service.id, by=by, now=now)
    return service.id


def change_service(service_id: int, facts: ServiceFacts, *, by: Staff, now: datetime) -> None:
    """Change a service; its last check stays as it was.

    Runs inside ``transaction()``. Raises: NotFound, Invalid, TooManyForEveryone.
    """
    service = queries.service_for_update(service_id)
    _judge(facts, service_id=service_id)
    for column, value in asdict(facts).items():
        setattr(service, column, value)
    _record("support service changed", service_id, by=by, now=now)


def check_service(service_id: int, *, by: Staff, now: datetime) -> date:
    """Note that somebody has rung or opened the service today; return the day of the next check.

    Runs inside ``transaction()``. Raises: NotFound.
    """
    service = queries.service_for_update(service_id)
    today = clock.day(now)
    next_check = rules.next_check_after(today)
    service.last_checked = today
    service.next_check = next_check
    service.checked_by = by.name[: rules.LIMITS["checked_by"]]
    _record("support service checked", service_id, by=by, now=now)
    return next_check


def remove_service(service_id: int, *, by: Staff, now: datetime) -> None:
    """Remove a service from all pages. Runs inside ``transaction()``. Raises: NotFound."""
    db.session.delete(queries.service_for_update(service_id))
    _record("support service removed", service_id, by=by, now=now)


def review_guidance(*, by: Staff, now: datetime) -> None:
    """Note that somebody has read all help pages today. Runs inside ``transaction()``."""
    review = GuidanceReview(reviewed_at=now, reviewed_by=by.name[: rules.LIMITS["checked_by"]])
    db.session.add(review)
    db.session.flush()
    history.record(
        history.person(by.person_id), "help pages reviewed", on=("guidance", review.id), at=now
    )


def _judge(facts: ServiceFacts, *, service_id: int | None) -> None:
    problems: dict[str, str] = {}
    if not (facts.phone or facts.text_number or facts.url):
        problems["phone"] = "Enter a phone number, a number for texts or a web address"
    if any(same != service_id for same in queries.services_named(facts.name)):
        problems["name"] = "Another service has this name"
    if problems:
        raise Invalid(problems)
    if facts.is_for_everyone:
        rules.may_join_everyone(queries.others_for_everyone(service_id))


def _record(what: str, service_id: int, *, by: Staff, now: datetime) -> None:
    history.record(history.person(by.person_id), what, on=("support service", service_id), at=now)
