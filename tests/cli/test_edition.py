"""``flask edition``: the first day of an installation."""

import pytest
from flask import Flask

from conference.editions import queries
from tests.cli.shell import run
from tests.factories.people import roles_held
from tests.factories.programme import make_edition
from tests.support.pages import Browser

ANSWERS = {
    "--slug": "2025",
    "--name": "Sample conference",
    "--day": "2025-09-24",
    "--venue": "The Slate",
    "--place": "Coventry",
    "--prefix": "SC",
    "--vat": "20",
    "--organiser": "Oona@Example.org",
}


SLUG_SENTENCE = (
    "The address begins with the year, like 2025 or 2025-leeds: "
    "at most 20 small letters, digits and dashes."
)


def create(app: Flask, **changed: str) -> tuple[int, list[str]]:
    """Run ``flask edition create`` with every answer given."""
    answers = ANSWERS | {f"--{name}": value for name, value in changed.items()}
    return run(app, "edition", "create", *[word for pair in answers.items() for word in pair])


def test_the_first_day(app: Flask, browser: Browser) -> None:
    code, (where, how) = create(app)
    assert (code, where) == (0, "Sample conference is at http://127.0.0.1:8000/2025/")
    words, _, link = how.partition(": http://127.0.0.1:8000")
    assert words == "Sign in as Oona@Example.org within 30 minutes"
    signed_in = browser.get(link).submit("Sign in")
    assert (signed_in.status, signed_in.location) == (303, "/account")
    assert roles_held() == [("oona@example.org", "organiser", None)]
    desk = browser.get("/2025/manage/")
    assert (desk.status, desk.location.partition("?")[0]) == (303, "/sign-in/second-step")


def test_the_link_works_once(app: Flask, browser: Browser) -> None:
    link = create(app)[1][1].partition("http://127.0.0.1:8000")[2]
    browser.get(link).submit("Sign in")
    assert browser.other().get(link).status == 410


def test_every_public_page_of_the_new_edition_can_be_read(app: Flask, browser: Browser) -> None:
    create(app)
    addresses = [
        *("/", "/2025/", "/2025/programme", "/2025/speakers", "/2025/venue", "/2025/tickets"),
        *("/terms", "/privacy", "/photography", "/accessibility", "/cookies"),
        *("/help", "/help/contacts", "/conduct", "/conduct/reporting"),
    ]
    assert {address: browser.get(address).status for address in addresses} == dict.fromkeys(
        addresses, 200
    )


def test_it_asks_for_what_was_not_given(app: Flask) -> None:
    typed = "\n".join(ANSWERS.values()) + "\n"
    code, lines = run(app, "edition", "create", typed=typed)
    assert (code, lines[0]) == (0, "Address of the year (2025): 2025")
    assert [row.slug for row in queries.all_editions()] == ["2025"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"slug": "help"}, SLUG_SENTENCE),
        ({"prefix": "sc1"}, "The letters before order numbers are 2 to 6 capitals."),
        ({"organiser": "oona"}, "Enter an email address with an @."),
        (
            {"name": "n" * 121, "venue": " "},
            "The name is longer than 120 signs. The venue name is missing.",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    app: Flask, changed: dict[str, str], sentence: str
) -> None:
    assert create(app, **changed) == (1, [f"Error: {sentence}"])
    assert queries.all_editions() == ()


def test_two_editions_cannot_share_an_address(app: Flask) -> None:
    create(app)
    assert create(app) == (1, ["Error: Another edition has this address."])
    assert [row.slug for row in queries.all_editions()] == ["2025"]


def test_the_list_is_newest_first_with_a_star(app: Flask) -> None:
    make_edition("2024")
    create(app)
    assert run(app, "edition", "list") == (0, ["  2025", "* 2024"])


def test_an_empty_installation_lists_nothing(app: Flask) -> None:
    assert run(app, "edition", "list") == (0, [])


def test_the_home_address_shows_another_edition(app: Flask, browser: Browser) -> None:
    make_edition("2024", name="The old one")
    create(app)
    assert "The old one" in browser.get("/").title
    assert run(app, "edition", "current", "2025") == (0, ["The home address shows 2025."])
    assert (queries.current_slug(), "Sample conference" in browser.get("/").title) == ("2025", True)


def test_an_unknown_edition_cannot_be_current(app: Flask) -> None:
    make_edition("2024")
    answer = run(app, "edition", "current", "2031")
    assert (answer, queries.current_slug()) == ((1, ["Error: There is no such edition."]), "2024")
