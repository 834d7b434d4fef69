"""Giving the next edition the call of the one before."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from conference.editions import queries as editions
from conference.editions.events import EditionCopied
from conference.editions.models import Format, Track
from conference.editions.rules import moved
from conference.kernel.clock import ZONE
from conference.kernel.database import Base, copy_of, db
from conference.proposals.models import (
    Call,
    CallFormat,
    Criterion,
    DecisionText,
    QuestionTrack,
    ReviewPhase,
)
from conference.proposals.queries.calls import call_of, rows_of
from conference.proposals.queries.questions import asked_rows, tracks_of


def copy_call(event: EditionCopied) -> None:
    """Copy the call with its texts, formats, criteria, questions and phases (reaction).

    Every time lies as many days before the conference as it did, at the same time of day. Nobody
    sees the new call; extension codes were promised to people and stay where they are, and so do
    retired questions.
    """
    source = call_of(event.from_id)
    if source is None:
        return
    shift = event.starts_on - event.was
    call = copy_of(
        source,
        edition_id=event.to_id,
        is_shown=False,
        version=1,
        **_moved(source, shift, "opens_at", "closes_at", "confirm_by"),
    )
    db.session.add(call)
    db.session.flush()
    _copy_formats(source, call, shift)
    for criterion in rows_of(Criterion, source.id):
        db.session.add(copy_of(criterion, call_id=call.id))
    for phase in rows_of(ReviewPhase, source.id):
        times = _moved(phase, shift, "opens_at", "closes_at")
        db.session.add(copy_of(phase, call_id=call.id, **times))
    for text in rows_of(DecisionText, source.id):
        db.session.add(DecisionText(call_id=call.id, decision=text.decision, body=text.body))
    _copy_questions(source, call)


def _moved(row: Base, shift: timedelta, *names: str) -> dict[str, datetime | None]:
    times: dict[str, datetime | None] = {name: getattr(row, name) for name in names}
    return {name: time and moved(time, shift, ZONE) for name, time in times.items()}


def _copy_formats(source: Call, call: Call, shift: timedelta) -> None:
    twins = _twins(Format, source, call)
    for row in rows_of(CallFormat, source.id):
        times = _moved(row, shift, "closes_at")
        db.session.add(CallFormat(call_id=call.id, format_id=twins[row.format_id], **times))


def _copy_questions(source: Call, call: Call) -> None:
    """Copy the questions in their order: one that another hangs on stands before it."""
    twins = _twins(Track, source, call)
    tracks = tracks_of(source.id)
    made: dict[int, int] = {}
    for row in asked_rows(source.id):
        asked_if_id = None if row.asked_if_id is None else made[row.asked_if_id]
        twin = copy_of(row, call_id=call.id, asked_if_id=asked_if_id)
        db.session.add(twin)
        db.session.flush()
        made[row.id] = twin.id
        db.session.add_all(
            QuestionTrack(question_id=twin.id, track_id=twins[track_id])
            for track_id in sorted(tracks.get(row.id, ()))
        )


def _twins(kind: type[Track] | type[Format], source: Call, call: Call) -> Mapping[int, int]:
    """Return the copy of each track or format, which has the same code."""
    fresh = {row.code: row.id for row in editions.rows_of(kind, call.edition_id)}
    return {row.id: fresh[row.code] for row in editions.rows_of(kind, source.edition_id)}
