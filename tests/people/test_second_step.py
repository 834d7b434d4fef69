"""Codes of authenticator apps against the figures of the RFC, secrets and recovery codes."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from conference.kernel.sealing import SealBroken
from conference.people import second_step
from tests.factories.people import KEY, code_at

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
NOON = datetime(2024, 7, 15, 12, 0, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    assert second_step.matching_step(RFC_SECRET, code, after=0, now=moment) == seconds // 30


@pytest.mark.parametrize(
    ("drift", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_one_step_off(*, drift: int, fits: bool) -> None:
    secret = second_step.new_secret()
    code = code_at(secret, NOON + drift * STEP)
    step = second_step.matching_step(secret, code, after=0, now=NOON)
    assert (step is not None) is fits


def test_a_code_does_not_work_a_second_time() -> None:
    secret = second_step.new_secret()
    code = code_at(secret, NOON)
    step = second_step.matching_step(secret, code, after=0, now=NOON)
    assert step is not None
    assert second_step.matching_step(secret, code, after=step, now=NOON) is None


def test_an_older_code_does_not_work_after_a_newer_one() -> None:
    secret = second_step.new_secret()
    newer = second_step.matching_step(secret, code_at(secret, NOON), after=0, now=NOON)
    assert newer is not None
    older = code_at(secret, NOON - STEP)
    assert second_step.matching_step(secret, older, after=newer, now=NOON) is None


def test_a_pasted_code_may_hold_spaces() -> None:
    secret = second_step.new_secret()
    code = code_at(secret, NOON)
    pasted = f" {code[:3]} {code[3:]} "
    assert second_step.matching_step(secret, pasted, after=0, now=NOON) is not None


@pytest.mark.parametrize("code", ["", "abcdef", "12345", "1234567", "١٢٣٤٥٦"])
def test_what_is_no_code_does_not_fit(code: str) -> None:
    assert second_step.matching_step(second_step.new_secret(), code, after=0, now=NOON) is None


def test_a_stored_secret_opens_for_its_person_only() -> None:
    sealed = second_step.seal_secret(RFC_SECRET, person_id=1, key=KEY)
    assert second_step.open_secret(sealed, person_id=1, key=KEY) == RFC_SECRET
    with pytest.raises(SealBroken):
        second_step.open_secret(sealed, person_id=2, key=KEY)


def test_the_app_is_told_who_and_where() -> None:
    link = urlsplit(
        second_step.app_link(RFC_SECRET, email="rowan@example.org", issuer="Sample Conference")
    )
    assert (link.scheme, link.netloc, link.path) == (
        "otpauth",
        "totp",
        "/Sample%20Conference:rowan%40example.org",
    )
    assert parse_qs(link.query) == {"secret": [RFC_SECRET], "issuer": ["Sample Conference"]}


def test_a_secret_is_shown_in_groups() -> None:
    assert second_step.spaced("ABCDEFGH") == "ABCD EFGH"


def test_ten_different_recovery_codes_are_made() -> None:
    codes = second_step.new_recovery_codes()
    assert len(set(codes)) == 10
    assert {len(code) for code in codes} == {14}


def test_a_recovery_code_is_known_however_it_is_typed() -> None:
    stored = second_step.recovery_hash("7KQ2-9MDA-PXWE", person_id=1, key=KEY)
    assert second_step.recovery_hash(" 7kq2 9mdapxwe", person_id=1, key=KEY) == stored
    assert second_step.recovery_hash("7KQ2-9MDA-PXWE", person_id=2, key=KEY) != stored
    assert second_step.recovery_hash("7KQ2-9MDA-PXWE", person_id=1, key="another") != stored
