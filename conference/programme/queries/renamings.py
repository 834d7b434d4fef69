"""Which old titles the public list of changes may name."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select

from conference.kernel.database import db
from conference.kernel.text import one_line
from conference.programme.models import ReleaseStage
from conference.programme.queries.stage import choices_of_all
from conference.programme.rules.visibility import (
    Renaming,
    SpeakerChoices,
    is_shown_as_themselves,
    told_title,
)

OldTitles = Mapping[tuple[int, int], str]
"""Old titles by release and session."""


def old_titles(edition_id: int, newest_id: int, rows: Iterable[Any]) -> OldTitles:
    """Return the titles that releases changed, as far as the public may be told them again.

    ``rows`` are entries with those that the public saw before; the newest release says what each
    session is called today. Asks the database, twice, only where a title changed.
    """
    renamed = [row for row in rows if row.was_title not in (None, row.now_title)]
    if not renamed:
        return {}
    protected = {
        speaker_id: choices
        for speaker_id, choices in choices_of_all(edition_id).items()
        if not is_shown_as_themselves(choices)
    }
    releases = {release for row in renamed for release in (row.release_id, row.was_release_id)}
    theirs = _sessions_of(protected, {newest_id, *releases})
    return {
        (row.release_id, row.session_id): told_title(
            _renaming(row, theirs), others=protected.values()
        )
        for row in renamed
    }


def _renaming(row: Any, protected: Collection[int]) -> Renaming:
    return Renaming(
        was_called=one_line(row.was_title),
        is_called=one_line(row.title),
        is_sensitive=row.is_sensitive,
        was_hidden=row.was_hidden,
        is_protected=row.session_id in protected,
    )


def _sessions_of(
    speakers: Mapping[int, SpeakerChoices], release_ids: Collection[int]
) -> frozenset[int]:
    """Return the sessions in which one of these is on stage in one of these releases."""
    if not speakers:
        return frozenset()
    found = db.session.scalars(
        select(ReleaseStage.session_id)
        .distinct()
        .where(ReleaseStage.release_id.in_(release_ids), ReleaseStage.speaker_id.in_(speakers))
    )
    return frozenset(found)
