"""What a file of another system says of a programme, and what of it cannot be taken."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Something that cannot be taken: where it stands in the file, and what is wrong with it."""

    place: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTrack:
    """A track; ``colour`` (``#rrggbb``) is empty where the file tells none."""

    name: str
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedSpeaker:
    """Somebody on stage; without a code only the name tells who."""

    name: str
    code: str | None = None
    biography: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedMaterial:
    """A link or a file of a session: its name, and an address with http or https."""

    title: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedSession:
    """One session in the words of the formats; what is empty or none, the file does not say.

    ``starts_at`` is aware and in UTC. ``is_unrecorded`` says whether it must not be recorded.
    """

    place: str
    title: str
    code: str | None = None
    guid: str | None = None
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    track: str = ""
    format: str = ""
    language: str = ""
    level: str = ""
    room: str = ""
    starts_at: datetime | None = None
    minutes: int | None = None
    speakers: tuple[ImportedSpeaker, ...] = ()
    materials: tuple[ImportedMaterial, ...] = ()
    is_unrecorded: bool | None = None
    is_break: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedProgramme:
    """All that a file says; ``kind`` names its format, ``speakers`` is of a file of people only.

    ``left`` says what the format has and we keep no place for: nothing to mend, good to know.
    """

    kind: str
    rooms: tuple[str, ...] = ()
    tracks: tuple[ImportedTrack, ...] = ()
    sessions: tuple[ImportedSession, ...] = ()
    speakers: tuple[ImportedSpeaker, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    left: tuple[str, ...] = ()
