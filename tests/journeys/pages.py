"""Every page of the site: who opens it, where it is, and what is pressed there first."""

from collections.abc import Mapping
from dataclasses import dataclass

from conference.demo.sample_edition import sample_code
from tests.support.live import Demonstration

NOWHERE = "/not/there"
STRANGER = ""
HOLDER = "Rowan Hale"
ORGANISER = "Amara Okoye"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One page as one person sees it; ``{names}`` in the address come from ``places``."""

    address: str
    who: str = STRANGER
    press: str = ""

    def __str__(self) -> str:
        """Name the test."""
        return " ".join(filter(None, (self.who, self.address, self.press)))


def _visits(who: str, *addresses: str) -> tuple[Visit, ...]:
    return tuple(Visit(who=who, address=address) for address in addresses)


PUBLIC = (
    *_visits(
        STRANGER,
        "/",
        "/2024/",
        "/2024/programme",
        "/2024/programme?view=grid",
        "/2024/programme?q=nothing+is+called+so",
        "/2024/sessions/{talk}",
        "/2024/sessions/{workshop}",
        "/2024/sessions/{full}",
        "/2024/sessions/{sensitive}",
        "/2024/sessions/{workshop}/booking",
        "/2024/speakers",
        "/2024/speakers/{speaker}",
        "/2024/venue",
        "/help",
        "/help/online-1",
        "/help/online-2",
        "/help/contacts",
        "/conduct",
        "/conduct/reporting",
        "/photography",
        "/privacy",
        "/accessibility",
        "/terms",
        "/cookies",
        "/demo",
        "/demo/inbox",
        "/design",
        "/sign-in",
        "/sign-in/a-link-that-never-was",
        "/2024/my-day",
        "/2024/orders/{order}",
        NOWHERE,
    ),
    Visit(address="/sign-in", press="Email me a link"),
)

SHOP = (
    *_visits(STRANGER, "/2024/tickets", "/2024/find-my-ticket"),
    *_visits(HOLDER, "/2024/orders/{order}", "/2024/tickets/{ticket}"),
)

PERSONAL = _visits(
    HOLDER,
    "/account",
    "/account/name",
    "/account/second-step",
    "/account/recovery-codes",
    "/2024/my-day",
    "/2024/sessions/{workshop}",
    "/2024/sessions/{workshop}/booking",
    "/2024/manage/",
)

DESK = _visits(
    ORGANISER,
    "/account",
    "/sign-in/second-step",
    "/sign-in/second-step/app",
    "/sign-in/recovery-code",
    "/2024/manage/",
    "/2024/manage/edition",
    "/2024/manage/contacts",
    "/2024/manage/contacts/safeguarding",
    "/2024/manage/policies",
    "/2024/manage/policies/conduct",
    "/2024/manage/pages/venue",
    "/2024/manage/orders",
    "/2024/manage/orders/{order}",
    "/2024/manage/orders/{order}/refund",
    "/2024/manage/payments",
    "/2024/manage/outbox",
    "/2024/manage/history/order/{order_id}",
    "/2024/manage/roles",
    "/2024/manage/roles/{grant}/removal",
    "/2024/manage/roles/{grant}/second-step",
    "/2024/manage/support-services",
    "/2024/manage/support-services/new",
    "/2024/manage/support-services/{service}",
    "/2024/manage/support-services/{service}/removal",
)

VISITS = (*PUBLIC, *SHOP, *PERSONAL, *DESK)

NO_PAGES = frozenset(
    {
        "assets.show",
        "calendars.feed",
        "calendars.programme",
        "calendars.session",
        "demo.attachment",
        "programme.tracks_css",
        "safeguarding.leave",
        "web.health",
        "web.readiness",
    }
)
"""Addresses that answer with something else than a page of their own."""


def places(demonstration: Demonstration) -> Mapping[str, object]:
    """Return what stands for the names in addresses: codes and numbers of the sample."""
    one = demonstration.rows
    ((order_id, order, ticket),) = one(
        "SELECT orders.id, orders.code, attendees.code FROM orders"
        " JOIN attendees ON attendees.order_id = orders.id WHERE attendees.name = ?",
        HOLDER,
    )
    ((grant,),) = one("SELECT max(id) FROM role_grants")
    ((service,),) = one("SELECT min(id) FROM support_services")
    return {
        "talk": sample_code("session 2"),
        "workshop": sample_code("session 20"),
        "full": sample_code("session 8"),
        "sensitive": sample_code("session 18"),
        "speaker": sample_code("speaker Tomasz Wilk"),
        "order": order,
        "order_id": order_id,
        "ticket": ticket,
        "grant": grant,
        "service": service,
    }
