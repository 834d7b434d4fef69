"""Conflicts of interest: declared by reviewers, found by us; somebody else steps in."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, tuple_

from conference.history import actions as history
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.events import RoleGiven
from conference.people.rules import Role
from conference.proposals.actions import reviews
from conference.proposals.mails import reviews as mails
from conference.proposals.models import ConflictOfInterest, ReviewAssignment
from conference.proposals.queries import calls, proposals, reading
from conference.proposals.queries import reviewers as queries
from conference.proposals.rules import assigning
from conference.proposals.rules.assigning import Hindrance, Judge, Pair, Paper
from conference.proposals.rules.bench import Bench
from conference.proposals.rules.states import ConflictKind


def declare(edition_id: int, code: str, person_id: int, *, note: str, now: datetime) -> None:
    """Take a proposal off a reviewer's list because they say that they must not judge it.

    What they wrote and said of it goes; whoever of the others has the least to do is asked
    instead. Runs inside ``transaction()``. Raises: NotFound (it is not theirs to read).
    """
    calls.call_for_update(edition_id)
    row = proposals.proposal_for_update(edition_id, code)
    if not reading.may_read(edition_id, row.id, person_id):
        raise NotFound
    actor = history.person(person_id)
    db.session.add(
        ConflictOfInterest(
            proposal_id=row.id,
            person_id=person_id,
            kind=ConflictKind.DECLARED,
            note=note,
            noted_at=now,
            noted_by=actor,
        )
    )
    history.record(
        actor, "conflict declared", on=("proposal", row.id), at=now, edition_id=edition_id
    )
    db.session.flush()
    reviews.forget_opinion(row.id, person_id)
    _replace(edition_id, queries.bench(edition_id), [(row.id, person_id)], now=now)


def hold(edition_id: int) -> bool:
    """Take the call's lock, which comes before all others; say if the edition has a call."""
    if calls.call_of(edition_id) is None:
        return False
    calls.call_for_update(edition_id)
    return True


def look_again(edition_id: int, *, now: datetime) -> tuple[Pair, ...]:
    """Let others step in for reviewers who must not judge what they were asked for; say for whom.

    What was written already stays and counts no more. Where nothing stands between any longer, it
    counts again, and its writer is asked again. To be called whenever it changes what is sent in,
    who is named on a proposal or a draft, who reviews, the organisation of an author or a reviewer,
    or a reviewer's tracks. Takes the call's lock. Runs inside ``transaction()``. Raises: NotFound
    (the edition has no call).
    """
    calls.call_for_update(edition_id)
    bench = queries.bench(edition_id)
    note(bench, edition_id, now=now)
    back = _back(bench)
    if back:
        reviews.ask(edition_id, back, actor=history.SYSTEM, now=now)
        bench = queries.bench(edition_id)
    near = tuple(
        (paper.id, judge.id)
        for paper in bench.waiting
        for judge in bench.judges
        if judge.id in paper.reviewers and _must_leave(bench, paper, judge)
    )
    _replace(edition_id, bench, near, now=now)
    return near


def look_at_new_reviewer(event: RoleGiven) -> None:
    """Look again where somebody reviews now: they may sit on the committee already."""
    if event.role != Role.REVIEWER:
        return
    for edition_id in calls.editions_with_call():
        if event.edition_id in {None, edition_id}:
            look_again(edition_id, now=event.at)


def _back(bench: Bench) -> list[Pair]:
    """Return whose opinion counts again: it was kept while somebody else was asked instead."""
    return [
        (paper.id, judge.id)
        for paper in bench.waiting
        for judge in bench.judges
        if (paper.id, judge.id) in bench.given
        and judge.id not in paper.reviewers
        and judge.hindrance(paper) in {None, Hindrance.TRACK}
    ]


def _must_leave(bench: Bench, paper: Paper, judge: Judge) -> bool:
    """Say whether a reviewer must not go on; outside their tracks, what is written stays."""
    hindrance = judge.hindrance(paper)
    if hindrance is Hindrance.TRACK:
        return (paper.id, judge.id) not in bench.given
    return hindrance is not None


def note(bench: Bench, edition_id: int, *, now: datetime) -> None:
    """Write down what is detected now, and forget what is no longer so.

    Of who has the role no more it stays: nobody looks at them, and what they wrote is there still.
    """
    found = {pair: kind for pair, kind in bench.detected.items() if pair not in bench.declared}
    stale = [
        pair
        for pair, kind in bench.stored.items()
        if pair[0] in bench.papers and pair[1] in bench.reviewers and found.get(pair) is not kind
    ]
    _forget(ConflictOfInterest, stale)
    new = [pair for pair, kind in found.items() if bench.stored.get(pair) is not kind]
    if not new:
        return
    db.session.execute(
        insert(ConflictOfInterest),
        [
            {
                "proposal_id": proposal_id,
                "person_id": person_id,
                "kind": found[proposal_id, person_id],
                "note": "",
                "noted_at": now,
                "noted_by": history.SYSTEM,
            }
            for proposal_id, person_id in sorted(new)
        ],
    )
    for proposal_id, person_id in sorted(new):
        history.record(
            history.SYSTEM,
            "conflict found",
            on=("proposal", proposal_id),
            at=now,
            edition_id=edition_id,
            reviewer=person_id,
        )


def _replace(edition_id: int, bench: Bench, pairs: Iterable[Pair], *, now: datetime) -> None:
    """Take proposals away from reviewers and ask others instead."""
    gone = sorted(pairs)
    queries.papers_for_update({proposal_id for proposal_id, _ in gone})
    _forget(ReviewAssignment, gone)
    loads = dict(bench.loads)
    taken: list[Pair] = []
    for proposal_id, person_id in gone:
        if proposal_id not in bench.papers:
            continue  # decided by now: nobody has to judge it any more
        left = bench.paper(proposal_id)
        others = [judge for judge in bench.judges if judge.id != person_id]
        after = [pair for pair in taken if pair[0] == proposal_id]
        asked = Paper(
            id=left.id,
            track_id=left.track_id,
            reviewers=left.reviewers | {judge for _, judge in after},
        )
        found = assigning.stand_in(asked, others, loads)
        if found is not None:
            loads[found] = loads.get(found, 0) + 1
            taken.append((proposal_id, found))
    reviews.ask(edition_id, taken, actor=history.SYSTEM, now=now)
    mails.tell_waiting(edition_id, {judge for _, judge in taken}, now=now)


def _forget(table: type[ConflictOfInterest | ReviewAssignment], pairs: Iterable[Pair]) -> None:
    wanted = list(pairs)
    if wanted:
        db.session.execute(
            delete(table)
            .where(tuple_(table.proposal_id, table.person_id).in_(wanted))
            .execution_options(synchronize_session=False)
        )
