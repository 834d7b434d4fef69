"""Help pages leave no trace, say first what matters most, and promise only what exists."""

import re

import pytest

from conference.demo.support_services import CHECKED_BY, SUPPORT_SERVICES
from tests.factories.programme import make_edition
from tests.factories.safeguarding import make_sample_help, make_service
from tests.safeguarding.reading import advice, words
from tests.support.pages import Browser, Element

TITLES = {
    "/help": "Help and information",
    "/help/online-1": "Help: part 1",
    "/help/online-2": "Help: part 2",
    "/help/contacts": "Help: contacts",
    "/conduct/reporting": "Help and information: how it works",
}
HEADINGS = {
    "/help": "Safety and wellbeing",
    "/help/online-1": "Cyberbullying: get help",
    "/help/online-2": "Cyberstalking: get help",
    "/help/contacts": "Getting help: people you can talk to",
    "/conduct/reporting": "How to report",
}
EMERGENCY = (
    "In danger now? Call 999. If you cannot speak, on a mobile, cough or tap, then press 55 when "
    "asked."
)
SHORT_SENTENCE = 12
LONGEST_SENTENCE = 32

safety_pages = pytest.mark.parametrize("address", list(TITLES))
all_pages = pytest.mark.parametrize("address", [*TITLES, "/conduct"])


@pytest.fixture
def sample(browser: Browser) -> Browser:
    """Return a browser on an installation with the sample's help pages."""
    make_sample_help()
    return browser


@all_pages
def test_a_page_leaves_no_trace(sample: Browser, address: str) -> None:
    headers = sample.get(address).headers
    assert (
        headers["Cache-Control"],
        headers["Referrer-Policy"],
        headers.get("Set-Cookie"),
        headers.get("ETag"),
    ) == ("no-store", "no-referrer", None, None)


@safety_pages
def test_the_title_is_neutral_and_the_heading_plain(sample: Browser, address: str) -> None:
    page = sample.get(address)
    assert (page.title, page.h1) == (TITLES[address], HEADINGS[address])


@safety_pages
def test_the_emergency_number_comes_before_all_other_text(sample: Browser, address: str) -> None:
    after_heading = advice(sample.get(address))
    start = after_heading.index(HEADINGS[address]) + 1  # before it: the way back only
    assert after_heading[start] == EMERGENCY


@safety_pages
def test_there_is_a_way_out_before_the_main_part(sample: Browser, address: str) -> None:
    page = sample.get(address)
    exits = page.all("//a[@href='/help/leave'][following::main]")
    assert [words(link) for link in exits] == ["Exit this page", "Exit this page"]


@all_pages
def test_nothing_comes_from_anybody_else(sample: Browser, address: str) -> None:
    page = sample.get(address)
    loaded = page.all(
        "//@src | //@srcset | //@poster | //@data | //form/@action | //meta[@http-equiv]/@content"
        " | //link[not(@rel='canonical')]/@href"
    )
    assert [str(part) for part in loaded if not re.match(r"/(?!/)", str(part))] == []


@safety_pages
def test_links_to_others_do_not_say_where_they_come_from(sample: Browser, address: str) -> None:
    outward = sample.get(address).all("//main//a[starts-with(@href, 'http')]")
    assert [link.get("rel") for link in outward] == ["noreferrer"] * len(outward)


@safety_pages
def test_the_safeguarding_team_stands_first(sample: Browser, address: str) -> None:
    aside = sample.get(address).all("//main//aside")[0]
    assert aside.xpath(".//a[@href='tel:07700900123']") != []
    assert "Duty safeguarding lead. 8am to 6pm on the day." in words(aside)


@safety_pages
def test_a_page_says_who_reviewed_it_and_when(sample: Browser, address: str) -> None:
    assert advice(sample.get(address))[-1] == (
        f"Last reviewed on 1 July 2024 by {CHECKED_BY}, who looks after these pages."
    )


@safety_pages
def test_a_page_works_before_there_is_an_edition(browser: Browser, address: str) -> None:
    read = advice(browser.get(address))
    assert EMERGENCY in read
    assert read[-1] == "Nobody has reviewed these pages for this event yet."


@safety_pages
def test_sentences_are_short(sample: Browser, address: str) -> None:
    text = [part for part in advice(sample.get(address)) if part.endswith((".", "?"))]
    lengths = [
        len(sentence.split()) for part in text for sentence in re.split(r"(?<=[.?:]) ", part)
    ]
    assert sum(lengths) / len(lengths) <= SHORT_SENTENCE
    assert max(lengths) <= LONGEST_SENTENCE


@all_pages
def test_the_old_name_of_report_fraud_is_never_printed(sample: Browser, address: str) -> None:
    assert "action fraud" not in sample.get(address).html.lower()


def test_leaving_empties_the_cookie_and_shows_the_weather(browser: Browser) -> None:
    browser.hold("order", "a selector")
    page = browser.get("/help/leave")
    assert (page.status, page.location) == (303, "https://www.bbc.co.uk/weather")
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == (
        "no-store",
        "no-referrer",
    )
    with browser.client.session_transaction() as cookie:
        assert dict(cookie) == {}


def test_five_services_come_first_and_the_rest_in_groups(sample: Browser) -> None:
    page = sample.get("/help/contacts")
    groups = {
        words(section.find("h2")): [words(heading) for heading in section.findall("h3")]
        for section in page.all("//main//section[h3]")
    }
    assert groups == {
        "For everyone": [
            "Police, fire, ambulance",
            "University of Warwick Community Safety",
            "Warwick Report + Support",
            "National Stalking Helpline",
            "Police, when it is not an emergency",
        ],
        "Someone will not leave you alone": [
            "West Midlands Stalking Support Service",
            "Paladin National Stalking Advocacy Service",
        ],
        "Something online is hurting you": [
            "The Cyber Helpline",
            "Report Harmful Content",
            "Revenge Porn Helpline",
            "StopNCII",
        ],
        "A child or young person needs help": [
            "Childline",
            "Report Remove",
            "NSPCC Helpline",
            "CEOP",
            "Internet Watch Foundation (IWF)",
        ],
        "You want to talk to someone": [
            "Samaritans",
            "Shout",
            "Victim Support",
            "National Domestic Abuse Helpline",
            "Men\u2019s Advice Line",
            "Galop",
        ],
        "You want to report a crime": ["Report Fraud"],
    }


def test_only_what_is_open_is_shown_as_to_be_confirmed(sample: Browser) -> None:
    page = sample.get("/help/contacts")
    unconfirmed = [words(name) for name in page.all("//h3") if "To be confirmed" in _notes(name)]
    assert unconfirmed == [row["name"] for row in SUPPORT_SERVICES if row["is_to_be_confirmed"]]


def test_every_other_service_says_when_it_was_checked(sample: Browser) -> None:
    page = sample.get("/help/contacts")
    checked = f"Checked on 1 July 2024 by {CHECKED_BY}."
    assert {words(name) for name in page.all("//h3") if checked in _notes(name)} == {
        row["name"] for row in SUPPORT_SERVICES if not row["is_to_be_confirmed"]
    }


def test_the_university_s_route_is_to_be_confirmed_for_delegates(sample: Browser) -> None:
    (way,) = [
        words(step)
        for step in sample.get("/conduct/reporting").all("//ol/li")
        if "Report + Support" in words(step)
    ]
    assert way.endswith("may use it is to be confirmed.")


def test_a_service_that_takes_texts_can_be_texted(browser: Browser) -> None:
    make_service(name="Texts", phone="", text_number="85258")
    page = browser.get("/help/contacts")
    assert [words(link) for link in page.all("//a[@href='sms:85258']")] == ["85258"]


def test_hours_are_shown_while_the_check_is_fresh_and_the_number_always(sample: Browser) -> None:
    text = sample.get("/help/contacts").text
    assert "Monday to Friday, 10am to 4pm." in text
    assert "0345 6000 459" in text


def test_only_ways_to_report_that_exist_are_named(sample: Browser) -> None:
    page = sample.get("/conduct/reporting")
    assert [words(way) for way in page.all("//ol[@class='do-list']/li/h3")] == [
        "Call or text",
        "In person",
        "Through the university",
        "To the police",
    ]
    assert page.all("//main//form") == []


def test_no_answer_is_promised_within_a_time(sample: Browser) -> None:
    main = " ".join(advice(sample.get("/conduct/reporting")))
    assert re.findall(r"\d+ (?:minutes?|hours?|days?)|within|working day", main) == []


def test_the_code_of_conduct_shows_short_and_full_version(sample: Browser) -> None:
    page = sample.get("/conduct")
    assert (page.h1, page.title) == ("Code of conduct", "Code of conduct \u2013 Sample conference")
    assert [words(heading) for heading in page.all("//main//h2")] == [
        "The short version",
        "If something is wrong",
        "Who and where it covers",
        "What we ask of you",
        "What is not all right",
        "What can happen",
        "Who decides",
        "If you think we were wrong",
        "How to tell us",
    ]
    assert "Version 1, published on 1 May 2024." in page.text


def test_a_conference_without_a_code_still_says_what_to_do(browser: Browser) -> None:
    make_edition()
    page = browser.get("/conduct")
    assert [words(link) for link in page.all("//main//a")] == ["how to report", "999"]


def test_an_installation_without_an_edition_has_no_code_of_conduct(browser: Browser) -> None:
    assert browser.get("/conduct").status == 404


def _notes(name: Element) -> str:
    """Return the text between this service's name and the next heading."""
    notes = []
    for part in name.itersiblings():
        if part.tag != "p":
            break
        notes.append(words(part))
    return " ".join(notes)
