"""Reads: support services as pages show them, and what help pages share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from markupsafe import Markup
from sqlalchemy import func, or_, select

from conference.editions import queries as editions
from conference.editions.models import Policy
from conference.editions.queries import EditionFrame
from conference.editions.rules import ContactKind, PolicyKind
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.text import rendered
from conference.safeguarding import rules
from conference.safeguarding.models import GuidanceReview, SupportService


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceEntry:
    """One service as readers see it; hours that may be out of date are already left out."""

    name: str
    group: rules.ServiceGroup
    position: int
    what_for: str
    who_for: str
    phone: str
    text_number: str
    url: str
    hours: str
    cost: str
    is_for_everyone: bool
    is_to_be_confirmed: bool
    checked_on: date | None
    checked_by: str

    @property
    def dialled(self) -> str:
        """The number as a phone dials it."""
        return rules.dialled(self.phone)

    @property
    def dialled_text(self) -> str:
        """The number for texts as a phone dials it."""
        return rules.dialled(self.text_number)

    @property
    def site(self) -> str:
        """The address of the site as people read it."""
        return _site(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSection:
    """The services of one group, in order."""

    group: rules.ServiceGroup
    services: tuple[ServiceEntry, ...]

    @property
    def anchor(self) -> str:
        """The name by which other pages link to the group."""
        return self.group.value.replace("_", "-")

    @property
    def is_for_children(self) -> bool:
        """Whether the rule about pictures of under-18s belongs above the list."""
        return self.group is rules.ServiceGroup.CHILDREN


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyContact:
    """Whom to reach at the event about safety."""

    label: str
    number: str
    hours: str
    note: str

    @property
    def dialled(self) -> str:
        """The number as a phone dials it."""
        return rules.dialled(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Who last read all help pages, and on which day."""

    reviewed_on: date
    reviewed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """What every help page shows beside its own text."""

    contact: DutyContact | None
    review: Review | None
    helpline: rules.Helpline


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsPage(HelpPage):
    """The page of people who can help: a short list for everyone, then groups."""

    for_everyone: tuple[ServiceEntry, ...]
    sections: tuple[ServiceSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductText:
    """One version of the code of conduct, ready to show."""

    short_html: Markup
    body_html: Markup
    version: int
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductPage:
    """The code of conduct in force, if the organisers have published one."""

    contact: DutyContact | None
    policy: ConductText | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """One service as staff see it."""

    id: int
    name: str
    group: rules.ServiceGroup
    position: int
    reached_by: str
    is_for_everyone: bool
    is_to_be_confirmed: bool
    last_checked: date | None
    checked_by: str
    next_check: date | None
    state: rules.CheckState

    @property
    def tone(self) -> str:
        """The kind of status that the state is shown as."""
        return "ok" if self.state is rules.CheckState.CHECKED else "warn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesPage:
    """The list of services for staff."""

    services: tuple[ServiceRow, ...]
    review: Review | None

    @property
    def overdue(self) -> int:
        """How many services are to be rung or opened again."""
        return sum(row.state is not rules.CheckState.CHECKED for row in self.services)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesDue:
    """How many services ask for somebody: to be rung again, or never confirmed."""

    overdue: int
    unconfirmed: int


def help_page(edition: EditionFrame | None) -> HelpPage:
    """Return what every help page shows; they work before there is an edition, too."""
    return HelpPage(contact=duty_contact(edition), review=newest_review(), helpline=helpline())


def contacts_page(edition: EditionFrame | None, *, today: date) -> ContactsPage:
    """Return the page of people who can help, as far as their checks hold ``today``."""
    entries = rules.in_order(_entry(service, today=today) for service in _services())
    return ContactsPage(
        contact=duty_contact(edition),
        review=newest_review(),
        helpline=helpline(),
        for_everyone=tuple(entry for entry in entries if entry.is_for_everyone),
        sections=_sections(entry for entry in entries if not entry.is_for_everyone),
    )


def conduct_page(edition: EditionFrame) -> ConductPage:
    """Return the code of conduct of the edition."""
    policy = editions.newest_policy(edition.id, PolicyKind.CONDUCT)
    return ConductPage(
        contact=duty_contact(edition), policy=_conduct_text(policy) if policy else None
    )


def duty_contact(edition: EditionFrame | None) -> DutyContact | None:
    """Return whom to reach about safety at the edition."""
    contact = edition.contact(ContactKind.SAFEGUARDING) if edition else None
    if contact is None:
        return None
    return DutyContact(
        label=contact.label, number=contact.number, hours=contact.hours, note=contact.note
    )


def newest_review() -> Review | None:
    """Return the newest review of the help pages, if there was one."""
    review = db.session.scalar(
        select(GuidanceReview).order_by(GuidanceReview.reviewed_at.desc()).limit(1)
    )
    if review is None:
        return None
    return Review(reviewed_on=clock.day(review.reviewed_at), reviewed_by=review.reviewed_by)


def helpline() -> rules.Helpline:
    """Return whom to ring about stalking: as staff entered it, else the national helpline."""
    service = db.session.scalar(
        select(SupportService)
        .where(
            SupportService.group == rules.ServiceGroup.STALKING,
            SupportService.is_for_everyone,
            SupportService.phone != "",
        )
        .order_by(SupportService.position, SupportService.name)
        .limit(1)
    )
    if service is None:
        return rules.NATIONAL_STALKING_HELPLINE
    return rules.Helpline(name=service.name, phone=service.phone)


def services_page(*, today: date) -> ServicesPage:
    """Return all services for staff, in the order of the public page."""
    return ServicesPage(
        services=rules.in_order(_row(service, today=today) for service in _services()),
        review=newest_review(),
    )


def services_due(today: date) -> ServicesDue:
    """Return how many services ask for somebody, in one statement."""
    is_overdue = or_(SupportService.next_check.is_(None), SupportService.next_check < today)
    overdue, unconfirmed = db.session.execute(
        select(
            func.count().filter(is_overdue),
            func.count().filter(SupportService.is_to_be_confirmed, ~is_overdue),
        )
    ).one()
    return ServicesDue(overdue=overdue, unconfirmed=unconfirmed)


def service(service_id: int) -> SupportService:
    """Return one service. Raises: NotFound."""
    found = db.session.get(SupportService, service_id)
    if found is None:
        raise NotFound
    return found


def service_for_update(service_id: int) -> SupportService:
    """Return one service, locked. Raises: NotFound."""
    found = db.session.get(SupportService, service_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def services_named(name: str) -> tuple[int, ...]:
    """Return the ids of services with this name, in any case."""
    same = func.lower(SupportService.name) == name.lower()
    return tuple(db.session.scalars(select(SupportService.id).where(same)))


def others_for_everyone(service_id: int | None) -> int:
    """Count the services on the short list, ``service_id`` left out."""
    counted = select(func.count()).where(SupportService.is_for_everyone)
    if service_id is not None:
        counted = counted.where(SupportService.id != service_id)
    return db.session.scalar(counted) or 0


def _services() -> Sequence[SupportService]:
    return db.session.scalars(select(SupportService)).all()


def _conduct_text(policy: Policy) -> ConductText:
    return ConductText(
        short_html=rendered(policy.summary),
        body_html=rendered(policy.body),
        version=policy.version,
        published_at=policy.published_at,
    )


def _site(url: str) -> str:
    return url.removeprefix("https://").removeprefix("www.").rstrip("/")


def _sections(entries: Iterable[ServiceEntry]) -> tuple[ServiceSection, ...]:
    return tuple(
        ServiceSection(group=group, services=tuple(services))
        for group, services in groupby(entries, key=lambda entry: entry.group)
    )


def _entry(service: SupportService, *, today: date) -> ServiceEntry:
    return ServiceEntry(
        name=service.name,
        group=service.group,
        position=service.position,
        what_for=service.what_for,
        who_for=service.who_for,
        phone=service.phone,
        text_number=service.text_number,
        url=service.url,
        hours=rules.shown_hours(service.hours, last_checked=service.last_checked, today=today),
        cost=service.cost,
        is_for_everyone=service.is_for_everyone,
        is_to_be_confirmed=service.is_to_be_confirmed,
        checked_on=service.last_checked,
        checked_by=service.checked_by,
    )


def _row(service: SupportService, *, today: date) -> ServiceRow:
    return ServiceRow(
        id=service.id,
        name=service.name,
        group=service.group,
        position=service.position,
        reached_by=service.phone or service.text_number or _site(service.url),
        is_for_everyone=service.is_for_everyone,
        is_to_be_confirmed=service.is_to_be_confirmed,
        last_checked=service.last_checked,
        checked_by=service.checked_by,
        next_check=service.next_check,
        state=rules.check_state(
            last_checked=service.last_checked, next_check=service.next_check, today=today
        ),
    )
