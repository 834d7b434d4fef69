"""The desk's front page: what needs a person, and how the edition stands, as far as a role goes.

Higher packages answer for what is theirs. What a viewer could not open is neither counted nor
shown: each source asks for the permission of the page on which its matters are mended.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from conference.editions import rules
from conference.editions.queries import EditionFrame
from conference.editions.rules import ContactKind
from conference.kernel import clock, heartbeat
from conference.kernel.permissions import Permission
from conference.mail import queries as mail
from conference.mail.queries import MailFigures
from conference.web.answers import answer
from conference.web.identity import Viewer

WORKER = "worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Something that needs a person; the template has the words and the link of each ``kind``.

    ``name``, ``code`` and ``until`` belong to matters of a single ticket type; ``count`` is then
    one, or how many of its places are held for people who are paying.
    """

    kind: str
    count: int = 1
    name: str = ""
    code: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """What the desk opens with; what the viewer's role does not cover is nothing.

    ``orders`` are the figures of orders and ``types`` how each ticket type sells; ``unnamed``
    places are paid and carry no name yet; ``workshops`` are places taken and places there are;
    ``needs`` counts the people who told us of each kind of need.
    """

    days_left: int
    is_over: bool
    matters: tuple[Matter, ...]
    orders: Any
    types: tuple[Any, ...] | None
    unnamed: int | None
    workshops: tuple[int, int] | None
    needs: Mapping[str, int]
    mails_sent: int | None


@dataclass(frozen=True, kw_only=True)
class Glance:
    """One look at an edition: who looks, when, and what was asked of the database already."""

    edition: EditionFrame
    viewer: Viewer
    now: datetime
    real_now: datetime

    @property
    def today(self) -> date:
        """The venue's date."""
        return clock.day(self.now)

    @property
    def is_over(self) -> bool:
        """Whether the edition has ended: then nothing is sold, whatever a type's dates say."""
        return self.today > self.edition.ends_on

    @cached_property
    def types(self) -> tuple[Any, ...]:
        """How each ticket type sells."""
        found: tuple[Any, ...] = answer("type_sales", self.edition.id, self.now)
        return found

    @cached_property
    def confirmed(self) -> Mapping[str, int]:
        """How many places of each quota are confirmed, by the quota's unique name."""
        sold = {row.code: row.sold for row in self.types}
        found: Counter[str] = Counter()
        for row in answer("stock", self.edition.id, self.now).types:
            found.update(dict.fromkeys(row.quotas, sold[row.code]))
        return found

    @cached_property
    def mails(self) -> MailFigures:
        """How the mail stands; today begins at midnight of the real day, as deliveries do."""
        midnight = clock.local(self.real_now).replace(hour=0, minute=0, second=0, microsecond=0)
        return mail.figures(self.edition.id, now=self.now, midnight=midnight)

    def may(self, permission: Permission) -> bool:
        """Say whether the viewer may do this in the edition."""
        return self.viewer.may(permission, self.edition.id)

    def where(self, permission: Permission, ask: Callable[[], Any]) -> Any:
        """Return an answer, or nothing where it is not for the viewer: then nobody is asked."""
        return ask() if self.may(permission) else None


def front_page(edition: EditionFrame, viewer: Viewer) -> FrontPage:
    """Return what the desk shows this viewer; its statements do not grow with the rows."""
    glance = Glance(edition=edition, viewer=viewer, now=clock.now(), real_now=clock.real_now())
    return FrontPage(
        days_left=(edition.starts_on - glance.today).days,
        is_over=glance.is_over,
        matters=tuple(_matters(glance)),
        orders=glance.where(Permission.SEE_ORDERS, lambda: answer("order_figures", edition.id)),
        types=glance.where(Permission.SEE_ORDERS, lambda: glance.types),
        unnamed=glance.where(
            Permission.SEE_ATTENDEES, lambda: sum(row.unnamed for row in glance.types)
        ),
        workshops=glance.where(Permission.SEE_ATTENDEES, lambda: _workshops(edition.id)),
        needs=_needs(glance),
        mails_sent=glance.where(Permission.SEE_OUTBOX, lambda: glance.mails.sent_today),
    )


def _matters(glance: Glance) -> Iterator[Matter]:
    for find, permission in SOURCES.items():
        if glance.may(permission):
            yield from find(glance)


def _money(glance: Glance) -> Iterator[Matter]:
    counts: Mapping[str, int] = answer("money_matters", glance.edition.id)
    for kind, count in sorted(counts.items(), key=lambda found: (-found[1], found[0])):
        yield Matter(kind=str(kind), count=count)


def _mail(glance: Glance) -> Iterator[Matter]:
    if heartbeat.is_silent(WORKER, glance.real_now):
        yield Matter(kind="worker_silent")
    yield from _counted({"mail_failed": glance.mails.failed, "mail_late": glance.mails.late})


def _sale(glance: Glance) -> Iterator[Matter]:
    for row in glance.types if not glance.is_over else ():
        if row.state == "sold_out":
            yield _none_free(glance, row)
        elif row.is_closing_soon:
            yield Matter(kind="closing_soon", name=row.name, code=row.code, until=row.closes_at)


def _none_free(glance: Glance, row: Any) -> Matter:
    """Tell places that are gone from places that come back unless somebody pays."""
    held = row.count.taken - glance.confirmed[row.count.name]
    if held > 0:
        return Matter(kind="all_held", count=held, name=row.name, code=row.code)
    return Matter(kind="sold_out", name=row.name, code=row.code)


def _contacts(glance: Glance) -> Iterator[Matter]:
    checks = [contact.last_checked for contact in glance.edition.contacts]
    old = sum(rules.is_check_old(checked, today=glance.today) for checked in checks)
    yield from _counted({"contact_missing": len(ContactKind) - len(checks), "contact_old": old})


def _support(glance: Glance) -> Iterator[Matter]:
    due = answer("services_due", glance.today)
    yield from _counted({"service_due": due.overdue, "service_unconfirmed": due.unconfirmed})


def _proposals(glance: Glance) -> Iterator[Matter]:
    yield from _counted({"place_free": answer("free_place_count", glance.edition.id)})


def _programme(glance: Glance) -> Iterator[Matter]:
    yield from _counted({"withdrawn_public": answer("withdrawn_public_count", glance.edition.id)})


def _counted(counts: Mapping[str, int]) -> Iterator[Matter]:
    return (Matter(kind=kind, count=count) for kind, count in counts.items() if count)


SOURCES: Mapping[Callable[[Glance], Iterator[Matter]], Permission] = {
    _money: Permission.REFUND,
    _mail: Permission.SEE_OUTBOX,
    _sale: Permission.EDIT_TICKETS,
    _programme: Permission.EDIT_PROGRAMME,
    _proposals: Permission.DECIDE_PROPOSALS,
    _contacts: Permission.EDIT_EDITION,
    _support: Permission.EDIT_EDITION,
}
"""Who finds what, and the permission of the page that mends it: money first, somebody waits."""


def _workshops(edition_id: int) -> tuple[int, int]:
    places = answer("places", edition_id).values()
    return sum(one.taken for one in places), sum(one.capacity for one in places)


def _needs(glance: Glance) -> Mapping[str, int]:
    kinds = {
        kind
        for kind, permission in (
            ("access", Permission.SEE_ACCESS_NEEDS),
            ("diet", Permission.SEE_DIET_NEEDS),
        )
        if glance.may(permission)
    }
    told: Mapping[str, int] = answer("needs_told", glance.edition.id, kinds) if kinds else {}
    return told
