"""Roles, lifetimes, addresses that stay on the site, and words for browsers."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.kernel.permissions import Permission
from conference.people import rules
from conference.people.rules import LinkFacts, Role, RoleDesk

NOON = datetime(2024, 7, 15, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_every_role_has_permissions_and_all_but_reviewers_open_the_desk() -> None:
    assert set(rules.PERMISSIONS) == set(Role)
    assert {
        role for role, allowed in rules.PERMISSIONS.items() if Permission.OPEN_DESK in allowed
    } == set(Role) - {Role.REVIEWER}


def test_every_permission_comes_with_some_role() -> None:
    assert set().union(*rules.PERMISSIONS.values()) == set(Permission)


def test_needs_are_for_their_coordinators_alone() -> None:
    holders = {
        needs: {role for role, allowed in rules.PERMISSIONS.items() if needs in allowed}
        for needs in (Permission.SEE_ACCESS_NEEDS, Permission.SEE_DIET_NEEDS)
    }
    assert holders == {
        Permission.SEE_ACCESS_NEEDS: {Role.ACCESS_COORDINATOR},
        Permission.SEE_DIET_NEEDS: {Role.CATERING_COORDINATOR},
    }


def test_permissions_keep_the_edition_of_their_grant() -> None:
    allowed = rules.permissions([(Role.ACCESS_COORDINATOR, 1), (Role.CATERING_COORDINATOR, None)])
    assert allowed == {
        (Permission.OPEN_DESK, 1),
        (Permission.SEE_ACCESS_NEEDS, 1),
        (Permission.OPEN_DESK, None),
        (Permission.SEE_DIET_NEEDS, None),
    }


@pytest.mark.parametrize("role", list(Role))
def test_every_role_needs_a_second_step(role: Role) -> None:
    assert rules.needs_second_step([(role, 1)])


def test_without_a_role_no_second_step_is_needed() -> None:
    assert not rules.needs_second_step([])


@pytest.mark.parametrize(
    ("role", "label"),
    [
        (Role.ORGANISER, "Organiser"),
        (Role.FINANCE, "Finance"),
        (Role.ACCESS_COORDINATOR, "Access coordinator"),
        (Role.CATERING_COORDINATOR, "Catering coordinator"),
    ],
)
def test_roles_have_names(role: Role, label: str) -> None:
    assert role.label == label


@pytest.mark.parametrize(
    ("last_seen", "revoked_at", "alive"),
    [
        (NOON, None, True),
        (NOON - timedelta(days=30) + MINUTE, None, True),
        (NOON - timedelta(days=30), None, False),
        (NOON, NOON, False),
    ],
)
def test_a_sign_in_lives_until_revoked_or_idle(
    *, last_seen: datetime, revoked_at: datetime | None, alive: bool
) -> None:
    assert rules.is_alive(last_seen, revoked_at, now=NOON) is alive


@pytest.mark.parametrize(
    ("used_at", "expires_at", "has_newer", "good"),
    [
        (None, NOON + MINUTE, False, True),
        (NOON - MINUTE, NOON + MINUTE, False, False),
        (None, NOON, False, False),
        (None, NOON + MINUTE, True, False),
    ],
)
def test_a_link_is_good_while_unused_young_and_the_newest(
    *, used_at: datetime | None, expires_at: datetime, has_newer: bool, good: bool
) -> None:
    link = LinkFacts(used_at=used_at, expires_at=expires_at, has_newer=has_newer)
    assert rules.is_link_good(link, now=NOON) is good


@pytest.mark.parametrize(
    ("acts_for_all", "edition_id", "covers"),
    [
        (False, 1, True),
        (False, 2, False),
        (False, None, False),
        (True, 1, True),
        (True, 2, False),
        (True, None, True),
    ],
)
def test_a_desk_reaches_its_own_edition(
    *, acts_for_all: bool, edition_id: int | None, covers: bool
) -> None:
    desk = RoleDesk(edition_id=1, acts_for_all=acts_for_all, actor="person 1")
    assert desk.covers(edition_id) is covers


@pytest.mark.parametrize(
    ("others", "edition_id", "leaves"),
    [
        ([], 1, False),
        ([2], 1, False),
        ([1], 1, True),
        ([None], 1, True),
        ([1, 2], None, False),
        ([None], None, True),
    ],
)
def test_somebody_must_stay_who_gives_roles(
    *, others: list[int | None], edition_id: int | None, leaves: bool
) -> None:
    assert rules.leaves_organiser(others, edition_id=edition_id) is leaves


def test_addresses_are_kept_in_lower_case() -> None:
    assert rules.normalised_address(" Rowan.Hale@Example.ORG ") == "rowan.hale@example.org"


@pytest.mark.parametrize(
    ("typed", "read"), [("123456", "123456"), (" 123 456", "123456"), ("12-34٣56", "123456")]
)
def test_codes_are_read_however_they_are_pasted(typed: str, read: str) -> None:
    assert rules.digits(typed) == read


@pytest.mark.parametrize(
    "address",
    ["/", "/account", "/2024/manage/orders?q=a%20b&page=2", "/2024/my-day", "/2024//programme"],
)
def test_pages_of_ours_are_kept_for_after_signing_in(address: str) -> None:
    assert rules.local_path(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "account",
        "https://example.org/",
        "//example.org/",
        "///example.org/",
        "/\\example.org/",
        "\\\\example.org/",
        "/\t/example.org/",
        "/\n/example.org/",
        "/a\x00b",
        "javascript:alert(1)",
        "/sign-in",
        "/sign-in?next=/sign-in",
        "/sign-out",
        "/" + "a" * 400,
    ],
)
def test_other_addresses_are_dropped(address: str | None) -> None:
    assert rules.local_path(address) == ""


WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
DROID = "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{WINDOWS} Gecko/20100101 Firefox/127.0", "Firefox on Windows"),
        (f"{WINDOWS} {CHROME}", "Chrome on Windows"),
        (f"{WINDOWS} {CHROME} Edg/126.0.0.0", "Edge on Windows"),
        (f"{WINDOWS} {CHROME} OPR/111.0.0.0", "Opera on Windows"),
        (f"{MAC} Version/17.5 Safari/605.1.15", "Safari on Mac"),
        (f"{PHONE} Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"{PHONE} CriOS/126.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        (f"{PHONE} FxiOS/127.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPhone"),
        (f"{DROID} SamsungBrowser/25.0 Chrome/121.0 Mobile", "Samsung Internet on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Firefox/127.0", "Firefox on Linux"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROME}", "Chrome on ChromeOS"),
        ("curl/8.5.0", "A browser"),
        ("", "A browser"),
    ],
)
def test_people_know_their_browsers_by_these_words(user_agent: str, words: str) -> None:
    assert rules.device_words(user_agent) == words
