"""The sessions that somebody starred: ids for actions, codes for scripts, and one star's page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from conference.agendas.models import Star
from conference.kernel.database import db
from conference.people.models import Person
from conference.programme import queries as programme
from conference.programme.models import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class StarPage:
    """The page on which a session is starred without script."""

    code: str
    title: str
    starts_at: datetime
    is_starred: bool


def starred_ids(edition_id: int, person_id: int) -> frozenset[int]:
    """Return the sessions of the edition that a person starred, public or not any more."""
    return frozenset(db.session.scalars(_held(edition_id, person_id)))


def starred_codes(edition_id: int, person_id: int) -> tuple[str, ...]:
    """Return the codes of the sessions that a person starred and the programme has, by time."""
    entries = programme.entries_of_sessions(edition_id, starred_ids(edition_id, person_id))
    return tuple(entry.code for entry in entries)


def stars_for_update(edition_id: int, person_id: int) -> frozenset[int]:
    """Return what a person starred in the edition, and let nobody else change it meanwhile."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    return starred_ids(edition_id, person_id)


def star_page(edition_id: int, code: str, person_id: int | None) -> StarPage:
    """Return how a session stands with somebody, or with nobody known. Raises: NotFound."""
    entry = programme.entry(edition_id, code)
    return StarPage(
        code=entry.code,
        title=entry.title,
        starts_at=entry.starts_at,
        is_starred=person_id is not None and entry.session_id in starred_ids(edition_id, person_id),
    )


def session_ids(edition_id: int, codes: Collection[str]) -> frozenset[int]:
    """Return the ids of the edition's sessions with these codes, public or not."""
    if not codes:
        return frozenset()
    return frozenset(db.session.scalars(sessions_of(edition_id).where(Session.code.in_(codes))))


def public_session_ids(edition_id: int, codes: Collection[str]) -> frozenset[int]:
    """Return the ids of those sessions with these codes that have a page in the programme."""
    entries = programme.entries_of_sessions(edition_id, session_ids(edition_id, codes))
    return frozenset(entry.session_id for entry in entries if not entry.is_break)


def sessions_of(edition_id: int) -> Select[int]:
    """Return the ids of all sessions of an edition, as a statement."""
    return select(Session.id).where(Session.edition_id == edition_id)


def _held(edition_id: int, person_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Star.session_id)
        .join(Session, Session.id == Star.session_id)
        .where(Session.edition_id == edition_id, Star.person_id == person_id)
    )
