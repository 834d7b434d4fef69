"""When conflicts of interest are found and forgotten, on SQLite and on PostgreSQL."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import delete, select

from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.people import actions as people
from conference.people.actions.roles import take_up_roles
from conference.people.models import RoleGrant
from conference.people.rules import Role, RoleDesk
from conference.proposals.actions import authors, behalf, conflicts, sending
from conference.proposals.actions.writing import Owner
from conference.proposals.models import ConflictOfInterest, ProposalAuthor
from conference.proposals.queries.readers import Reader, kept_from
from conference.proposals.rules.states import ConflictKind
from tests.factories.people import make_grant, make_person
from tests.factories.proposals import (
    AFTER,
    DURING,
    ask_for_review,
    asked_reviewers,
    id_of_proposal,
    make_proposal,
    make_reviewer,
)
from tests.proposals.actions.test_sending import REAL, draft, of_year, writer_of

PAT, ADA, BEN = "pat@gmail.com", "ada@gmail.com", "ben@gmail.com"
CHO, DAN = "cho@leam.example", "dan@leam.example"
HOUSE = "The Leam Trust"


@dataclass(frozen=True, kw_only=True)
class Year:
    """Pat has sent in a proposal, for which Ada is asked; Ben could step in."""

    edition: EditionFrame
    ada: int
    judged: str

    def invite(self, code: str, email: str = ADA) -> None:
        """Let Pat name somebody on a proposal of theirs."""
        with transaction():
            authors.invite(writer_of(self.edition, PAT), code, name="Somebody", email=email)

    def kept_from(self, person_id: int, email: str) -> frozenset[int]:
        """Return from which proposals somebody of the committee is kept."""
        return kept_from(self.edition.id, Reader(person_id, email))


@pytest.fixture
def year(database: Flask) -> Year:
    edition = of_year()
    judged = make_proposal(edition.id, title="Judged", email=PAT)
    ada = make_reviewer(edition.id, ADA, name="Ada", organisation=HOUSE)
    make_reviewer(edition.id, BEN, name="Ben")
    ask_for_review(judged, ada)
    return Year(edition=edition, ada=ada, judged=judged)


def kinds() -> list[ConflictKind]:
    db.session.rollback()
    return list(db.session.scalars(select(ConflictOfInterest.kind)))


def test_a_speaker_beside_the_owner_counts_from_the_draft_on(year: Year) -> None:
    code = draft(year.edition, PAT)
    year.invite(code)
    assert (asked_reviewers(), kinds()) == ({year.judged: {BEN}}, [ConflictKind.CO_SPEAKER])


def test_a_speaker_who_is_taken_off_a_draft_stands_no_nearer(year: Year) -> None:
    code = draft(year.edition, PAT)
    year.invite(code)
    number = db.session.scalars(select(ProposalAuthor.id).where(ProposalAuthor.email == ADA)).one()
    with transaction():
        authors.remove(writer_of(year.edition, PAT), code, number)
    assert kinds() == []


def test_a_draft_that_is_thrown_away_stands_between_nobody(year: Year) -> None:
    code = draft(year.edition, PAT)
    year.invite(code)
    with transaction():
        sending.discard(writer_of(year.edition, PAT), code)
    assert kinds() == []


def test_what_is_sent_in_is_kept_at_once_from_its_own_house(year: Year) -> None:
    code = draft(year.edition, "dan@gmail.com", organisation=HOUSE)
    assert year.kept_from(year.ada, ADA) == frozenset()
    with transaction():
        sending.submit(writer_of(year.edition, "dan@gmail.com"), code)
    assert year.kept_from(year.ada, ADA) == {id_of_proposal(code)}


def test_what_organisers_send_in_for_somebody_is_kept_from_their_house_too(year: Year) -> None:
    cho = make_reviewer(year.edition.id, CHO)
    desk = behalf.Desk(
        edition=year.edition, person_id=make_person("oona@gmail.com"), now=AFTER, real_now=REAL
    )
    whole: dict[str, object] = {
        "title": "Late",
        "audience": "All",
        "outcome": "Do it",
        "abstract": "What we did.",
    }
    places: dict[str, object] = {
        "format_id": year.edition.formats[0].id,
        "track_id": year.edition.tracks[0].id,
    }
    owner = Owner(email=DAN, name="Dan", person_id=None)
    with transaction():
        code = behalf.write_for(desk, whole | places, owner=owner, is_sent=True, form_token="once")
    assert year.kept_from(cho, CHO) == {id_of_proposal(code)}


@pytest.mark.parametrize("is_for_all", [False, True])
def test_who_sits_on_the_committee_and_reviews_now_is_kept_from_their_house(
    year: Year, is_for_all: bool
) -> None:
    cho = make_person(CHO)
    make_grant(cho, Role.COMMITTEE)
    code = make_proposal(year.edition.id, email=DAN)
    before = year.kept_from(cho, CHO)
    give_role(year.edition, is_for_all=is_for_all)
    assert before == frozenset()
    assert year.kept_from(cho, CHO) == {id_of_proposal(code)}


def test_a_role_that_waited_for_its_address_keeps_from_the_own_house_too(year: Year) -> None:
    give_role(year.edition)
    code = make_proposal(year.edition.id, email=DAN)
    cho = make_person(CHO)
    with transaction():
        take_up_roles(cho, CHO, now=DURING)
    assert year.kept_from(cho, CHO) == {id_of_proposal(code)}


def give_role(edition: EditionFrame, *, is_for_all: bool = False) -> None:
    desk = RoleDesk(edition_id=edition.id, acts_for_all=True, actor="person 1")
    with transaction():
        people.give_role(
            CHO,
            Role.REVIEWER,
            edition_id=None if is_for_all else edition.id,
            desk=desk,
            now=DURING,
        )


def test_what_was_found_of_somebody_stays_when_they_review_no_more(year: Year) -> None:
    """What they wrote is there still, and would count again."""
    year.invite(draft(year.edition, PAT))
    with transaction():
        db.session.execute(delete(RoleGrant).where(RoleGrant.person_id == year.ada))
        conflicts.look_again(year.edition.id, now=AFTER)
    assert kinds() == [ConflictKind.CO_SPEAKER]
