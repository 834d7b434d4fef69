"""Organisers say who reviews what: evenly at random, by track, by person; and take it back.

Who judges a proposal from which an organiser is kept is for another organiser to say: it is left
out of what they do to many, and alone it is to them as one that does not exist.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from conference.history import actions as history
from conference.kernel.database import db, delete_where
from conference.kernel.errors import NotFound
from conference.proposals.actions import conflicts, reviews
from conference.proposals.mails import reviews as mails
from conference.proposals.models import ReviewAssignment, Reviewer, ReviewerTrack
from conference.proposals.queries import calls, proposals
from conference.proposals.queries import reviewers as queries
from conference.proposals.queries import reviews as given
from conference.proposals.queries.readers import Reader, kept_from
from conference.proposals.rules import assigning
from conference.proposals.rules.assigning import OpinionGiven, Pair, PlanChanged
from conference.proposals.rules.bench import Bench


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """Who assigns, in which edition, when."""

    edition_id: int
    reader: Reader
    now: datetime

    @property
    def actor(self) -> str:
        """How the history names whoever assigns."""
        return history.person(self.reader.person_id)

    @property
    def kept(self) -> frozenset[int]:
        """The proposals of whose reviewers they neither learn nor decide."""
        return kept_from(self.edition_id, self.reader)


def assign_evenly(chair: Chair, *, each: int, seed: str, expected: str) -> int:
    """Carry out the draw that was looked at; return how many were asked, none on a second press.

    ``expected`` is the mark of what was looked at. Runs inside ``transaction()``. Raises:
    PlanChanged (somebody else would be asked by now, or for something else).
    """
    bench = _bench(chair)
    plan = assigning.evenly(bench.waiting, bench.judges, each=each, seed=seed)
    if plan.pairs and plan.mark != expected:
        raise PlanChanged
    return _ask(chair, plan.pairs)


def assign_track(chair: Chair, person_id: int, track_id: int) -> int:
    """Ask one reviewer for all of a track that they may judge; return for how many.

    Runs inside ``transaction()``. Raises: NotFound (no such reviewer).
    """
    bench = _bench(chair)
    papers = [paper for paper in bench.waiting if paper.track_id == track_id]
    return _ask(chair, assigning.to_one(papers, bench.judge(person_id)))


def assign_one(chair: Chair, person_id: int, code: str) -> int:
    """Ask one reviewer for one proposal; return 1, or 0 where they were asked already.

    Runs inside ``transaction()``. Raises: NotFound, NotAssignable.
    """
    bench = _bench(chair)
    paper = bench.paper(proposals.proposal(chair.edition_id, code).id)
    judge = bench.judge(person_id)
    assigning.check_pair(paper, judge)
    return _ask(chair, assigning.to_one([paper], judge))


def unassign(chair: Chair, person_id: int, code: str) -> None:
    """Ask a reviewer no more for a proposal. A second press changes nothing.

    Runs inside ``transaction()``. Raises: NotFound, OpinionGiven.
    """
    calls.call_for_update(chair.edition_id)
    proposal = proposals.proposal_for_update(chair.edition_id, code)
    if proposal.id in chair.kept:
        raise NotFound
    if given.own_review(proposal.id, person_id) is not None:
        raise OpinionGiven
    is_it = (ReviewAssignment.proposal_id == proposal.id) & (
        ReviewAssignment.person_id == person_id
    )
    if delete_where(ReviewAssignment, is_it):
        _record(chair, "reviewer asked no more", ("proposal", proposal.id), reviewer=person_id)


def change_reviewer(
    chair: Chair, person_id: int, *, organisation: str, track_ids: frozenset[int]
) -> int:
    """Store a reviewer's organisation and tracks; return how many proposals went to others.

    What is true of a reviewer holds for all proposals; those from which the chair is kept are not
    counted to them.
    Runs inside ``transaction()``. Raises: NotFound (no such reviewer, or no call).
    """
    calls.call_for_update(chair.edition_id)
    queries.reviewer(chair.edition_id, person_id)
    row = db.session.get(Reviewer, (chair.edition_id, person_id))
    if row is None:
        row = Reviewer(edition_id=chair.edition_id, person_id=person_id)
        db.session.add(row)
    row.organisation = organisation
    known = {track_id for track_id, _ in queries.tracks(chair.edition_id)}
    if not track_ids <= known:
        raise NotFound
    db.session.execute(
        delete(ReviewerTrack).where(
            ReviewerTrack.person_id == person_id, ReviewerTrack.track_id.in_(known)
        )
    )
    db.session.add_all(
        ReviewerTrack(track_id=track_id, person_id=person_id) for track_id in sorted(track_ids)
    )
    _record(chair, "reviewer changed", ("person", person_id), tracks=sorted(track_ids))
    db.session.flush()
    moved = conflicts.look_again(chair.edition_id, now=chair.now)
    kept = chair.kept
    return sum(proposal_id not in kept for proposal_id, _ in moved)


def _bench(chair: Chair) -> Bench:
    """Return who may judge what the chair may touch, read under the call's lock.

    Conflicts are written down, of all proposals.
    """
    calls.call_for_update(chair.edition_id)
    bench = queries.bench(chair.edition_id)
    conflicts.note(bench, chair.edition_id, now=chair.now)
    return bench.without(chair.kept)


def _ask(chair: Chair, pairs: tuple[Pair, ...]) -> int:
    reviews.ask(chair.edition_id, pairs, actor=chair.actor, now=chair.now)
    mails.tell_waiting(chair.edition_id, {person_id for _, person_id in pairs}, now=chair.now)
    return len(pairs)


def _record(chair: Chair, what: str, on: tuple[str, int], **details: object) -> None:
    history.record(chair.actor, what, on=on, at=chair.now, edition_id=chair.edition_id, **details)
