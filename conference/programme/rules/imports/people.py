"""Who is who: people of a file and people of the edition, known by code, else by name."""

from collections import defaultdict
from collections.abc import Iterable

from conference.documents import plain
from conference.documents.imports import ImportedSession, ImportedSpeaker
from conference.kernel.text import MARKDOWN_LIMIT
from conference.programme.rules.imports.facts import KnownSpeaker, NewSpeaker
from conference.programme.rules.visibility import NAMED_ON_THE_DAY
from conference.programme.rules.writing import NAME_LENGTH, looks

Somebody = KnownSpeaker | NewSpeaker


class Cast:
    """Everybody whom the edition has or the file names; each is the same one at every mention."""

    def __init__(
        self, known: Iterable[KnownSpeaker], sessions: Iterable[ImportedSession] = ()
    ) -> None:
        self._by_code: dict[str, Somebody] = {}
        self._by_name: defaultdict[str, list[Somebody]] = defaultdict(list)
        self._words = _biographies(sessions)
        self.biographies: dict[int, str] = {}
        for speaker in known:
            self._by_code[speaker.code] = speaker
            for name in {looks(speaker.name), looks(speaker.alias)} - {""}:
                self._by_name[name].append(speaker)

    def find(self, told: ImportedSpeaker) -> tuple[Somebody | None, list[str]]:
        """Return who of those there are is meant, and what speaks against it."""
        if told.code is not None:
            found = self._by_code.get(told.code)
            if found is not None and looks(told.name) not in _names(found):
                return None, [f"the code {told.code} of “{told.name}” is somebody else's."]
            return found, []
        named = self._by_name[looks(told.name)]
        if len(named) > 1:
            return None, [f"there are several people called “{told.name}”, and no code says who."]
        return (named[0] if named else None), []

    def meet(self, told: ImportedSpeaker) -> tuple[Somebody | None, list[str]]:
        """Return who is meant, newly made if nobody was; nobody where something is wrong."""
        if faults := _faults(told):
            return None, faults
        found, faults = self.find(told)
        if found is not None or faults:
            return found, faults
        words = told.biography or self._words.get(_key(told), "")
        made = NewSpeaker(name=told.name, code=told.code, biography=words)
        if told.code is not None:
            self._by_code[told.code] = made
        self._by_name[looks(told.name)].append(made)
        return made, []

    def tell(self, found: Somebody, told: ImportedSpeaker) -> str:
        """Note a biography for somebody who has none; return why it is left out, if it is.

        Biographies are shown as they are, not as they were released: a file must not write in
        public.
        """
        if not told.biography or isinstance(found, NewSpeaker):
            return ""
        if (
            told.biography == plain.lines(found.biography)
            or self.biographies.get(found.id) == told.biography
        ):
            return ""
        if found.biography:
            return f"the biography of “{told.name}” is another one here. It stays as it is."
        if found.was_public:
            return f"“{told.name}” is public already: a biography would be at once. It is left out."
        self.biographies[found.id] = told.biography
        return ""


def is_nobody(told: ImportedSpeaker) -> bool:
    """Say whether this stands for somebody whom our files do not name."""
    return told.code is None and told.name == NAMED_ON_THE_DAY


def _faults(told: ImportedSpeaker) -> list[str]:
    found = []
    if len(told.name) > NAME_LENGTH:
        found.append(f"a name on stage is longer than {NAME_LENGTH} signs.")
    if len(told.biography) > MARKDOWN_LIMIT:
        found.append(f"the biography of “{told.name}” is longer than {MARKDOWN_LIMIT:,} signs.")
    return found


def _biographies(sessions: Iterable[ImportedSession]) -> dict[tuple[str, str], str]:
    """Return what the file says of each person, wherever it says it first."""
    found: dict[tuple[str, str], str] = {}
    for session in sessions:
        for speaker in session.speakers:
            if speaker.biography:
                found.setdefault(_key(speaker), speaker.biography)
    return found


def _key(told: ImportedSpeaker) -> tuple[str, str]:
    return told.code or "", looks(told.name)


def _names(found: Somebody) -> set[str]:
    alias = found.alias if isinstance(found, KnownSpeaker) else ""
    return {looks(found.name), looks(alias)} - {""}
