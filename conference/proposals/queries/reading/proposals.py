"""Which proposals a reviewer reads, and what of them."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import QueryableAttribute

from conference.editions.models import Format, Track
from conference.editions.rules import LEVELS, MarkShape, language_name
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.text import rendered
from conference.proposals.models import (
    ConflictOfInterest,
    Proposal,
    Review,
    ReviewAssignment,
    ReviewerTrack,
)
from conference.proposals.queries.readers import is_impartial
from conference.proposals.queries.reading import judging
from conference.proposals.queries.reading.pages import (
    ReadingList,
    ReadingPage,
    ReadingRow,
    TrackMark,
)
from conference.proposals.rules.reviewing import READABLE, is_wanted
from conference.proposals.rules.states import ConflictKind, ProposalState

TEXT_LENGTH = 120
"""Longest search text taken, in signs."""


def may_read(edition_id: int, proposal_id: int, person_id: int) -> bool:
    """Say whether a proposal is on a reviewer's list."""
    found = select(Proposal.id).where(_is_theirs(edition_id, person_id), Proposal.id == proposal_id)
    return db.session.scalar(found) is not None


def reading_list(edition_id: int, person_id: int, *, now: datetime, text: str = "") -> ReadingList:
    """Return what a reviewer was asked for, in two statements; ``text`` narrows the rows.

    Searched are title and abstract only. The order is that of the codes, which are drawn: nobody
    is read first because of a name or of an early hour.
    """
    rows = db.session.execute(
        select(
            Proposal.code,
            Proposal.title,
            Proposal.abstract,
            Proposal.state,
            Format.name,
            Review.is_abstained,
            *_TRACK,
        )
        .outerjoin(Format, Format.id == Proposal.format_id)
        .outerjoin(Track, Track.id == Proposal.track_id)
        .outerjoin(Review, and_(Review.proposal_id == Proposal.id, judging.is_by(person_id)))
        .where(_is_theirs(edition_id, person_id))
        .order_by(Proposal.code)
    ).all()
    wanted = _folded(text[:TEXT_LENGTH]).split()
    return ReadingList(
        rows=tuple(
            ReadingRow(
                code=code,
                title=title,
                format=format_name or "",
                track=_track(mark),
                is_abstained=is_abstained,
                is_open=is_wanted(state),
            )
            for code, title, abstract, state, format_name, is_abstained, *mark in rows
            if _holds(f"{title} {abstract}", wanted)
        ),
        total=sum(row.is_abstained is not None or is_wanted(row.state) for row in rows),
        left=sum(row.is_abstained is None and is_wanted(row.state) for row in rows),
        text=text,
        rights=judging.rights_of(edition_id, now=now),
    )


def progress(edition_id: int, *, kept: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """Return of each reviewer how many opinions they have given and how many are left to give.

    That is what their own lists say, but for the proposals from which whoever asks is kept.
    """
    is_given, is_open = Review.id.is_not(None), Proposal.state == ProposalState.SUBMITTED
    rows = db.session.execute(
        select(
            ReviewAssignment.person_id,
            func.count(Review.id),
            func.sum(case((and_(~is_given, is_open), 1), else_=0)),
        )
        .join(Proposal, Proposal.id == ReviewAssignment.proposal_id)
        .outerjoin(
            Review,
            and_(Review.proposal_id == Proposal.id, Review.person_id == ReviewAssignment.person_id),
        )
        .where(_may_judge(edition_id, ReviewAssignment.person_id), Proposal.id.not_in(kept))
        .group_by(ReviewAssignment.person_id)
    )
    return {person_id: (done, left) for person_id, done, left in rows}


def next_code(edition_id: int, person_id: int, *, after: str) -> str | None:
    """Return the next proposal that waits for the reviewer, from the first again at the end."""
    codes = db.session.scalars(
        select(Proposal.code)
        .outerjoin(Review, and_(Review.proposal_id == Proposal.id, judging.is_by(person_id)))
        .where(
            _is_theirs(edition_id, person_id),
            Review.id.is_(None),
            Proposal.code != after,
            Proposal.state == ProposalState.SUBMITTED,
        )
        .order_by(Proposal.code)
    ).all()
    return next((code for code in codes if code > after), codes[0] if codes else None)


def to_give(edition_id: int, person_id: int, *, now: datetime) -> frozenset[int]:
    """Return the proposals of which a reviewer's opinion is still waited for, in two statements.

    Until they have given it, nobody shows them others' opinions, whatever else they are. None
    once reviews are taken no more: then they could never give it.
    """
    if not judging.rights_of(edition_id, now=now).may_yet_review:
        return frozenset()
    found = db.session.scalars(
        select(Proposal.id)
        .outerjoin(Review, and_(Review.proposal_id == Proposal.id, judging.is_by(person_id)))
        .where(
            _is_theirs(edition_id, person_id),
            Review.id.is_(None),
            Proposal.state == ProposalState.SUBMITTED,
        )
    )
    return frozenset(found)


def reading_page(edition_id: int, code: str, person_id: int, *, now: datetime) -> ReadingPage:
    """Return one proposal as its reviewer reads it.

    Raises: NotFound (not asked for, own, with a conflict, outside the tracks, or not there).
    """
    row = db.session.execute(
        select(
            Proposal.id,
            Proposal.title,
            Proposal.audience,
            Proposal.outcome,
            Proposal.abstract,
            Proposal.content_note,
            Proposal.level,
            Proposal.language,
            Proposal.state,
            Proposal.track_id,
            Format.name.label("format"),
            *_TRACK,
        )
        .outerjoin(Format, Format.id == Proposal.format_id)
        .outerjoin(Track, Track.id == Proposal.track_id)
        .where(_is_theirs(edition_id, person_id), Proposal.code == code)
    ).one_or_none()
    if row is None:
        raise NotFound
    rights = judging.rights_of(edition_id, now=now)
    criteria = judging.criteria_of(edition_id)
    opinions = judging.opinions_of(row.id)
    own = next((opinion for author, opinion in opinions if author == person_id), None)
    who = judging.numbers_of(opinions, person_id)
    sees = rights.sees_others(has_own=own is not None)
    joins = rights.joins(has_own=own is not None)
    return ReadingPage(
        code=code,
        title=row.title,
        audience=row.audience,
        outcome=row.outcome,
        abstract=rendered(row.abstract),
        content_note=row.content_note,
        format=row.format or "",
        level=LEVELS[row.level],
        language=language_name(row.language or "en"),
        track=_track(row[-len(_TRACK) :]),
        answers=judging.answers_of(edition_id, row.id, row.track_id),
        names=() if rights.is_blind else judging.names_of(row.id),
        criteria=criteria,
        rights=rights,
        taking=rights.taking(row.state),
        own=own,
        started=judging.draft_of(row.id, person_id),
        others=judging.others_of(opinions, who, criteria, person_id) if sees else (),
        comments=judging.comments_of(row.id, who) if joins else (),
    )


def has_declared(edition_id: int, code: str, person_id: int) -> bool:
    """Say whether a reviewer has said that they have a conflict of interest with a proposal."""
    found = (
        select(Proposal.id)
        .join(ConflictOfInterest, ConflictOfInterest.proposal_id == Proposal.id)
        .where(Proposal.edition_id == edition_id, Proposal.code == code)
        .where(ConflictOfInterest.person_id == person_id)
        .where(ConflictOfInterest.kind == ConflictKind.DECLARED)
    )
    return db.session.scalar(found) is not None


_TRACK: tuple[QueryableAttribute[str] | QueryableAttribute[MarkShape], ...] = (
    Track.code,
    Track.letter,
    Track.shape,
    Track.name,
    Track.short_name,
)


def _is_theirs(edition_id: int, person_id: int) -> ColumnElement[bool]:
    """Return the condition under which a reviewer may read a proposal."""
    is_asked = select(ReviewAssignment.proposal_id).where(
        ReviewAssignment.proposal_id == Proposal.id, ReviewAssignment.person_id == person_id
    )
    return and_(is_asked.correlate(Proposal).exists(), _may_judge(edition_id, person_id))


def _may_judge(edition_id: int, person_id: QueryableAttribute[int] | int) -> ColumnElement[bool]:
    """Return the condition under which somebody who is asked for a proposal reads it."""
    limits = (
        select(ReviewerTrack.track_id)
        .join(Track, Track.id == ReviewerTrack.track_id)
        .where(ReviewerTrack.person_id == person_id, Track.edition_id == edition_id)
        .correlate_except(ReviewerTrack, Track)
    )
    return and_(
        Proposal.edition_id == edition_id,
        Proposal.state.in_(READABLE),
        is_impartial(Proposal.id, person_id),
        or_(~limits.exists(), Proposal.track_id.in_(limits)),
    )


def _track(mark: Sequence[object]) -> TrackMark | None:
    code, letter, shape, name, short_name = mark
    if code is None:
        return None
    return TrackMark(
        code=str(code),
        letter=str(letter),
        shape=MarkShape(str(shape)),
        name=str(name),
        short_name=str(short_name),
    )


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _holds(text: str, wanted: Sequence[str]) -> bool:
    folded = _folded(text)
    return all(word in folded for word in wanted)
