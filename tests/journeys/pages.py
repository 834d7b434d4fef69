"""Every page of the site: who opens it, where it is, and what is done there first."""

from dataclasses import dataclass

STRANGER = ""
HOLDER = "Rowan Hale"
HOLDER_OF_TWO = "Curtis Ofori"
ORGANISER = "Amara Okoye"
NEW_ORGANISER = "a new organiser"
"""Somebody who signed in by mail and has set up no second step yet."""

FINANCE = "Felix Brandt"
FINANCE_AT_THE_DOOR = "Felix Brandt at the door"
"""Somebody who signed in by mail and has not yet entered the code."""

SPEAKER = "Tomasz Wilk"
REVIEWER = "Tariq Lindley"
HEAD = "Imogen Vale"
"""Who decides with the committee."""

ACCESS = "Ines Carvalho"
CATERING = "Mo Rahman"
NOWHERE = "/not/there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One page as one person sees it; ``{names}`` in the address come from the gallery."""

    address: str
    who: str = STRANGER
    press: str = ""

    def __str__(self) -> str:
        """Name the test."""
        return ", ".join(filter(None, (self.who, self.address, self.press)))


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
        "/2024/programme/changes",
        "/2024/programme/print",
        "/2024/screen",
        "/2024/embed",
        "/2024/sessions/{talk}",
        "/2024/sessions/{talk}/star",
        "/2024/sessions/{workshop}",
        "/2024/sessions/{full}",
        "/2024/sessions/{sensitive}",
        "/2024/sessions/{workshop}/booking",
        "/2024/speakers",
        "/2024/speakers/{speaker}",
        "/2024/speak",
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
        "/design",
        "/demo",
        "/demo/inbox",
        "/demo/inbox/{mail}",
        "/sign-in",
        "/sign-in/a-link-that-never-was",
        "/2024/my-day",
        "/2024/orders/{paid}",
        NOWHERE,
    ),
    Visit(address="/sign-in", press="Email me a link"),
)

SHOP = (
    *_visits(
        STRANGER,
        "/2024/tickets",
        "/2024/tickets/choose?for=me",
        "/2024/tickets/choose?for=others",
        "/2024/find-my-ticket",
    ),
    Visit(address="/2024/tickets/choose?for=me", press="Continue"),
    Visit(address="/2024/find-my-ticket", press="Email"),
    *_visits(
        HOLDER,
        "/2024/orders/{held}",
        "/2024/orders/{held}/details",
        "/2024/orders/{held}/names",
        "/2024/orders/{held}/check",
        "/2024/orders/{expired}",
        "/2024/orders/{awaiting_payment}",
        "/2024/orders/{paid_no_place}",
        "/2024/orders/{cancelled}",
        "/2024/orders/{paid}",
        "/2024/orders/{paid}/names",
        "/2024/orders/{paid}/address",
        "/2024/orders/{paid}/receipt",
        "/2024/tickets/{ticket}",
        "/2024/tickets/{ticket}/details",
        "/2024/tickets/{ticket}/needs",
        "/2024/tickets/{ticket}/needs/withdrawal",
    ),
    Visit(who=HOLDER, address="/2024/orders/{held}/check", press="Pay"),
    *_visits(HOLDER_OF_TWO, "/2024/tickets/{unclaimed}", "/2024/tickets/{unclaimed}/claim"),
    Visit(who=HOLDER_OF_TWO, address="/2024/tickets/{unclaimed}/claim", press="Save"),
)

PERSONAL = (
    *_visits(
        HOLDER,
        "/account",
        "/account/name",
        "/account/second-step",
        "/account/recovery-codes",
        "/2024/my-day?ticket={ticket}",
        "/2024/feedback",
        "/2024/sessions/{booked}/booking?ticket={ticket}",
        "/2024/sessions/{booked}/booking/cancellation?ticket={ticket}",
        "/2024/sessions/{workshop}/booking?ticket={ticket}",
        "/2024/sessions/{full}/booking?ticket={ticket}",
        "/2024/manage/",
    ),
    *_visits(HOLDER_OF_TWO, "/2024/my-day", "/2024/sessions/{workshop}/booking"),
)

STAGE = (
    *_visits(
        SPEAKER,
        "/2024/speak/mine",
        "/2024/speak/{draft}",
        "/2024/speak/{draft}/title",
        "/2024/speak/{draft}/abstract",
        "/2024/speak/{draft}/details",
        "/2024/speak/{draft}/questions",
        "/2024/speak/{draft}/needs",
        "/2024/speak/{draft}/speakers",
        "/2024/speak/{draft}/speakers/you",
        "/2024/speak/{draft}/check",
        "/2024/speak/{draft}/removal",
        "/2024/speak/{sent_in}",
        "/2024/speak/{sent_in}/withdrawal",
        "/2024/speak/{taken}",
        "/2024/speak/{taken}/confirm",
        "/2024/speak/{taken}/confirm/withdrawal",
        "/2024/speak/tasks",
        "/2024/speak/tasks/access",
        "/2024/speak/tasks/biography",
        "/2024/speak/tasks/conduct",
        "/2024/speak/tasks/equipment",
        "/2024/speak/tasks/picture",
        "/2024/speak/tasks/recording",
        "/2024/speak/tasks/travel",
        "/2024/speak/tasks/visibility",
        "/2024/speak/sessions",
        "/2024/speak/sessions/{staged}/answer",
        "/2024/speak/sessions/{staged}/files",
        "/2024/speak/sessions/{staged}/files/new",
        "/2024/speak/sessions/{staged}/files/link",
    ),
    Visit(who=SPEAKER, address="/2024/speak/{draft}/speakers", press="Send the invitation"),
    *_visits(HOLDER, "/2024/speak/mine", "/2024/speak/{invited}/invitation"),
    *_visits(HOLDER, "/2024/sessions/{booked}/feedback"),
    *_visits(REVIEWER, "/2024/review", "/2024/review/{judged}", "/2024/review/{judged}/conflict"),
    *_visits(
        HEAD,
        "/2024/manage/proposals/committee?state=reserve",
        "/2024/manage/proposals/committee?state=reserve&view=print",
        "/2024/manage/proposals/committee/{judged}",
        "/2024/manage/proposals/committee/{reserve}/acceptance?place={left}",
        "/2024/manage/proposals/decisions",
        "/2024/manage/proposals/decisions/texts/accept",
        "/2024/manage/proposals/decisions/drafts/{letter}",
        "/2024/manage/proposals/decisions/sending",
        "/2024/manage/proposals/places",
        "/2024/manage/proposals/places/{left}/settlement",
    ),
)

DESK = (
    *_visits(
        ORGANISER,
        "/account",
        "/2024/manage/",
        "/2024/manage/edition",
        "/2024/manage/contacts",
        "/2024/manage/contacts/safeguarding",
        "/2024/manage/policies",
        "/2024/manage/speakers/tasks",
        "/2024/manage/speakers/tasks/reminders",
        "/2024/manage/speakers/answers",
        "/2024/manage/speakers/answers/question",
        "/2024/manage/feedback",
        "/2024/manage/policies/conduct",
        "/2024/manage/pages/venue",
        "/2024/manage/orders",
        "/2024/manage/orders/{paid}",
        "/2024/manage/orders/{paid}/address",
        "/2024/manage/orders/{paid}/tickets/{ticket}",
        "/2024/manage/orders/{paid}/refund",
        "/2024/manage/orders/{paid_no_place}",
        "/2024/manage/attendees",
        "/2024/manage/free-ticket",
        "/2024/manage/tickets",
        "/2024/manage/tickets/types/new",
        "/2024/manage/tickets/types/STD",
        "/2024/manage/tickets/types/STD/removal",
        "/2024/manage/tickets/quotas/new",
        "/2024/manage/tickets/quotas/1",
        "/2024/manage/schedule",
        "/2024/manage/schedule/{workshop}",
        "/2024/manage/sessions",
        "/2024/manage/sessions/new",
        "/2024/manage/sessions/{workshop}",
        "/2024/manage/sessions/{workshop}/removal",
        "/2024/manage/sessions/{workshop}/emergency",
        "/2024/manage/proposals",
        "/2024/manage/proposals/new",
        "/2024/manage/proposals/reviewers",
        "/2024/manage/proposals/reviewers/{reviewer}",
        "/2024/manage/proposals/reviewers/assignment?each=3&seed=ONE",
        "/2024/manage/proposals/{sent_in}",
        "/2024/manage/proposals/{sent_in}/withdrawal",
        "/2024/manage/proposals/{taken}",
        "/2024/manage/proposals/{taken}/change",
        "/2024/manage/proposals/{taken}/change/title",
        "/2024/manage/proposals/{taken}/change/abstract",
        "/2024/manage/proposals/{taken}/change/details",
        "/2024/manage/proposals/{taken}/withdrawal",
        "/2024/manage/proposals/{taken}/confirmation",
        "/2024/manage/rooms",
        "/2024/manage/rooms/{room}",
        "/2024/manage/rooms/{room}/removal",
        "/2024/manage/sessions/{talk}/materials",
        "/2024/manage/speakers",
        "/2024/manage/speakers/{speaker}",
        "/2024/manage/tracks",
        "/2024/manage/tracks/1",
        "/2024/manage/formats",
        "/2024/manage/formats/1",
        "/2024/manage/setup",
        "/2024/manage/setup/next",
        "/2024/manage/release",
        "/2024/manage/release/switch",
        "/2024/manage/preview",
        "/2024/manage/preview?view=grid",
        "/2024/manage/preview/sessions/{workshop}",
        "/2024/manage/preview/speakers",
        "/2024/manage/preview/speakers/{speaker}",
        "/2024/manage/preview/print",
        "/2024/manage/preview/delegate",
        "/2024/manage/preview/delegate?code={workshop}",
        "/2024/manage/preview/speaker",
        "/2024/manage/preview/speaker?speaker={speaker}",
        "/2024/manage/release/versions",
        "/2024/manage/release/versions/1",
        "/2024/manage/release/versions/1/draft",
        "/2024/manage/release/compare?from=1&to=draft",
        "/2024/manage/call",
        "/2024/manage/call/formats",
        "/2024/manage/call/criteria",
        "/2024/manage/call/criteria/1",
        "/2024/manage/call/questions",
        "/2024/manage/call/questions/new",
        "/2024/manage/call/questions/2",
        "/2024/manage/call/phases",
        "/2024/manage/call/phases/1",
        "/2024/manage/call/extensions",
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
    ),
    Visit(who=ORGANISER, address="/2024/manage/free-ticket", press="Give the ticket"),
    *_visits(NEW_ORGANISER, "/sign-in/second-step/app"),
    Visit(who=NEW_ORGANISER, address="/sign-in/second-step/app", press="Show the picture"),
    *_visits(FINANCE_AT_THE_DOOR, "/sign-in/second-step", "/sign-in/recovery-code"),
    Visit(who=FINANCE_AT_THE_DOOR, address="/sign-in/second-step", press="Confirm"),
    Visit(who=FINANCE, address="/account/recovery-codes", press="Make ten new codes"),
    *_visits(ACCESS, "/2024/manage/", "/2024/manage/needs/access", "/2024/manage/speakers/access"),
    *_visits(CATERING, "/2024/manage/needs/diet"),
)

STAND_IN = (
    *_visits(STRANGER, "{pay_page}", "{stand_in}/control"),
    Visit(address="{pay_page}", press="Decline the card"),
)
"""What the demonstration shows in place of Stripe."""

VISITS = (*PUBLIC, *SHOP, *PERSONAL, *STAGE, *DESK)

CHANGING = (
    *_visits(STRANGER, "/2024/", "/2024/programme", "/2024/sessions/{workshop}", "/2024/tickets"),
    *_visits(STRANGER, "/2024/screen", "/2024/embed", "/2024/speak"),
    *_visits(HOLDER, "/2024/my-day?ticket={ticket}", "/2024/sessions/{booked}/booking"),
)
PAGES_THAT_CHANGE = {
    "Call for proposals is open": (
        *CHANGING,
        *_visits(SPEAKER, "/2024/speak/mine", "/2024/speak/{sent_in}", "/2024/speak/{draft}/check"),
    ),
    "Proposals are reviewed": _visits(REVIEWER, "/2024/review", "/2024/review/{sent_in}"),
    "The committee decides": _visits(REVIEWER, "/2024/review/{judged}"),
    "On the day, 10:20": CHANGING,
    "The day after": (*CHANGING, *_visits(HOLDER, "/2024/sessions/{booked}/feedback")),
}
"""Pages that look different at other moments of the demonstration's clock, by moment."""

NO_PAGES = frozenset(
    {
        "assets.show",
        "calendars.feed",
        "calendars.programme",
        "calendars.programme_csv",
        "calendars.programme_xcal",
        "calendars.programme_json",
        "calendars.programme_xml",
        "calendars.session",
        "demo.attachment",
        "orders.open_order",
        "orders.open_ticket",
        "orders.ticket_calendar",
        "orders.ticket_pdf",
        "orders_manage.attendees_file",
        "proposals_manage.committee_file",
        "payments.back",  # has a page only while Stripe is silent
        "agendas.starred",
        "programme.a4",
        "programme.a5",
        "programme.changes_feed",
        "programme.file",
        "programme.own_file",
        "programme.picture",
        "proposals.current_picture",
        "programme.large",
        "programme.offline",
        "programme.offline_worker",
        "programme.tracks_css",
        "programme_manage.door_cards",
        "programme_manage.accept",  # the schedule's page, with what is wrong
        "programme_manage.preview_paper",
        "programme_manage.block_room",  # the room's page, with what is wrong
        "programme_manage.note_absence",  # the speaker's page, with what is wrong
        "safeguarding.leave",
        "web.health",
        "web.readiness",
    }
)
"""Addresses that answer with something else than a page of their own."""
