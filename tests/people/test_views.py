"""Signing in, the second step and the account, as a browser sees them."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from conference.kernel import clock, codes
from conference.kernel.database import db, transaction
from conference.mail.models import Message
from conference.people import queries
from conference.people.models import Person, SecondStep, SignIn, SignInLink
from conference.people.queries import TicketRow
from conference.people.rules import Role
from conference.web.answers import EXTENSION
from tests.factories import people as make
from tests.factories.people import KEY, code_at, wrong_code
from tests.factories.programme import make_edition
from tests.support.pages import Browser, Page
from tests.support.statements import counted

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0"
HOUR = timedelta(hours=1)


def newest_path() -> str:
    newest = select(SignInLink.selector).order_by(SignInLink.id.desc()).limit(1)
    return "/sign-in/" + codes.sealed("sign-in", db.session.scalars(newest).one(), key=KEY)


def without_token(page: Page) -> str:
    return re.sub(r'(name="csrf_token" type="hidden" value=")[^"]+', r"\1", page.html)


def linked(browser: Browser, email: str = "rowan@example.org", **query: str) -> Page:
    browser.get("/sign-in", **query).submit("Email me a link", email=email)
    return browser.get(newest_path())


def test_one_field_and_no_password(browser: Browser) -> None:
    page = browser.get("/sign-in")
    fields = page.all("//main//input[not(@type='hidden')]")
    assert [(field.get("name"), field.get("autocomplete")) for field in fields] == [
        ("email", "email")
    ]
    assert "We will email you a link. No password." in page.text


def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(
    browser: Browser,
) -> None:
    make.make_person("known-a@example.org")
    answers, work = [], []
    for email in ("known-a@example.org", "unknown@example.org"):
        page = browser.get("/sign-in")
        with counted() as statements:
            answer = page.submit("Email me a link", email=email)
        answers.append((answer.status, without_token(answer).replace(email, "…")))
        work.append(list(statements))
    assert answers[0] == answers[1]
    assert answers[0][0] == 200
    assert work[0] == work[1]


def test_too_many_links_are_not_told_apart(browser: Browser) -> None:
    answers = {
        without_token(browser.get("/sign-in").submit("Email me a link", email="r@example.org"))
        for _ in range(7)
    }
    assert len(answers) == 1
    assert len(db.session.scalars(select(Message.id)).all()) == 5


@pytest.mark.parametrize(
    ("email", "error"),
    [
        ("", "Enter your email address"),
        ("rowan", "Enter a full email address, like name@example.org"),
        ("a" * 250 + "@example.org", "Enter a full email address, like name@example.org"),
    ],
)
def test_what_is_no_address_is_said_kindly(browser: Browser, email: str, error: str) -> None:
    page = browser.get("/sign-in").submit("Email me a link", email=email)
    assert (page.status, page.errors, page.title.startswith("Error: ")) == (422, [error], True)
    assert db.session.scalars(select(SignInLink.id)).all() == []


def test_opening_a_link_does_not_use_it_up(browser: Browser) -> None:
    page = linked(browser)
    for _ in range(3):
        page = browser.other().get(page.address)
        assert (page.status, page.h1) == (200, "Sign in to your account")
    assert "rowan@example.org" in page.text
    assert db.session.scalars(select(Person.id)).all() == []
    assert page.submit("Sign in").location == "/account"
    assert page.browser.get("/account").h1 == "Your account"


def test_a_link_ends_by_the_clock_that_all_pages_show(browser: Browser) -> None:
    page = linked(browser)
    assert clock.offset() != timedelta()
    assert "The link works once, until 10:30." in page.text


def test_a_used_link_says_so_to_everybody(browser: Browser) -> None:
    page = linked(browser)
    elsewhere = browser.other().get(page.address)
    page.submit("Sign in")
    again, pressed = browser.other().get(page.address), elsewhere.submit("Sign in")
    assert (again.status, pressed.status) == (410, 410)
    assert again.h1 == pressed.h1 == "This link no longer works"
    assert "rowan@example.org" not in again.text


@pytest.mark.parametrize("token", ["x", "A" * 48, "é" * 48, "second-steps"])
def test_a_forged_link_looks_like_a_used_one(browser: Browser, token: str) -> None:
    page = browser.get(f"/sign-in/{token}")
    assert (page.status, page.h1) == (410, "This link no longer works")


def test_a_selector_without_its_seal_opens_nothing(browser: Browser) -> None:
    path = linked(browser).address
    selector = path.removeprefix("/sign-in/")[: codes.SELECTOR_LENGTH]
    foreign = codes.sealed("order", selector, key=KEY)
    assert browser.get(f"/sign-in/{foreign}").status == 410


def test_the_page_that_asked_for_a_sign_in_comes_back_afterwards(browser: Browser) -> None:
    asked = browser.get("/account/name")
    assert asked.location == "/sign-in?next=/account/name"
    page = linked(browser, next="/account/name")
    assert page.submit("Sign in").location == "/account/name"


@pytest.mark.parametrize("target", ["//example.org/", "https://example.org/", "/\\example.org"])
def test_nobody_is_led_off_the_site(browser: Browser, target: str) -> None:
    assert linked(browser, next=target).submit("Sign in").location == "/account"


def test_a_foreign_page_in_the_form_leads_nowhere(browser: Browser) -> None:
    browser.get("/sign-in").submit(
        "Email me a link", email="rowan@example.org", next="//example.org/"
    )
    assert browser.get(newest_path()).submit("Sign in").location == "/account"


def test_a_sign_in_gets_a_fresh_token_and_ends_the_older_one(browser: Browser) -> None:
    linked(browser).submit("Sign in")
    with browser.client.session_transaction() as cookie:
        first = cookie["sign_in"]
    linked(browser).submit("Sign in")
    with browser.client.session_transaction() as cookie:
        second = cookie["sign_in"]
    assert first != second
    ended = db.session.scalars(select(SignIn.revoked_at.is_not(None)).order_by(SignIn.id)).all()
    assert ended == [True, False]


def test_the_device_is_kept_in_words_and_no_address(browser: Browser) -> None:
    browser.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    linked(browser).submit("Sign in")
    assert db.session.scalars(select(SignIn.device)).all() == ["Firefox on Windows"]


def test_signing_out_ends_the_sign_in(browser: Browser) -> None:
    linked(browser).submit("Sign in")
    with browser.client.session_transaction() as cookie:
        token = cookie["sign_in"]
    assert browser.get("/account").submit("Sign out here").location == "/"
    assert browser.get("/account").status == 303
    with browser.client.session_transaction() as cookie:
        cookie["sign_in"] = token
    assert browser.get("/account").status == 303


def test_signing_out_twice_is_nothing_special(browser: Browser) -> None:
    assert browser.post("/sign-out").location == "/"


def test_the_account_shows_where_one_is_signed_in(browser: Browser) -> None:
    person_id = make.make_person("rowan@example.org", name="Rowan Hale")
    make.make_sign_in(person_id, now=clock.real_now() - HOUR, device="Safari on iPhone")
    page = browser.sign_in(person_id).get("/account")
    rows = page.all("//section[@aria-labelledby='devices']//li")
    words = [" ".join(row.itertext()) for row in rows]
    assert ["This one" in text for text in words] == [True, False]
    assert ["Safari on iPhone" in text for text in words] == [False, True]


def test_the_account_lists_the_tickets_of_all_years(app: Flask) -> None:
    make_edition()
    ticket = TicketRow(
        code="ABCD2345",
        name="Rowan Hale",
        ticket_type="Standard",
        edition_slug="2024",
        edition_name="Warwick Improvement Conference",
        is_cancelled=True,
    )
    person_id = make.make_person()
    app.extensions[EXTENSION] = {
        "tickets_of_person": lambda asked: (ticket,) if asked == person_id else (),
        "speaker_ways": lambda *_: None,
    }
    page = Browser(app).sign_in(person_id).get("/account")
    rows = page.all("//section[@aria-labelledby='tickets']//li")
    assert [" ".join(" ".join(row.itertext()).split()) for row in rows] == [
        "Standard , ticket ABCD2345 Rowan Hale, Warwick Improvement Conference Cancelled"
    ]
    assert page.link("Standard") == "/2024/tickets/ABCD2345"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.REVIEWER}))
def test_the_account_leads_whoever_works_on_the_conference_to_the_desk(
    browser: Browser, role: Role
) -> None:
    make_edition()
    person_id = make.make_person("imogen@example.org")
    make.make_grant(person_id, role)
    page = browser.sign_in(person_id).get("/account")
    assert page.link("The desk of") == "/2024/manage/"
    assert browser.get("/2024/manage/").status == 200


@pytest.mark.parametrize("role", [None, Role.REVIEWER])
def test_the_account_leads_nobody_else_to_the_desk(browser: Browser, role: Role | None) -> None:
    make_edition()
    person_id = make.make_person("rowan@example.org")
    if role:
        make.make_grant(person_id, role)
    page = browser.sign_in(person_id).get("/account")
    assert (page.status, "The desk of" in page.text) == (200, False)


def test_one_sign_in_is_ended_from_the_account(browser: Browser) -> None:
    person_id = make.make_person()
    _, token = make.make_sign_in(person_id, now=clock.real_now(), device="Safari on iPhone")
    page = browser.sign_in(person_id).get("/account").submit("End the sign-in of Safari on iPhone")
    assert page.follow().alerts == ["That sign-in has ended."]
    other = browser.other()
    with other.client.session_transaction() as cookie:
        cookie["sign_in"] = token
    assert other.get("/account").status == 303
    assert browser.get("/account").status == 200


def test_all_other_sign_ins_are_ended_from_the_account(browser: Browser) -> None:
    person_id = make.make_person()
    for _ in range(3):
        make.make_sign_in(person_id, now=clock.real_now())
    page = browser.sign_in(person_id).get("/account").submit("End all others").follow()
    assert page.alerts == ["You are signed in here only."]
    assert len(page.all("//section[@aria-labelledby='devices']//li")) == 1


@pytest.mark.parametrize("sign_in", ["", "x", "999999"])
def test_a_sign_in_that_is_not_ones_own_is_not_there(browser: Browser, sign_in: str) -> None:
    browser.sign_in(make.make_person())
    assert browser.post("/account/sign-ins/ending", sign_in=sign_in).status == 404


def test_the_name_is_changed(browser: Browser) -> None:
    browser.sign_in(make.make_person(name="Rowan"))
    page = browser.get("/account/name").submit("Save", name=" Rowan {{ 7*7 }} O'Hale ").follow()
    assert page.alerts == ["Your name is changed."]
    assert "Rowan {{ 7*7 }} O'Hale" in page.text


def test_a_name_that_is_too_long_stays_in_the_form(browser: Browser) -> None:
    browser.sign_in(make.make_person())
    page = browser.get("/account/name").submit("Save", name="a" * 201)
    assert (page.status, page.errors) == (422, ["Enter 200 signs or fewer"])
    assert page.all("//input[@name='name']/@value") == ["a" * 201]


def test_use_is_noted_on_pages_of_the_account_only(browser: Browser) -> None:
    browser.sign_in(make.make_person())
    old = clock.real_now() - 2 * HOUR
    with transaction():
        db.session.execute(update(SignIn).values(last_seen_at=old))
    browser.get("/sign-in")
    untouched = db.session.scalars(select(SignIn.last_seen_at)).one()
    browser.get("/account")
    noted = db.session.scalars(select(SignIn.last_seen_at)).one()
    assert untouched == old
    assert noted > old + HOUR


def test_a_browser_that_was_used_lately_writes_nothing(browser: Browser) -> None:
    browser.sign_in(make.make_person())
    with counted() as statements:
        browser.get("/account")
    assert [words for words in statements if not words.startswith(("SELECT", "PRAGMA"))] == []


def test_the_account_costs_the_same_with_one_and_three_sign_ins(browser: Browser) -> None:
    person_id = make.make_person()
    browser.sign_in(person_id)
    counts = []
    for _ in range(2):
        with counted() as statements:
            browser.get("/account")
        counts.append(len(statements))
        for _ in range(2):
            make.make_sign_in(person_id, now=clock.real_now())
    assert counts[0] == counts[1]


def test_staff_set_their_second_step_up_once(browser: Browser) -> None:
    person_id = make.make_person("oona@example.org")
    make.make_grant(person_id)
    browser.sign_in(person_id, is_confirmed=False)
    assert browser.get("/account").location == "/sign-in/second-step?next=/account"
    start = browser.get("/sign-in/second-step", next="/account").follow()
    assert start.h1 == "Set up your second step"
    setup = start.submit("Show the picture").follow()
    secret = make.secret_of(person_id)
    assert "".join(setup.all("//code/text()")).replace(" ", "") == secret
    now = clock.real_now()
    wrong = setup.submit("Confirm", code=wrong_code(secret, now))
    assert wrong.errors == ["That code does not work. Enter the newest six digits from your app."]
    shown = wrong.submit("Confirm", code=code_at(secret, now))
    recovery_codes = shown.all("//ol[@aria-label='Recovery codes']//code/text()")
    assert (shown.h1, len(recovery_codes)) == ("Keep these recovery codes", 10)
    assert shown.link("I have kept them") == "/account"
    assert "10 recovery codes left" in browser.get("/account").text


def test_the_second_step_takes_a_pasted_code_and_leads_on(app: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now - HOUR)
    browser = Browser(app).sign_in(staff.person_id, is_confirmed=False)
    page = browser.get("/sign-in/second-step", next="/account/name")
    field = page.all("//input[@name='code']")[0]
    assert (field.get("autocomplete"), field.get("inputmode")) == ("one-time-code", "numeric")
    code = code_at(staff.secret, now)
    assert page.submit("Confirm", code=f" {code[:3]} {code[3:]}").location == "/account/name"
    replay = Browser(app).sign_in(staff.person_id, is_confirmed=False).get("/sign-in/second-step")
    assert replay.submit("Confirm", code=code).status == 422


def test_the_fifth_wrong_code_signs_out(app: Flask) -> None:
    now = clock.real_now()
    staff = make.make_staff(now=now - HOUR)
    browser = Browser(app).sign_in(staff.person_id, is_confirmed=False)
    wrong = wrong_code(staff.secret, now)
    page = browser.get("/sign-in/second-step")
    statuses = []
    for _ in range(5):
        answer = page.submit("Confirm", code=wrong)
        statuses.append(answer.status)
    assert statuses == [422, 422, 422, 422, 303]
    assert answer.follow().alerts[0].startswith("Too many codes were tried")
    assert browser.get("/sign-in/second-step").location.startswith("/sign-in?next=")


def test_a_recovery_code_stands_in_for_the_app(app: Flask) -> None:
    staff = make.make_staff(now=clock.real_now() - HOUR)
    browser = Browser(app).sign_in(staff.person_id, is_confirmed=False)
    page = browser.get("/sign-in/second-step").follow("Use a recovery code")
    wrong = page.submit("Confirm", code="AAAA-AAAA-AAAA")
    assert wrong.errors == ["That recovery code does not work. Each one works once."]
    assert wrong.submit("Confirm", code=staff.recovery_codes[3]).location == "/account"
    assert "9 recovery codes left" in browser.get("/account").text


def test_new_recovery_codes_are_shown_once(app: Flask) -> None:
    staff = make.make_staff(now=clock.real_now() - HOUR)
    browser = Browser(app).sign_in(staff.person_id)
    page = browser.get("/account").follow("New recovery codes").submit("Make ten new codes")
    fresh = page.all("//ol[@aria-label='Recovery codes']//code/text()")
    assert (page.status, len(set(fresh) - set(staff.recovery_codes))) == (200, 10)


@pytest.mark.parametrize("address", ["/account/recovery-codes", "/account/second-step"])
def test_a_program_that_only_asks_for_the_head_of_a_page_changes_nothing(
    app: Flask, address: str
) -> None:
    staff = make.make_staff(now=clock.real_now() - HOUR)
    browser = Browser(app).sign_in(staff.person_id)
    assert browser.client.head(address).status_code == 200
    assert "10 recovery codes left" in browser.get("/account").text
    fresh = Browser(app).sign_in(staff.person_id, is_confirmed=False)
    page = fresh.get("/sign-in/second-step").follow("Use a recovery code")
    assert page.submit("Confirm", code=staff.recovery_codes[3]).location == "/account"


def test_the_second_step_moves_to_another_phone(app: Flask) -> None:
    staff = make.make_staff(now=clock.real_now() - HOUR)
    browser = Browser(app).sign_in(staff.person_id)
    page = browser.get("/account").follow("Move to another phone").submit("Move now")
    assert page.location == "/sign-in/second-step"
    assert page.follow().follow().h1 == "Set up your second step"


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/account"),
        ("GET", "/account/name"),
        ("GET", "/account/recovery-codes"),
        ("POST", "/account/recovery-codes"),
        ("GET", "/account/second-step"),
        ("POST", "/account/second-step"),
        ("POST", "/account/sign-ins/ending"),
        ("POST", "/account/sign-ins/others/ending"),
    ],
)
def test_a_mailbox_alone_does_not_open_the_account_of_staff(
    app: Flask, method: str, address: str
) -> None:
    staff = make.make_staff(now=clock.real_now() - HOUR)
    browser = Browser(app).sign_in(staff.person_id, is_confirmed=False)
    page = browser.get(address) if method == "GET" else browser.post(address)
    assert (page.status, page.location.split("?")[0]) == (303, "/sign-in/second-step")


@pytest.mark.parametrize(
    "address", ["/sign-in/second-step", "/sign-in/recovery-code", "/sign-in/second-step/app"]
)
def test_who_owes_no_second_step_is_led_on(browser: Browser, address: str) -> None:
    browser.sign_in(make.make_person())
    page = browser.get(address, next="/account/name")
    while page.location.startswith("/sign-in"):
        page = page.follow()
    assert page.location == "/account/name"


def test_nobody_without_a_role_sets_a_second_step_up(browser: Browser) -> None:
    browser.sign_in(make.make_person())
    assert browser.post("/sign-in/second-step/secret").status == 303
    assert db.session.scalars(select(SecondStep.person_id)).all() == []


def test_who_is_signed_in_is_told_so(browser: Browser) -> None:
    page = browser.sign_in(make.make_person("rowan@example.org")).get("/sign-in")
    assert page.alerts == ["You are signed in as rowan@example.org Go to your account"]


def test_a_viewer_costs_one_statement(app: Flask) -> None:
    staff = make.make_staff(now=clock.real_now())
    _, token = make.make_sign_in(staff.person_id, now=clock.real_now())
    with counted() as statements:
        queries.viewer_of(token, now=clock.real_now())
    assert len(statements) == 1
