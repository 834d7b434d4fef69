"""How the history of a proposal reads."""

from typing import Any

import pytest

from conference.proposals.actions.writing import EDITABLE
from conference.proposals.rules.past import FIELDS, past_words
from conference.proposals.rules.states import Decision, ProposalState

PEOPLE = {"speakers": {125: "Bola Ade"}, "reviewers": {15: "Ada Obi"}}


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"author": 125}, ("Speaker: Bola Ade",)),
        ({"author": 126}, ("Speaker: somebody who is not named any more",)),
        ({"reviewer": 15}, ("Reviewer: Ada Obi",)),
        ({"reviewer": 16}, ("Reviewer: somebody whose account is deleted",)),
        ({"fields": ["outcome", "title"]}, ("Changed: what they will be able to do, title",)),
        ({"questions": [3, 8]}, ("Questions of the call: 2",)),
        ({"decision": Decision.DECLINE.value}, ("To decline",)),
        ({"state": ProposalState.RESERVE.value}, ("Reserve",)),
        ({"uses": 3}, ("Uses: 3",)),
        ({}, ()),
    ],
)
def test_details_are_in_peoples_words(details: dict[str, Any], words: tuple[str, ...]) -> None:
    assert past_words(details, **PEOPLE) == words


def test_every_column_that_is_written_has_a_name() -> None:
    assert FIELDS.keys() == EDITABLE
