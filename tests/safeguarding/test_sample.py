"""The sample's services and texts: whole, within limits, and honest about what is not known."""

import re

import pytest

from conference.demo.support_services import SUPPORT_SERVICES
from conference.kernel.text import MARKDOWN_LIMIT, rendered
from conference.safeguarding.rules import FOR_EVERYONE_LIMIT, LIMITS, ServiceGroup
from tests.factories.safeguarding import TEXTS, sample_text

NAMES = sorted(path.stem for path in TEXTS.glob("*.md"))
each_text = pytest.mark.parametrize("name", NAMES)


def test_every_text_is_there() -> None:
    assert {
        *("conduct", "conduct-short", "terms", "privacy"),
        *("photography", "accessibility", "cookies"),
    } <= set(NAMES)


@each_text
def test_a_text_fits_and_leaves_the_page_its_heading(name: str) -> None:
    text = sample_text(name)
    assert len(text) <= MARKDOWN_LIMIT
    assert re.findall(r"<h1|^# ", rendered(text) + text, re.MULTILINE) == []


@each_text
def test_a_text_loses_nothing_when_it_is_made_safe(name: str) -> None:
    text = sample_text(name)
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert re.findall(r'href="([^"]+)"', rendered(text)) == links
    assert [link for link in links if not link.startswith(("/", "https://"))] == []


@each_text
def test_a_text_is_written_in_the_voice_of_the_house(name: str) -> None:
    text = sample_text(name).lower()
    banned = ("!", "please note", "successfully", "\u2014", "action fraud", "non-refundable")
    assert [word for word in banned if word in text] == []


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name in {"terms", "privacy", "conduct"}]
)
def test_a_policy_says_that_its_organiser_is_invented(name: str) -> None:
    assert "an organiser invented for this demonstration" in sample_text(name).split("\n\n")[0]


def test_the_short_code_is_short_and_names_no_form() -> None:
    text = sample_text("conduct-short")
    assert len(text.split()) <= 130
    assert [word for word in ("form", "code of", "online report") if word in text] == []


def test_the_terms_carry_the_refund_policy() -> None:
    rows = re.findall(r"^\| (By .+|Later) \| (.+) \|$", sample_text("terms"), re.MULTILINE)
    assert rows == [
        ("By Tuesday 27 August 2024", "All that you paid"),
        ("By Wednesday 11 September 2024", "Half of what you paid"),
        ("Later", "Nothing, but somebody else may come in your place"),
    ]


@pytest.mark.parametrize("name", ["terms", "privacy", "accessibility"])
def test_what_a_person_must_still_check_is_to_be_confirmed(name: str) -> None:
    assert "to be confirmed" in sample_text(name).lower()


def test_services_are_whole_and_within_their_limits() -> None:
    assert len(SUPPORT_SERVICES) == 23
    assert len({service["name"] for service in SUPPORT_SERVICES}) == 23
    assert [
        (service["name"], column)
        for service in SUPPORT_SERVICES
        for column, limit in LIMITS.items()
        if len(str(service[column])) > limit  # type: ignore[literal-required]
    ] == []
    assert sum(service["is_for_everyone"] for service in SUPPORT_SERVICES) == FOR_EVERYONE_LIMIT
    assert {service["group"] for service in SUPPORT_SERVICES} == set(ServiceGroup)


def test_services_stand_in_the_order_of_their_groups() -> None:
    ranks = [service["group"].rank for service in SUPPORT_SERVICES]
    assert ranks == sorted(ranks)


def test_hours_that_nobody_confirmed_are_left_out() -> None:
    assert {
        service["name"]: service["hours"] for service in SUPPORT_SERVICES if service["hours"]
    } == {
        "Police, fire, ambulance": "Day and night.",
        "Revenge Porn Helpline": "Monday to Friday, 10am to 4pm.",
        "Childline": "Day and night.",
        "Samaritans": "Day and night.",
        "Shout": "Day and night.",
        "National Domestic Abuse Helpline": "Day and night.",
    }


def test_services_for_leads_only_are_not_on_the_public_list() -> None:
    everything = " ".join(str(service) for service in SUPPORT_SERVICES)
    assert [word for word in ("LADO", "social care", "Action Fraud") if word in everything] == []
