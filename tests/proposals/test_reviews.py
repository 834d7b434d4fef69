"""Asking for opinions, giving them, and stepping aside; on SQLite and on PostgreSQL."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference.editions.models import Track
from conference.editions.queries import frame_by_id
from conference.history.models import Entry
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.mail.models import Message
from conference.proposals.actions import assignments, conflicts, reviews
from conference.proposals.actions.assignments import Chair
from conference.proposals.models import (
    ConflictOfInterest,
    Criterion,
    Proposal,
    ProposalAuthor,
    Review,
    ReviewAssignment,
    ReviewComment,
    Reviewer,
    ReviewerTrack,
    ReviewScore,
)
from conference.proposals.queries import assignments as pages
from conference.proposals.queries import opinions, reading, telling
from conference.proposals.queries.assignments import PreviewPage
from conference.proposals.queries.committee import standings_of
from conference.proposals.queries.readers import Reader
from conference.proposals.queries.reading import Opinion
from conference.proposals.rules.assigning import NotAssignable, OpinionGiven, PlanChanged
from conference.proposals.rules.ranking import NO_STANDING, Measure
from conference.proposals.rules.reviewing import DiscussionClosed, ReviewingClosed
from conference.proposals.rules.states import AuthorState, ConflictKind, Decision, ProposalState
from tests.factories.people import make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    DURING,
    ask_for_review,
    asked_reviewers,
    change_phases,
    id_of_proposal,
    make_author,
    make_call,
    make_proposal,
    make_reviewer,
)
from tests.support.races import at_once

CHAIR = Reader(0, "oona@gmail.com")
GOOD = "Say more about the second half."


@dataclass(frozen=True, kw_only=True)
class Year:
    """An edition with a call, three reviewers, and two proposals."""

    id: int
    ada: int
    ben: int
    cho: int
    one: str
    two: str

    def chair(self, reader: Reader = CHAIR) -> Chair:
        """Return an organiser who assigns."""
        return Chair(edition_id=self.id, reader=reader, now=AFTER)

    def look(self, each: int, seed: str = "A", reader: Reader = CHAIR) -> PreviewPage:
        """Look at a draw."""
        return pages.preview(self.id, reader, each=each, seed=seed)

    def draw(self, each: int, seed: str = "A", *, seen: PreviewPage | None = None) -> int:
        """Carry out a draw that was looked at, now or before."""
        mark = (seen or self.look(each, seed)).mark
        with transaction():
            return assignments.assign_evenly(self.chair(), each=each, seed=seed, expected=mark)

    def give(self, code: str, person_id: int, score: int | None = 4, *, words: str = "") -> None:
        """Give an opinion, or abstain."""
        scores = {} if score is None else dict.fromkeys(criteria(), score)
        opinion = Opinion(is_abstained=score is None, scores=scores, for_speaker=words)
        with transaction():
            reviews.give(self.id, code, person_id, opinion, now=AFTER)


@pytest.fixture
def year(database: Flask) -> Year:
    edition = make_edition()
    make_call(edition.id)
    return Year(
        id=edition.id,
        ada=make_reviewer(edition.id, "ada@gmail.com", name="Ada"),
        ben=make_reviewer(edition.id, "ben@gmail.com", name="Ben"),
        cho=make_reviewer(edition.id, "cho@gmail.com", name="Cho"),
        one=make_proposal(edition.id, title="One", email="one@gmail.com", name="First"),
        two=make_proposal(edition.id, title="Two", email="two@gmail.com", name="Second"),
    )


def criteria() -> list[int]:
    return list(db.session.scalars(select(Criterion.id).order_by(Criterion.position)))


def mails() -> list[tuple[str, int]]:
    rows = db.session.scalars(select(Message).order_by(Message.address, Message.id))
    return [(row.address, row.facts["count"]) for row in rows]


def stored_conflicts() -> list[tuple[int, int, ConflictKind]]:
    rows = db.session.scalars(
        select(ConflictOfInterest).order_by(
            ConflictOfInterest.proposal_id, ConflictOfInterest.person_id
        )
    )
    return [(row.proposal_id, row.person_id, row.kind) for row in rows]


def words_for_speaker(year: Year) -> tuple[str, ...]:
    told = [(id_of_proposal(year.one), Decision.ACCEPT)]
    edition = frame_by_id(year.id)
    page = telling.letter(edition, told, reviews=tuple(Decision), figures={}, now=AFTER)
    (part,) = page.parts
    return part.reviews


def opinions_read(year: Year) -> tuple[opinions.Opinion, ...]:
    reader = Reader(year.cho, "cho@gmail.com")
    return opinions.opinion_page(frame_by_id(year.id), reader, year.one, now=AFTER).opinions


def test_a_draw_is_carried_out_once_and_told_in_one_mail_each(year: Year) -> None:
    seen = year.look(3)
    assert (year.draw(3, seen=seen), year.draw(3, seen=seen), year.draw(3, "B")) == (6, 0, 0)
    everybody = {"ada@gmail.com", "ben@gmail.com", "cho@gmail.com"}
    assert asked_reviewers() == {year.one: everybody, year.two: everybody}
    assert mails() == [(email, 2) for email in sorted(everybody)]


def test_a_draw_that_is_no_longer_the_one_looked_at_is_refused(year: Year) -> None:
    """Also where as many would be asked, for another proposal."""
    seen = year.look(1)
    with transaction():
        db.session.get_one(Proposal, id_of_proposal(year.one)).state = ProposalState.DECLINED
    make_proposal(year.id, title="Three", email="three@gmail.com")
    assert year.look(1).new == seen.new
    with pytest.raises(PlanChanged):
        year.draw(1, seen=seen)
    assert (asked_reviewers(), mails()) == ({}, [])


def test_two_presses_at_once_ask_once(database: Flask, year: Year) -> None:
    seen = year.look(3)
    answers = at_once(database, [lambda: year.draw(3, seen=seen)] * 2)
    assert (sorted(answers), len(mails())) == ([0, 6], 3)


def test_the_history_knows_who_was_asked_by_numbers_only(year: Year) -> None:
    year.draw(3)
    year.give(year.one, year.ada)
    entries = list(db.session.scalars(select(Entry).order_by(Entry.id)))
    assert {(row.what, row.subject_kind) for row in entries} == {
        ("reviewer asked", "proposal"),
        ("review given", "proposal"),
    }
    assert all(set(row.details) <= {"reviewer"} for row in entries)


def test_ones_own_is_never_given_by_account_or_by_address(year: Year) -> None:
    make_author(id_of_proposal(year.one), "ada@gmail.com")
    own = make_proposal(year.id, title="Mine", email="ben@gmail.com")
    year.draw(3)
    assert {code: len(asked) for code, asked in asked_reviewers().items()} == {
        year.one: 2,
        year.two: 3,
        own: 2,
    }
    for code, person_id in ((year.one, year.ada), (own, year.ben)):
        with pytest.raises(NotAssignable), transaction():
            assignments.assign_one(year.chair(), person_id, code)


def test_conflicts_are_found_and_written_down_when_assigning(year: Year) -> None:
    near = make_proposal(year.id, email="far@gmail.com", name="Far", organisation="The Trust Ltd")
    mail = make_proposal(year.id, email="x@law.uni.example", name="X")
    stage = make_proposal(
        year.id, title="Together", state=ProposalState.DRAFT, email="two@gmail.com"
    )
    make_author(id_of_proposal(stage), "cho@gmail.com")
    uni = make_reviewer(year.id, "dan@uni.example", organisation="trust")
    with transaction():
        assignments.assign_one(year.chair(), year.ada, year.one)
    assert stored_conflicts() == sorted(
        [
            (id_of_proposal(year.two), year.cho, ConflictKind.CO_SPEAKER),
            (id_of_proposal(near), uni, ConflictKind.ORGANISATION),
            (id_of_proposal(mail), uni, ConflictKind.ORGANISATION),
        ]
    )


def test_what_is_no_conflict_any_more_is_forgotten(year: Year) -> None:
    make_proposal(year.id, email="far@gmail.com", name="Far", organisation="Trust")
    for organisation in ("Trust", "Another"):
        with transaction():
            assignments.change_reviewer(
                year.chair(), year.ada, organisation=organisation, track_ids=frozenset()
            )
        assert len(stored_conflicts()) == (organisation == "Trust")


def test_a_declared_conflict_goes_to_the_one_with_the_least_to_do(year: Year) -> None:
    ask_for_review(year.one, year.ada)
    ask_for_review(year.two, year.ben)
    year.give(year.one, year.ada)
    with transaction():
        conflicts.declare(year.id, year.one, year.ada, note="My sister", now=AFTER)
    assert asked_reviewers() == {year.one: {"cho@gmail.com"}, year.two: {"ben@gmail.com"}}
    assert stored_conflicts() == [(id_of_proposal(year.one), year.ada, ConflictKind.DECLARED)]
    assert mails() == [("cho@gmail.com", 1)]
    assert db.session.scalar(select(func.count(Review.id))) == 0
    with pytest.raises(NotFound), transaction():
        conflicts.declare(year.id, year.one, year.ada, note="", now=AFTER)
    (row,) = pages.reviewer_page(year.id, year.ada, CHAIR).conflicts
    assert (row.paper.code, row.reason, row.note) == (
        year.one,
        "Declared by the reviewer",
        "My sister",
    )


def test_an_opinion_outlives_a_conflict_that_was_a_slip(year: Year) -> None:
    make_author(id_of_proposal(year.one), "far@gmail.com", organisation="Trust")
    ask_for_review(year.one, year.ada)
    year.give(year.one, year.ada, 5, words=GOOD)
    for organisation, who, score, words in (
        ("Trust", {"ben@gmail.com"}, None, ()),
        ("", {"ada@gmail.com", "ben@gmail.com"}, 5.0, (GOOD,)),
    ):
        with transaction():
            assignments.change_reviewer(
                year.chair(), year.ada, organisation=organisation, track_ids=frozenset()
            )
        ranked = standings_of(year.id, Measure.MEDIAN)
        assert asked_reviewers() == {year.one: who}
        assert ranked.get(id_of_proposal(year.one), NO_STANDING).score == score
        assert words_for_speaker(year) == words
        assert [row.score for row in opinions_read(year)] == ([score] if score else [])
    assert [address for address, _ in mails()] == ["ben@gmail.com"]


def test_naming_a_reviewer_and_thinking_again_takes_no_opinion(year: Year) -> None:
    ask_for_review(year.one, year.ada, year.ben)
    change_phases(may_discuss=True)
    year.give(year.one, year.ada, 1)
    year.give(year.one, year.ben, 4)
    with transaction():
        reviews.say(year.id, year.one, year.ada, "No", now=AFTER)
    author_id = make_author(id_of_proposal(year.one), "ada@gmail.com")
    with transaction():
        conflicts.look_again(year.id, now=AFTER)
    page = reading.reading_page(year.id, year.one, year.ben, now=AFTER)
    assert (page.others, page.comments) == ((), ())
    assert standings_of(year.id, Measure.MEDIAN)[id_of_proposal(year.one)].score == 4
    with transaction():
        db.session.delete(db.session.get_one(ProposalAuthor, author_id))
        db.session.flush()
        conflicts.look_again(year.id, now=AFTER)
    page = reading.reading_page(year.id, year.one, year.ben, now=AFTER)
    assert ([one.score for one in page.others], len(page.comments)) == ([1.0], 1)
    assert reading.reading_page(year.id, year.one, year.ada, now=AFTER).own is not None


def test_a_declared_conflict_takes_what_was_said_too(year: Year) -> None:
    ask_for_review(year.one, year.ada, year.ben)
    change_phases(may_discuss=True)
    for person_id in (year.ada, year.ben):
        year.give(year.one, person_id)
        with transaction():
            reviews.say(year.id, year.one, person_id, "Yes", now=AFTER)
    with transaction():
        conflicts.declare(year.id, year.one, year.ada, note="", now=AFTER)
    left = [db.session.scalars(select(table.person_id)).all() for table in (Review, ReviewComment)]
    assert left == [[year.ben], [year.ben]]


def test_nobody_steps_in_where_nobody_may(year: Year) -> None:
    ask_for_review(year.one, year.ada, year.ben, year.cho)
    with transaction():
        conflicts.declare(year.id, year.one, year.ada, note="", now=AFTER)
    assert asked_reviewers() == {year.one: {"ben@gmail.com", "cho@gmail.com"}}


def test_a_co_speaker_who_is_added_later_leads_to_another_reviewer(year: Year) -> None:
    ask_for_review(year.one, year.ada)
    ask_for_review(year.two, year.ben)
    year.give(year.one, year.ada)
    make_author(id_of_proposal(year.one), "ada@gmail.com")
    with transaction():
        assert conflicts.look_again(year.id, now=AFTER) == ((id_of_proposal(year.one), year.ada),)
        assert conflicts.look_again(year.id, now=AFTER) == ()
    assert asked_reviewers() == {year.one: {"cho@gmail.com"}, year.two: {"ben@gmail.com"}}
    assert stored_conflicts() == []


def test_no_opinion_slips_in_while_somebody_else_steps_in(database: Flask, year: Year) -> None:
    ask_for_review(year.one, year.ada)
    make_author(id_of_proposal(year.one), "dan@gmail.com", organisation="Trust")
    with transaction():
        db.session.get_one(Reviewer, (year.id, year.ada)).organisation = "Trust"

    def look() -> None:
        with transaction():
            conflicts.look_again(year.id, now=AFTER)

    asked_before = select(ReviewAssignment.person_id).where(
        ReviewAssignment.proposal_id == id_of_proposal(year.one)
    )
    at_once(database, [look, lambda: year.give(year.one, year.ada), look])
    assert db.session.scalars(asked_before).all() == [year.ben]
    assert standings_of(year.id, Measure.MEDIAN) == {}


def test_tracks_hold_whatever_was_asked_before(year: Year) -> None:
    track_id = db.session.scalars(select(Track.id)).first()
    assert track_id is not None
    three = make_proposal(year.id, title="Three", email="three@gmail.com", track_id=track_id)
    ask_for_review(year.one, year.ada)
    ask_for_review(three, year.ada)
    with transaction():
        moved = assignments.change_reviewer(
            year.chair(), year.ada, organisation="", track_ids=frozenset({track_id})
        )
    assert (moved, asked_reviewers()) == (
        1,
        {year.one: {"ben@gmail.com"}, three: {"ada@gmail.com"}},
    )
    with pytest.raises(NotAssignable), transaction():
        assignments.assign_one(year.chair(), year.ada, year.two)
    with transaction():
        assert assignments.assign_track(year.chair(), year.ben, track_id) == 1
        assert assignments.assign_track(year.chair(), year.ben, track_id) == 0


def test_an_organiser_asks_nobody_for_their_own_and_asks_nobody_no_more(year: Year) -> None:
    track_id = db.session.scalars(select(Track.id)).first()
    assert track_id is not None
    own = make_proposal(year.id, title="Hers", email=CHAIR.email, track_id=track_id)
    joint = make_proposal(year.id, title="Theirs", email="olu@gmail.com", track_id=track_id)
    make_author(id_of_proposal(joint), CHAIR.email, state=AuthorState.DECLINED)
    year.draw(2)
    with transaction():
        assert assignments.assign_track(year.chair(), year.ada, track_id) == 0
    assert asked_reviewers().keys() == {year.one, year.two}
    ask_for_review(own, year.ada, year.ben)
    year.give(own, year.ada)
    presses: list[Callable[[str], object]] = [
        lambda code: assignments.assign_one(year.chair(), year.cho, code),
        lambda code: assignments.unassign(year.chair(), year.ada, code),
        lambda code: assignments.unassign(year.chair(), year.ben, code),
    ]
    for press in presses:
        for code in (own, joint, "NOTONE"):
            with pytest.raises(NotFound), transaction():
                press(code)
    assert asked_reviewers()[own] == {"ada@gmail.com", "ben@gmail.com"}


def test_another_organiser_asks_for_what_one_is_kept_from(year: Year) -> None:
    own = make_proposal(year.id, title="Hers", email=CHAIR.email)
    olu = Reader(make_person("olu@gmail.com"), "olu@gmail.com")
    other = year.chair(olu)
    with transaction():
        assert assignments.assign_one(other, year.ada, own) == 1
        mark = year.look(3, reader=olu).mark
        assert assignments.assign_evenly(other, each=3, seed="A", expected=mark) == 8
        assignments.unassign(other, year.ben, own)
    assert asked_reviewers()[own] == {"ada@gmail.com", "cho@gmail.com"}


def test_nothing_of_a_draw_tells_who_judges_an_own_one(year: Year) -> None:
    own = make_proposal(year.id, title="Hers", email=CHAIR.email)
    before = year.look(2)
    ask_for_review(own, year.ada)
    assert year.look(2) == before
    assert (before.papers, before.new, before.leaves_out) == (2, 4, True)
    assert year.draw(2, seen=before) == before.new
    assert [row.then for row in before.rows] == [
        row.done + row.left for row in pages.reviewers_page(year.id, CHAIR).rows
    ]


def test_what_is_said_of_a_reviewer_does_not_tell_that_an_own_one_went_on(year: Year) -> None:
    track_id = db.session.scalars(select(Track.id)).first()
    assert track_id is not None
    own = make_proposal(year.id, title="Hers", email=CHAIR.email)
    ask_for_review(own, year.ada)
    with transaction():
        moved = assignments.change_reviewer(
            year.chair(), year.ada, organisation="", track_ids=frozenset({track_id})
        )
    assert (moved, asked_reviewers()) == (0, {own: {"ben@gmail.com"}})


def test_a_track_of_another_year_is_not_taken(year: Year) -> None:
    with pytest.raises(NotFound), transaction():
        assignments.change_reviewer(
            year.chair(), year.ada, organisation="", track_ids=frozenset({9_999})
        )


def test_who_has_given_an_opinion_stays(year: Year) -> None:
    ask_for_review(year.one, year.ada, year.ben)
    year.give(year.one, year.ada)
    with pytest.raises(OpinionGiven), transaction():
        assignments.unassign(year.chair(), year.ada, year.one)
    for _ in range(2):
        with transaction():
            assignments.unassign(year.chair(), year.ben, year.one)
    assert asked_reviewers() == {year.one: {"ada@gmail.com"}}


def test_an_opinion_is_stored_changed_and_scored(year: Year) -> None:
    ask_for_review(year.one, year.ada)
    year.give(year.one, year.ada, 2, words="Hm")
    year.give(year.one, year.ada, 5, words=GOOD)
    own = reading.reading_page(year.id, year.one, year.ada, now=AFTER).own
    assert own == Opinion(scores=dict.fromkeys(criteria(), 5), for_speaker=GOOD)
    year.give(year.one, year.ada, None, words=GOOD)
    own = reading.reading_page(year.id, year.one, year.ada, now=AFTER).own
    assert own == Opinion(is_abstained=True, scores={}, for_speaker=GOOD)
    assert db.session.scalar(select(func.count(ReviewScore.review_id))) == 0


def test_two_first_opinions_of_one_person_at_once_are_one(database: Flask, year: Year) -> None:
    ask_for_review(year.one, year.ada)
    answers = at_once(database, [lambda: year.give(year.one, year.ada)] * 2)
    assert (answers, db.session.scalar(select(func.count(Review.id)))) == ([None, None], 1)


def test_what_is_not_theirs_is_not_there(year: Year) -> None:
    ask_for_review(year.one, year.ben)
    draft = make_proposal(year.id, state=ProposalState.DRAFT, email="d@gmail.com")
    gone = make_proposal(year.id, state=ProposalState.WITHDRAWN, email="w@gmail.com")
    own = make_proposal(year.id, email="ada@gmail.com")
    for code in (draft, gone, own):
        ask_for_review(code, year.ada)
    for code in (year.one, draft, gone, own):
        with pytest.raises(NotFound):
            reading.reading_page(year.id, code, year.ada, now=AFTER)
        with pytest.raises(NotFound):
            year.give(code, year.ada)
    assert reading.reading_list(year.id, year.ada, now=AFTER).rows == ()


def test_ones_own_is_known_by_its_address_before_the_account_is(year: Year) -> None:
    make_author(id_of_proposal(year.one), "ada@gmail.com")
    ask_for_review(year.one, year.ada)
    with pytest.raises(NotFound):
        reading.reading_page(year.id, year.one, year.ada, now=AFTER)
    with pytest.raises(NotFound):
        year.give(year.one, year.ada)


def test_outside_a_phase_nothing_is_taken(year: Year) -> None:
    ask_for_review(year.one, year.ada)
    change_phases(may_review=False)
    with pytest.raises(ReviewingClosed):
        year.give(year.one, year.ada)
    with pytest.raises(DiscussionClosed), transaction():
        reviews.say(year.id, year.one, year.ada, "Hello", now=AFTER)
    assert reading.rights_of(year.id, now=DURING).may_review is False


def test_others_are_read_and_talked_to_after_ones_own(year: Year) -> None:
    ask_for_review(year.one, year.ada, year.ben)
    change_phases(may_discuss=True)
    year.give(year.one, year.ben, 5, words=GOOD)
    with transaction():
        reviews.say(year.id, year.one, year.ben, "Take it", now=AFTER)
        reviews.say(year.id, year.one, year.ben, "Take it", now=AFTER)
    before = reading.reading_page(year.id, year.one, year.ada, now=AFTER)
    assert (before.others, before.comments, before.joins) == ((), (), False)
    year.give(year.one, year.ada, None)
    after = reading.reading_page(year.id, year.one, year.ada, now=AFTER)
    assert [(one.who, one.score, one.for_speaker) for one in after.others] == [
        ("Reviewer 1", 5.0, GOOD)
    ]
    assert [(one.who, one.body) for one in after.comments] == [("Reviewer 1", "Take it")]
    change_phases(sight="never")
    hidden = reading.reading_page(year.id, year.one, year.ada, now=AFTER)
    assert (hidden.others, len(hidden.comments)) == ((), 1)


def test_names_show_only_where_the_phase_lets_them_and_blank_stays_blank(year: Year) -> None:
    make_author(id_of_proposal(year.one), "co@gmail.com", name=" ")
    ask_for_review(year.one, year.ada)
    assert reading.reading_page(year.id, year.one, year.ada, now=AFTER).names == ()
    change_phases(is_blind=False)
    assert reading.reading_page(year.id, year.one, year.ada, now=AFTER).names == ("First",)


def test_searching_looks_at_title_and_abstract_of_ones_own_only(year: Year) -> None:
    ask_for_review(year.one, year.ada)
    ask_for_review(year.two, year.ben)

    def found(text: str) -> list[str]:
        return [
            row.title for row in reading.reading_list(year.id, year.ada, now=AFTER, text=text).rows
        ]

    assert [found(text) for text in ("ONE", "same day", "two", "First", "one@gmail.com", "")] == [
        ["One"],
        ["One"],
        [],
        [],
        [],
        ["One"],
    ]


def test_organisers_read_how_far_a_reviewer_is_as_the_reviewer_does(year: Year) -> None:
    """Also when everything is decided, and of what counts no more, or is outside their tracks."""
    other = make_proposal(year.id, title="Other", email="other@gmail.com")
    late = make_proposal(year.id, title="Late", email="late@gmail.com")
    for person_id in (year.ada, year.ben):
        for code in (year.one, year.two, other, late):
            ask_for_review(code, person_id)
    year.give(year.one, year.ada)
    year.give(year.two, year.ada, None)
    year.give(other, year.ada)
    make_author(id_of_proposal(other), "ada@gmail.com")
    with transaction():
        track_id = db.session.scalars(select(Track.id)).first()
        db.session.add(ReviewerTrack(person_id=year.ben, track_id=track_id))
        db.session.get_one(Proposal, id_of_proposal(year.two)).track_id = track_id
        for code in (year.one, late):
            db.session.get_one(Proposal, id_of_proposal(code)).state = ProposalState.DECLINED
    lists = {
        person_id: reading.reading_list(year.id, person_id, now=AFTER)
        for person_id in (year.ada, year.ben, year.cho)
    }
    rows = {row.facts.person_id: row for row in pages.reviewers_page(year.id, CHAIR).rows}
    assert {key: (row.done, row.left) for key, row in rows.items()} == {
        key: (page.total - page.left, page.left) for key, page in lists.items()
    }
    assert [(row.done, row.left) for row in rows.values()] == [(2, 0), (0, 1), (0, 0)]
    alone = {key: pages.reviewer_page(year.id, key, CHAIR) for key in rows}
    assert {key: (page.done, page.left, len(page.conflicts)) for key, page in alone.items()} == {
        key: (row.done, row.left, row.barred) for key, row in rows.items()
    }
    assert rows[year.ada].barred == 1
