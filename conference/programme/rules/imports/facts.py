"""What an edition has already, and what an import would add to it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from conference.documents.imports import Complaint, ImportedMaterial, ImportedTrack
from conference.programme.rules.states import RecordingChoice, SessionKind, SessionLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Slotted:
    """Words of a session, and when and where it is, with names in place of numbers."""

    kind: SessionKind
    title: str
    summary: str
    abstract: str
    track: str
    format: str
    language: str
    level: SessionLevel
    recording: RecordingChoice
    room: str
    starts_at: datetime | None
    minutes: int | None
    is_cancelled: bool
    materials: tuple[ImportedMaterial, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSpeaker:
    """Somebody of the edition; ``was_public`` says whether a release ever showed them."""

    id: int
    code: str
    name: str
    alias: str
    biography: str
    was_public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSession:
    """A session of the draft; ``own_guid`` is the identity that our files give it."""

    id: int
    code: str
    guid: str | None
    own_guid: str
    facts: Slotted
    speaker_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An edition before an import; days are those of the venue's clock."""

    first_day: date
    last_day: date
    zone: ZoneInfo
    venue: str
    tracks: tuple[str, ...]
    formats: tuple[str, ...]
    rooms: tuple[str, ...]
    sessions: tuple[KnownSession, ...]
    speakers: tuple[KnownSpeaker, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSpeaker:
    """Somebody whom the edition does not have yet; without a code one is made."""

    name: str
    code: str | None
    biography: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session to be added; without a code one is made."""

    place: str
    code: str | None
    guid: str | None
    facts: Slotted
    speakers: tuple[KnownSpeaker | NewSpeaker, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would add, what is there already, and what cannot be taken.

    ``biographies`` are for people who have none yet, by their number.
    """

    rooms: tuple[str, ...]
    tracks: tuple[ImportedTrack, ...]
    formats: tuple[str, ...]
    biographies: tuple[tuple[int, str], ...]
    sessions: tuple[NewSession, ...]
    unchanged: int
    complaints: tuple[Complaint, ...]

    @property
    def adds(self) -> bool:
        """Whether there is anything to store."""
        return bool(self.rooms or self.tracks or self.formats or self.biographies or self.sessions)
