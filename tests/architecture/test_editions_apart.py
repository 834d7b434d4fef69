"""Many years in one installation: no page of one year shows a row of another, or changes one."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextvars import Context
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Row, Select, Table, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from conference.app import create_app
from conference.editions.models import Format, Track
from conference.editions.rules import ContactKind, PageKind, PolicyKind, SetupTask
from conference.feedback.models import Feedback
from conference.kernel import clock, codes
from conference.kernel.database import Base, db, transaction
from conference.mail.models import Message
from conference.payments.models import Refund
from conference.people.models import RoleGrant, RoleInvitation, Speaker
from conference.people.rules import Role
from conference.programme.models import (
    Room,
    RoomBlock,
    Session,
    SessionFile,
    SessionMaterial,
    SpeakerAbsence,
)
from conference.proposals.models import (
    Call,
    Criterion,
    ExtensionCode,
    Proposal,
    ProposalAuthor,
    Question,
    ReviewAssignment,
    Reviewer,
    ReviewPhase,
    SpeakerPicture,
)
from conference.proposals.rules.states import Decision
from conference.proposals.rules.steps import Step
from conference.tickets.models import Quota
from tests.architecture.proposals_of_year import ACCEPTED, CODE, RESERVE, WITHDRAWN
from tests.architecture.years import MARK, Year, make_year, mark, rows_of
from tests.factories.orders import NOW
from tests.factories.people import KEY, make_grant, make_person
from tests.factories.safeguarding import make_service
from tests.support import databases
from tests.support.pages import Browser

THERE, HERE = "2024", "2025"
REFUSED = {403, 404}
ANSWERED = {200, 303, 308, 400, 403, 404, 405, 409, 410, 422}

OF_THE_INSTALLATION = ("safeguarding_manage.",)
"""Support services serve every year."""

SHARED_CODES = (CODE, "RUN", "STD", "WILK", "HIDDEN", "PROP", "versions/", "programme-")
"""Sessions, ticket types, speakers, proposals, releases, forms may share a word in two years."""

WORDS: dict[str, Sequence[object]] = {
    "form": ["a4", "a5", "large"],
    "name": ["slides.pdf"],
    "number": [1, 2],
    "state": ["done"],
    "step": list(Step),
    "task": list(SetupTask),
    "way": ["up", "down"],
}
"""Parameters that are no row of a year."""

WITHOUT_TEXT = {
    *("programme.tracks_css", "orders.resend", "orders_manage.issue"),
    *("tickets_manage.create_quota", "tickets_manage.create_type"),
    *("editions_manage.next_edition", "programme_manage.switch"),
    "programme_manage.ask_about_slots",
    *("programme.offline_worker", "programme.offline", "agendas.starred"),
    *("programme.picture", "programme.file", "proposals.current_picture", "proposals.picture"),
    *("proposals.recording", "proposals_manage.remind", "proposals_manage.send"),
    "programme.own_file",
}
"""Pages on which a year shows no text of its own."""

FORM = {
    "name": "Somebody",
    "email": "somebody@example.org",
    "reason": "Changed plans",
    "confirm": "y",
    "outcome": "keep",
    "decision": "keep",
    "role": "finance",
    "scope": "this",
    "photo_choice": "no",
    "accept_terms": "y",
    "conduct": "y",
    "consent": "y",
    "size": "1",
    "body": "Text",
    "summary": "Text",
}
"""What the forms of the house ask for, so that some of them are complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """Two years, the first marked, and three people who look at the second."""

    app: Flask
    there: Year
    here: Year

    def visitors(self) -> Iterator[tuple[str, Browser]]:
        """Return who looks: this year's staff, and whoever holds tickets of both years."""
        yield "staff", Browser(self.app).sign_in(self.staff(self.here))
        yield "holder", self.holder()
        yield "speaker", self.speaker(self.here)

    def staff(self, year: Year) -> int:
        """Return a person who has every role of one year, and only of that."""
        granted = select(RoleGrant.person_id).where(RoleGrant.edition_id == year.edition.id)
        return db.session.scalars(granted.order_by(RoleGrant.id).limit(1)).one()

    def speaker(self, year: Year) -> Browser:
        """Return the browser of whoever has proposed a session of one year."""
        proposed = (
            select(ProposalAuthor.person_id)
            .join(Proposal)
            .where(Proposal.edition_id == year.edition.id, Proposal.code == CODE)
        )
        person_id = db.session.scalars(proposed.order_by(ProposalAuthor.id).limit(1)).one()
        assert person_id is not None
        return Browser(self.app).sign_in(person_id)

    def holder(self) -> Browser:
        """Return a browser in which the links of both years were opened."""
        browser = Browser(self.app).sign_in(self.there.person_id)
        for year in (self.there, self.here):
            browser.hold("order", year.order.link_selector)
            browser.hold("ticket", year.attendee.link_selector)
        return browser


@pytest.fixture
def years() -> Iterator[Years]:
    """Store two years with a row of everything, and mark the first."""
    app = create_app(
        databases.settings_for(databases.fresh_sqlite(), stripe_api_base="http://127.0.0.1:9")
    )
    with app.app_context():
        with transaction():
            clock.set_moment(NOW)
        make_person("nobody@example.org")  # the factories' "person 1" belongs to no year
        there = make_year(THERE, is_current=False)
        here = make_year(HERE, is_current=True)
        make_service()
        found = Years(app=app, there=there, here=here)
        for year in (there, here):
            for role in set(Role) - {Role.ORGANISER}:
                make_grant(found.staff(year), role, edition_id=year.edition.id)
            _ask_for_review(found.staff(year), year)
        mark(there)
        yield found
        db.session.remove()
        db.engine.dispose()


def _ask_for_review(person_id: int, year: Year) -> None:
    """Let this year's staff be asked for an opinion too."""
    of_year = select(Proposal.id).where(
        Proposal.edition_id == year.edition.id, Proposal.code == CODE
    )
    with transaction():
        db.session.add(
            ReviewAssignment(
                proposal_id=db.session.scalars(of_year).one(),
                person_id=person_id,
                assigned_at=NOW,
                assigned_by="system",
            )
        )


def of_editions(app: Flask, method: str) -> list[Rule]:
    """Return every address that begins with a year and takes this method."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "edition" in rule.arguments
        and method in (rule.methods or set())
        and not rule.endpoint.startswith(OF_THE_INSTALLATION)
    ]


def addresses(rule: Rule, rows_of_year: Year, slug: str) -> list[str]:
    """Return the rule's addresses under a slug, its parameters filled from a year's rows."""
    filled = [rule.rule.replace("<edition>", slug)]
    for name in sorted(rule.arguments - {"edition"}):
        place = re.compile(rf"<(?:[^<>:]+:)?{name}>")
        filled = [
            place.sub(str(value), address)
            for address in filled
            for value in values_of(rule.rule, name, rows_of_year)
        ]
    return filled


def values_of(rule: str, name: str, year: Year) -> Sequence[object]:
    """Return what a parameter may be in a year. A new parameter needs a line here."""
    purpose = "order" if "/orders/" in rule else "ticket"
    holder = year.order if purpose == "order" else year.attendee
    found: dict[str, Callable[[], Sequence[object]]] = {
        "code": lambda: _codes(rule, year),
        "kind": lambda: _kinds(rule),
        "row_id": lambda: [*_ids("track_id", year), *_ids("format_id", year)],
        "token": lambda: [codes.sealed(purpose, holder.link_selector, key=KEY)],
        "ticket": lambda: [year.attendee.code],
        "mark": lambda: _file_marks(year) if "/files/" in rule else _marks(year),
        "speaker": lambda: ["WILK", "HIDDEN"],
        "object_id": lambda: [year.order_id, year.attendee_id],
    }
    if name in WORDS:
        return WORDS[name]
    return found[name]() if name in found else _ids(name, year)


def _codes(rule: str, year: Year) -> Sequence[str]:
    codes_of = {
        "/speak/sessions/": ["RUN"],
        "/speak/": [CODE, ACCEPTED],
        "/orders/": [year.order.code],
        "/types/": ["STD"],
        "/tickets/<": [year.attendee.code],
        "/speakers/": ["WILK", "HIDDEN"],
        "/sessions/": ["RUN", f"ONLY{year.edition.slug}"],
        "/schedule/": ["RUN", f"ONLY{year.edition.slug}"],
        "/review/": [CODE],
        "/proposals/": [CODE, RESERVE, WITHDRAWN],
    }
    return next(found for part, found in codes_of.items() if part in rule)


def _proposals(year: Year) -> Sequence[str]:
    return db.session.scalars(
        select(Proposal.code).where(Proposal.edition_id == year.edition.id)
    ).all()


def _marks(year: Year) -> Sequence[str]:
    """Return the marks in addresses of pictures."""
    return db.session.scalars(
        select(SpeakerPicture.mark)
        .join(Speaker, Speaker.id == SpeakerPicture.speaker_id)
        .where(Speaker.edition_id == year.edition.id)
    ).all()


def _file_marks(year: Year) -> Sequence[str]:
    """Return the marks in addresses of files."""
    return db.session.scalars(
        select(SessionFile.mark)
        .join(Session, Session.id == SessionFile.session_id)
        .where(Session.edition_id == year.edition.id)
    ).all()


def _kinds(rule: str) -> Sequence[str]:
    kinds: dict[str, Sequence[str]] = {
        "/contacts/": list(ContactKind),
        "/policies/": list(PolicyKind),
        "/pages/": list(PageKind),
        "/decisions/": list(Decision),
        "/history/": ["order", "attendee"],
        "(tracks, formats)": ["tracks", "formats"],
    }
    return [kind for part, found in kinds.items() if part in rule for kind in found]


def _ids(name: str, year: Year) -> Sequence[int]:
    edition_id = year.edition.id

    def is_here(table: Any) -> Any:
        return table.edition_id == edition_id

    wanted: dict[str, Select[Any]] = {
        "grant_id": select(RoleGrant.id).where(RoleGrant.edition_id == edition_id),
        "invitation_id": select(RoleInvitation.id).where(RoleInvitation.edition_id == edition_id),
        "message": select(Message.id).where(Message.edition_id == edition_id),
        "draft": select(Message.id).where(Message.edition_id == edition_id),
        "quota_id": select(Quota.id).where(Quota.edition_id == edition_id),
        "author_id": select(ProposalAuthor.id).join(Proposal).where(is_here(Proposal)),
        "absence_id": select(SpeakerAbsence.id).join(Speaker).where(is_here(Speaker)),
        "feedback_id": select(Feedback.id).join(Session).where(is_here(Session)),
        "format_id": select(Format.id).where(is_here(Format)),
        "file_id": select(SessionFile.id).join(Session).where(is_here(Session)),
        "material_id": select(SessionMaterial.id).join(Session).where(is_here(Session)),
        "track_id": select(Track.id).where(is_here(Track)),
        "person_id": select(Reviewer.person_id).where(is_here(Reviewer)),
        "block_id": select(RoomBlock.id).join(Room).where(Room.edition_id == edition_id),
        "room_id": select(Room.id).where(Room.edition_id == edition_id),
        "criterion_id": select(Criterion.id).join(Call).where(is_here(Call)),
        "extension_id": select(ExtensionCode.id).join(Call).where(is_here(Call)),
        "phase_id": select(ReviewPhase.id).join(Call).where(is_here(Call)),
        "question_id": select(Question.id).join(Call).where(is_here(Call)),
        "refund_id": select(Refund.id).where(Refund.id == year.order_id),
    }
    return list(db.session.scalars(wanted[name]))


def ask(
    browser: Browser, method: str, address: str, form: dict[str, str] | None = None
) -> TestResponse:
    """Send one request; a page is followed to where it leads."""
    db.session.rollback()
    answer: TestResponse = Context().run(
        browser.client.open, address, method=method, data=form, follow_redirects=method == "GET"
    )
    db.session.rollback()
    db.session.expire_all()
    return answer


def shows_mark(answer: TestResponse, address: str) -> bool:
    """Say whether the answer holds anything of the marked year that was not asked for by name."""
    text = answer.get_data().decode(errors="replace") + str(answer.headers)
    for word in address.split("/"):
        text = text.replace(word, "") if MARK in word else text
    return MARK.lower() in text.lower()


def shows_own_mark(answer: TestResponse) -> bool:
    """Say whether the page itself, without its head and foot, holds anything of the marked year."""
    text = answer.get_data().decode(errors="replace")
    main = re.search(r"<main.*</main>", text, re.DOTALL)
    return MARK.lower() in (main[0] if main else text).lower()


def dump(year: Year) -> dict[Table, list[Row[Any]]]:
    """Return all rows of a year."""
    return dict(rows_of(year.edition.id))


def test_there_is_a_row_of_everything(years: Years) -> None:
    """A table that no year fills would be walked past without being looked at."""
    of_all = {
        *("clock_offset", "heartbeats", "webhook_receipts", "guidance_reviews"),
        *("support_services", "persons", "sign_in_links", "sign_ins", "second_steps"),
        "recovery_codes",
    }
    filled = {table.name for table, rows in dump(years.there).items() if rows}
    assert {table.name for table in Base.metadata.sorted_tables} - filled == of_all


def test_the_marks_are_seen_where_they_belong(years: Years) -> None:
    """Without this, the other tests could pass on empty pages."""
    browser = Browser(years.app).sign_in(years.staff(years.there))
    for kind, row in (("order", years.there.order), ("ticket", years.there.attendee)):
        browser.hold(kind, row.link_selector)
    speaker = years.speaker(years.there)

    blank = {
        rule.endpoint
        for rule in of_editions(years.app, "GET")
        if not any(
            shows_own_mark(ask(who, "GET", address))
            for who in ((speaker, browser) if "/speak" in rule.rule else (browser,))
            for address in addresses(rule, years.there, THERE)
        )
    }
    assert blank == WITHOUT_TEXT


def test_no_page_shows_a_row_of_another_year(years: Years) -> None:
    leaks, found = [], []
    for who, browser in years.visitors():
        for rule in of_editions(years.app, "GET"):
            for address in addresses(rule, years.there, HERE):
                answer = ask(browser, "GET", address)
                if shows_mark(answer, address):
                    leaks.append((who, address))
                if answer.status_code not in REFUSED and _is_there_only(rule, address):
                    found.append((who, address))
    assert (leaks, found) == ([], [])


def test_no_page_shows_more_than_its_own_year_to_who_has_both(years: Years) -> None:
    browser = years.holder()
    leaks = [
        address
        for rule in of_editions(years.app, "GET")
        if rule.arguments != {"edition"}
        for address in addresses(rule, years.here, HERE)
        if shows_mark(ask(browser, "GET", address), address)
    ]
    assert leaks == []


def test_no_form_changes_a_row_of_another_year(years: Years) -> None:
    before = dump(years.there)
    odd = [
        (who, answer.status_code, address)
        for who, browser in years.visitors()
        for form in ({**FORM, "csrf_token": browser.token()},)
        for rule in of_editions(years.app, "POST")
        for address in addresses(rule, years.there, HERE)
        if (answer := ask(browser, "POST", address, form)).status_code not in ANSWERED
        or shows_mark(answer, address)
    ]
    assert odd == []
    assert dump(years.there) == before


def test_pages_without_a_year_show_the_current_one(years: Years) -> None:
    browser = Browser(years.app)
    plain = [
        rule.rule
        for rule in years.app.url_map.iter_rules()
        if not rule.arguments
        and "GET" in (rule.methods or set())
        and not rule.endpoint.startswith(("demo.", "safeguarding.leave"))
    ]
    assert [address for address in plain if shows_mark(ask(browser, "GET", address), address)] == []


def _is_there_only(rule: Rule, address: str) -> bool:
    """Say whether the address names something that this year has not, not even by the word."""
    if rule.arguments == {"edition"} or ("<kind>" in rule.rule and "/history/" not in rule.rule):
        return False
    return not any(f"/{code}" in address for code in SHARED_CODES)
