"""When a reviewer stands too near to a proposal."""

import pytest

from conference.proposals.rules.conflicts import (
    Named,
    detected,
    domain,
    is_own,
    organisation_key,
    shares_house,
)
from conference.proposals.rules.states import ConflictKind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Harbour Trust", "harbour  trust"),
        ("Smith & Sons Ltd.", "SMITH AND SONS"),
        ("Université de Lyon", "Universite de Lyon"),
        ("St John\u2019s College", "St Johns College"),
        ("The Company", "The Company"),
    ],
)
def test_two_spellings_of_one_organisation_are_the_same(one: str, other: str) -> None:
    assert organisation_key(one) == organisation_key(other)


def test_different_organisations_stay_different() -> None:
    names = ("Harbour Trust", "Harbour School", "", "The Co", "Łódź")
    assert len({organisation_key(name) for name in names}) == len(names)


def test_a_public_provider_says_nothing_of_a_house() -> None:
    addresses = ("a@GMail.com", "b@north.example", "c@example.org", "nothing")
    assert [domain(email) for email in addresses] == ["", "north.example", "", "nothing"]


@pytest.mark.parametrize(
    ("mine", "theirs", "is_shared"),
    [
        (("a@gmail.com", "The Trust"), ("b@gmail.com", "trust"), True),
        (("a@gmail.com", ""), ("b@gmail.com", ""), False),
        (("a@uni.example", ""), ("b@uni.example", ""), True),
        (("a@law.uni.example", ""), ("b@uni.example", "Law"), True),
        (("a@uni.example", "Uni"), ("b@notuni.example", "College"), False),
        (("a@gmail.com", "Uni"), ("b@uni.example", "College"), False),
        (("a@nhs.net", ""), ("b@nhs.net", ""), False),
        (("a@nhs.net", "Harbour Trust"), ("b@nhs.net", "Harbour Trust"), True),
        (("a@x.nhs.uk", ""), ("b@x.nhs.uk", ""), True),
        (("a@gmail.com", "Freelance"), ("b@gmail.com", "freelance"), False),
        (("a@gmail.com", "Self-employed"), ("b@gmail.com", "self employed"), False),
        (("a@gmail.com", "N/A"), ("b@gmail.com", "n/a"), False),
        (("a@gmail.com", "None Ltd"), ("b@gmail.com", "none"), False),
        (("a@uni.example", "Retired"), ("b@uni.example", "Retired"), True),
    ],
)
def test_one_house_by_name_or_by_mail(
    mine: tuple[str, str], theirs: tuple[str, str], *, is_shared: bool
) -> None:
    one, other = (Named(email=email, organisation=name) for email, name in (mine, theirs))
    assert (shares_house(one, other), shares_house(other, one)) == (is_shared, is_shared)


def test_ones_own_is_known_by_account_or_by_address() -> None:
    reviewer = Named(email="R@gmail.com", person_id=7)
    authors = [
        Named(email="r@gmail.com"),
        Named(email="old@gmail.com", person_id=7),
        Named(email="other@gmail.com", person_id=8),
        Named(email="nobody@gmail.com"),
    ]
    assert [is_own(reviewer, [author]) for author in authors] == [True, True, False, False]


def test_who_stands_on_stage_with_an_author_has_a_conflict() -> None:
    reviewer = Named(email="r@gmail.com", organisation="Trust")
    author = Named(email="a@gmail.com", organisation="Trust")
    far = Named(email="far@gmail.com")
    assert [
        detected(reviewer, [author], [author]),
        detected(reviewer, [far, author], [far]),
        detected(reviewer, [author], [far]),
        detected(reviewer, [far], [author]),
    ] == [
        ConflictKind.CO_SPEAKER,
        ConflictKind.CO_SPEAKER,
        ConflictKind.ORGANISATION,
        None,
    ]
