"""The newest release as an invented delegate and as somebody on stage would have it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from conference.agendas import rules
from conference.agendas.queries.day import MyDayPage, day_of
from conference.editions.queries import EditionFrame
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import Speaker
from conference.programme import queries as programme
from conference.programme.models import ReleaseStage
from conference.programme.queries import EntryFacts, SpeakersById
from conference.programme.rules.versions import news_from
from conference.programme.rules.visibility import PublicSpeaker, public_room
from conference.workshops import queries as workshops
from conference.workshops.queries import Outlook

A_MOMENT = timedelta(microseconds=1)
"""So long before people last saw something else has the invented delegate booked: what moves is
told to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A session with places that the invented delegate can be given."""

    code: str
    title: str
    starts_at: datetime
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegatePreview:
    """My day of an invented delegate, and what it can be filled with, by time."""

    day: MyDayPage
    ticks: tuple[Tick, ...]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The codes of the sessions that the delegate has places in."""
        return tuple(tick.code for tick in self.ticks if tick.is_chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """Somebody on stage, by the name that the public sees, and their first session's title."""

    id: int
    code: str
    name: str
    first: str
    is_named: bool
    has_address: bool

    @property
    def label(self) -> str:
        """What tells them from others: several may be named on the day only."""
        return self.name if self.is_named else f"{self.name}: {self.first}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A session in which somebody is on stage, as mails and calendars tell it.

    A room that may not be passed on is empty; ``others`` are named as the public sees them.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    room: str
    others: tuple[str, ...]
    is_chair: bool
    is_cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerPreview:
    """Everybody on stage to pick from, by name, and the duties of whom was picked, by time."""

    picks: tuple[Pick, ...]
    picked: Pick | None
    duties: tuple[Duty, ...]


def delegate_preview(
    edition: EditionFrame, codes: Sequence[str], *, now: datetime
) -> DelegatePreview:
    """Return My day of an invented delegate who booked these sessions just before the release.

    Where the programme was switched off until then, just before that: nobody booked meanwhile.
    """
    seen_last = news_from(now - A_MOMENT, programme.unseen_times(edition.id))
    seen = workshops.sample_outlook(edition, codes, booked_at=seen_last - A_MOMENT, now=now)
    return DelegatePreview(day=day_of(seen), ticks=_ticks(seen))


def speaker_preview(edition: EditionFrame, code: str) -> SpeakerPreview:
    """Return what somebody on stage would be told; nobody is picked where the code is empty.

    In three statements. Raises: NotFound (nobody on stage has this code).
    """
    entries = {entry.session_id: entry for entry in programme.entries(edition.id)}
    stage = {
        session_id: rows
        for session_id, rows in _stage_rows(edition.id).items()
        if session_id in entries
    }
    speakers = programme.speakers_of(edition.id)
    picks = _picks(entries, stage, speakers)
    picked = next((pick for pick in picks if pick.code == code), None)
    if code and picked is None:
        raise NotFound("Nobody on stage is called so.")
    return SpeakerPreview(
        picks=picks,
        picked=picked,
        duties=tuple(
            _duty(entry, speakers[session_id], place)
            for session_id, entry in entries.items()
            for place, row in enumerate(stage.get(session_id, ()))
            if picked is not None and row.speaker_id == picked.id
        ),
    )


def _ticks(seen: Outlook) -> tuple[Tick, ...]:
    held = seen.binding.held
    return tuple(
        Tick(
            code=entry.code,
            title=entry.title,
            starts_at=entry.starts_at,
            is_chosen=entry.session_id in held,
        )
        for entry in seen.entries
        if entry.session_id in seen.places
    )


def _stage_rows(edition_id: int) -> Mapping[int, Sequence[Row[*tuple[Any, ...]]]]:
    """Return who is on stage by session id, in the order of ``programme.speakers_of``."""
    rows = db.session.execute(
        select(ReleaseStage.session_id, ReleaseStage.speaker_id, Speaker.code, Speaker.person_id)
        .join(Speaker, Speaker.id == ReleaseStage.speaker_id)
        .where(ReleaseStage.release_id == programme.newest())
        .order_by(ReleaseStage.session_id, ReleaseStage.position, Speaker.id),
        {"edition_id": edition_id},
    )
    found: defaultdict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        found[row.session_id].append(row)
    return found


def _picks(
    entries: Mapping[int, EntryFacts],
    stage: Mapping[int, Iterable[Any]],
    speakers: SpeakersById,
) -> tuple[Pick, ...]:
    found: dict[int, Pick] = {}
    for session_id, entry in entries.items():
        rows = stage.get(session_id, ())
        for row, speaker in zip(rows, speakers.get(session_id, ()), strict=True):
            found.setdefault(row.speaker_id, _pick(row, speaker, entry))
    return tuple(sorted(found.values(), key=lambda pick: (pick.label.casefold(), pick.code)))


def _pick(row: Any, speaker: PublicSpeaker, first: EntryFacts) -> Pick:
    return Pick(
        id=row.speaker_id,
        code=row.code,
        name=speaker.name,
        first=first.title,
        is_named=speaker.code is not None,
        has_address=row.person_id is not None,
    )


def _duty(entry: EntryFacts, on_stage: Sequence[PublicSpeaker], place: int) -> Duty:
    room = public_room(entry.room_name, secrecy=entry.room_secrecy, speakers=on_stage)
    return Duty(
        title=rules.calendar_title(
            entry.title, is_sensitive=entry.is_sensitive, is_cancelled=entry.is_cancelled
        ),
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        room=room.told,
        others=tuple(other.shown for at, other in enumerate(on_stage) if at != place),
        is_chair=on_stage[place].is_chair,
        is_cancelled=entry.is_cancelled,
    )
