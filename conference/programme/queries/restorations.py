"""What taking an old version into the draft would do."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import func, select

from conference.editions.models import Edition
from conference.kernel import clock
from conference.kernel.database import db
from conference.programme.models import Release, ReleaseEntry, Session, Slot
from conference.programme.queries.contents import draft_entries, entries_of_release
from conference.programme.queries.entries import release_number
from conference.programme.queries.releases import MARK_LENGTH, ReleaseRow, release_rows
from conference.programme.queries.versions import room_names, stand_words, version_row
from conference.programme.rules.releases import DraftEntry, PublicEntry
from conference.programme.rules.states import SessionKind
from conference.programme.rules.versions import Fixed, Taken, kept_places, outside_of, taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What taking a version into the draft would do.

    ``locked`` are the sessions, by id, whose lock stands in the way; ``kept`` how many keep the
    places that a release has fixed; ``outside`` those that the version has on no day of the
    edition. ``stands`` says, by session and side (before, after), when and where one is. The same
    draft and version have the same ``mark``.
    """

    row: ReleaseRow
    version: Mapping[int, PublicEntry]
    taken: tuple[Taken, ...]
    locked: Mapping[int, str]
    stands: Mapping[tuple[int, str], str]
    outside: frozenset[int]
    cancelled_next: int
    kept: int
    mark: str

    def of_kind(self, kind: str) -> tuple[Taken, ...]:
        """Return the sessions to which this happens."""
        return tuple(one for one in self.taken if one.kind.value == kind)

    @property
    def reworded(self) -> int:
        """How many sessions say something else, or have others on stage."""
        return sum(bool(one.words) for one in self.taken)


def restoration(edition_id: int, number: int) -> Restoration:
    """Return what taking a version into the draft would do, in ten statements.

    Raises: NotFound (there is no such version).
    """
    row = version_row(release_rows(edition_id), number)
    version, draft = entries_of_release(edition_id, number), draft_entries(edition_id)
    fixed = fixed_by_releases(edition_id)
    outside = outside_of(version, _days(edition_id), clock.ZONE) & draft.keys()
    found = taken(version, draft, fixed, outside)
    stuck = _locked(edition_id)
    public = entries_of_release(edition_id, release_number(edition_id))
    lost = [one.session_id for one in found if one.loses_time]
    return Restoration(
        row=row,
        version=version,
        taken=found,
        locked={
            one.session_id: one.before.words.title
            for one in found
            if one.has_other_stand and one.session_id in stuck
        },
        stands=_stands(found, room_names(edition_id)),
        outside=outside,
        cancelled_next=sum(key in public and public[key].runs for key in lost),
        kept=len(kept_places(version, draft, fixed)),
        mark=_mark(version, draft, stuck, outside),
    )


def fixed_by_releases(edition_id: int) -> dict[int, Fixed]:
    """Return what the newest release of each session has fixed."""
    newest = (
        select(func.max(ReleaseEntry.id))
        .join(Release, Release.id == ReleaseEntry.release_id)
        .where(Release.edition_id == edition_id)
        .group_by(ReleaseEntry.session_id)
    )
    rows = db.session.execute(
        select(ReleaseEntry.session_id, ReleaseEntry.kind, ReleaseEntry.places).where(
            ReleaseEntry.id.in_(newest)
        )
    )
    return {
        session_id: Fixed(is_session=kind is SessionKind.SESSION, places=places)
        for session_id, kind, places in rows
    }


def _locked(edition_id: int) -> frozenset[int]:
    rows = db.session.scalars(
        select(Slot.session_id)
        .join(Session, Session.id == Slot.session_id)
        .where(Session.edition_id == edition_id, Slot.is_locked)
    )
    return frozenset(rows)


def _days(edition_id: int) -> tuple[date, date]:
    row = db.session.execute(
        select(Edition.starts_on, Edition.ends_on).where(Edition.id == edition_id)
    ).one()
    return row.starts_on, row.ends_on


def _stands(found: Iterable[Taken], rooms: Mapping[int, str]) -> dict[tuple[int, str], str]:
    return {
        (one.session_id, side): stand_words(stand, rooms)
        for one in found
        for side, stand in (("before", one.before.placement), ("after", one.after.placement))
        if stand is not None
    }


def _mark(
    version: Mapping[int, PublicEntry],
    draft: Mapping[int, DraftEntry],
    stuck: Collection[int],
    outside: Collection[int],
) -> str:
    drafted = [draft[key] for key in sorted(draft)]
    said = (sorted(version), drafted, sorted(stuck), sorted(outside))
    return sha256(repr(said).encode()).hexdigest()[:MARK_LENGTH]
