"""What is sealed opens for its purpose and key only, and not after a change."""

import pytest

from conference.kernel import sealing

KEY = "a secret key for tests that is long enough"


def test_what_was_sealed_comes_back() -> None:
    sealed = sealing.seal("sécret".encode(), purpose="tests", key=KEY)
    assert sealing.unseal(sealed, purpose="tests", key=KEY) == "sécret".encode()


def test_the_same_thing_is_sealed_differently_each_time() -> None:
    first = sealing.seal(b"secret", purpose="tests", key=KEY)
    assert sealing.seal(b"secret", purpose="tests", key=KEY) != first
    assert b"secret" not in first


@pytest.mark.parametrize(("purpose", "key"), [("other", KEY), ("tests", "another key")])
def test_another_purpose_or_key_opens_nothing(purpose: str, key: str) -> None:
    sealed = sealing.seal(b"secret", purpose="tests", key=KEY)
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(sealed, purpose=purpose, key=key)


def test_a_changed_box_opens_nothing() -> None:
    sealed = sealing.seal(b"secret", purpose="tests", key=KEY)
    for changed in (b"", sealed[:-1], sealed + b"a", sealed[:-1] + bytes([sealed[-1] ^ 1])):
        with pytest.raises(sealing.SealBroken):
            sealing.unseal(changed, purpose="tests", key=KEY)
