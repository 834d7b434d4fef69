"""How entries of the history read."""

import pytest

from conference.history import rules


def test_persons_are_found_among_the_actors() -> None:
    assert rules.person_ids(["person 3", "buyer", "person 4", "person x", "system"]) == {3, 4}


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        ("person 3", "Rowan Hale"),
        ("person 4", "Person 4"),
        ("person x", "Person x"),
        ("system", "System"),
    ],
)
def test_an_actor_is_named_where_the_name_is_known(actor: str, words: str) -> None:
    assert rules.actor_words(actor, {3: "Rowan Hale"}) == words


def test_details_are_one_line_each() -> None:
    assert rules.detail_words({"to_state": "paid", "amount": 14900}) == (
        "To state: paid",
        "Amount: £149.00",
    )
    assert rules.detail_words({}) == ()
