"""Codes that can be read aloud, and links that are sealed."""

from hypothesis import given
from hypothesis import strategies as st

from conference.kernel.codes import (
    ALPHABET,
    fingerprint,
    normalised,
    opened,
    random_code,
    random_token,
    sealed,
)

KEY = "a key of this installation"


def test_codes_have_no_look_alikes() -> None:
    assert set(ALPHABET) & set("01OILU") == set()
    assert set(random_code(500)) <= set(ALPHABET)


def test_what_people_type_is_forgiven() -> None:
    assert normalised(" 7k4-q2 x") == "7K4Q2X"


@given(st.text("ABCDEFGH23456789", min_size=1, max_size=40), st.sampled_from(["order", "ticket"]))
def test_a_sealed_link_opens_for_its_purpose_only(selector: str, purpose: str) -> None:
    token = sealed(purpose, selector, key=KEY)
    other = "ticket" if purpose == "order" else "order"
    assert opened(purpose, token, key=KEY) == selector
    assert opened(other, token, key=KEY) is None
    assert opened(purpose, token, key="another key") is None


@given(st.text(max_size=80))
def test_anything_else_opens_nothing(token: str) -> None:
    assert opened("order", token, key=KEY) is None


def test_one_changed_sign_closes_a_link() -> None:
    token = sealed("order", "ABCDEFGH", key=KEY)
    for place in range(len(token)):
        changed = token[:place] + ("2" if token[place] != "2" else "3") + token[place + 1 :]
        assert opened("order", changed, key=KEY) is None


def test_tokens_differ_and_only_a_fingerprint_is_stored() -> None:
    first, second = random_token(), random_token()
    assert first != second
    assert len(fingerprint(first)) == 64
    assert first not in fingerprint(first)
