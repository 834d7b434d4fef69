"""Files of sessions: for whoever gave them, for organisers, and for everybody from a day on."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import Speaker
from conference.programme.models import Session, SessionFile, SessionSpeaker
from conference.programme.queries.entries import entry

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file without its content; ``shown_from`` is the first day on which anybody gets it."""

    id: int
    mark: str
    title: str
    file_name: str
    media_type: str
    size: int
    shown_from: date | None

    @property
    def kind(self) -> str:
        """What kind of file it is, as people call it."""
        return self.file_name.rpartition(".")[2].upper()

    @property
    def size_text(self) -> str:
        """How large it is, in words."""
        if self.size >= _MEGABYTE:
            return f"{self.size / _MEGABYTE:.1f} MB"
        return f"{max(self.size // 1_000, 1)} kB"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStage:
    """A session of the draft and somebody on its stage."""

    session_id: int
    speaker_id: int
    title: str


_COLUMNS = tuple(getattr(SessionFile, name) for name in FileRow.__slots__)


def files(session_id: int) -> tuple[FileRow, ...]:
    """Return all files of a session in the order in which they came."""
    return _files(session_id, None)


def shown_files(session_id: int, *, today: date) -> tuple[FileRow, ...]:
    """Return those files that anybody may have today."""
    return _files(session_id, today)


def file_count(session_id: int) -> int:
    """Return how many files a session has."""
    wanted = select(func.count()).where(SessionFile.session_id == session_id)
    return db.session.scalar(wanted) or 0


def has_file(session_id: int, file_name: str, content: bytes) -> bool:
    """Say whether a session has this very file."""
    same = select(SessionFile.id).where(
        SessionFile.session_id == session_id,
        SessionFile.size == len(content),
        SessionFile.file_name == file_name,
        SessionFile.content == content,
    )
    return db.session.scalar(same.limit(1)) is not None


def on_stage(edition_id: int, code: str, person_id: int) -> OnStage:
    """Return the session in which a person is on stage. Raises: NotFound (known or not)."""
    row = db.session.execute(
        select(Session.id, Speaker.id, Session.title)
        .join(SessionSpeaker, SessionSpeaker.session_id == Session.id)
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .where(
            Session.edition_id == edition_id,
            Session.code == code,
            Speaker.person_id == person_id,
        )
    ).first()
    if row is None:
        raise NotFound
    return OnStage(session_id=row[0], speaker_id=row[1], title=row[2])


def own_file(session_id: int, file_id: int) -> FileRow:
    """Return a file of one session, whether anybody else may have it or not. Raises: NotFound."""
    found = next((one for one in files(session_id) if one.id == file_id), None)
    if found is None:
        raise NotFound("This file is not there any more.")
    return found


def shown_file(edition_id: int, mark: str, file_name: str, *, today: date) -> FileRow:
    """Return a file while everybody may have it. Raises: NotFound.

    Its session must be in the programme that the public reads, its day must have come.
    """
    found = db.session.execute(
        select(Session.code, *_COLUMNS)
        .join(Session, Session.id == SessionFile.session_id)
        .outerjoin(Speaker, Speaker.id == SessionFile.speaker_id)
        .where(
            Session.edition_id == edition_id,
            SessionFile.mark == mark,
            SessionFile.file_name == file_name,
            Speaker.hidden_at.is_(None),
            or_(SessionFile.shown_from.is_(None), SessionFile.shown_from <= today),
        )
    ).first()
    if found is None:
        raise NotFound
    entry(edition_id, found.code)
    values = found._mapping  # noqa: SLF001 (documented)
    return FileRow(**{name: values[name] for name in FileRow.__slots__})


def content_of(file_id: int) -> bytes:
    """Return what a file holds. Raises: NotFound (just removed)."""
    content = db.session.scalar(select(SessionFile.content).where(SessionFile.id == file_id))
    if content is None:
        raise NotFound
    return content


def _files(session_id: int, today: date | None) -> tuple[FileRow, ...]:
    wanted = select(*_COLUMNS).where(SessionFile.session_id == session_id)
    if today is not None:
        wanted = wanted.outerjoin(Speaker, Speaker.id == SessionFile.speaker_id).where(
            Speaker.hidden_at.is_(None),
            or_(SessionFile.shown_from.is_(None), SessionFile.shown_from <= today),
        )
    rows = db.session.execute(wanted.order_by(SessionFile.id))
    return tuple(FileRow(**row._mapping) for row in rows)  # noqa: SLF001 (documented)
