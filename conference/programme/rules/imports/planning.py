"""Deciding what of a file fits an edition: nothing that is there is ever overwritten."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from conference.documents.imports import (
    Complaint,
    ImportedProgramme,
    ImportedSession,
    ImportedTrack,
)
from conference.programme.rules.imports.facts import (
    Known,
    KnownSession,
    KnownSpeaker,
    NewSession,
    Plan,
    Slotted,
)
from conference.programme.rules.imports.fitting import (
    ROOM_LENGTH,
    differences,
    faults_of,
    fitting_materials,
    listed,
)
from conference.programme.rules.imports.people import Cast, Somebody, is_nobody
from conference.programme.rules.imports.words import language, level, recording, texts
from conference.programme.rules.states import SessionKind, SessionLevel
from conference.programme.rules.visibility import (
    ROOM_ON_BOOKING,
    ROOM_ON_THE_DAY,
    ROOM_TO_BE_ANNOUNCED,
)
from conference.programme.rules.writing import MOST_ROOMS, MOST_THREADS, looks

UNTOLD_ROOMS = frozenset(
    looks(words) for words in (ROOM_ON_BOOKING, ROOM_ON_THE_DAY, ROOM_TO_BE_ANNOUNCED)
)


def plan(programme: ImportedProgramme, known: Known) -> Plan:
    """Return what an import of this would do to the edition, and all that cannot be taken."""
    return _Planner(programme, known).plan()


class _Planner:
    """One import while it is decided."""

    def __init__(self, programme: ImportedProgramme, known: Known) -> None:
        self.programme, self.known = programme, known
        self.cast = Cast(known.speakers, programme.sessions)
        self.complaints = dict.fromkeys(programme.complaints)
        self.tracks = {looks(name): name for name in known.tracks}
        self.formats = {looks(name): name for name in known.formats}
        self.rooms = {looks(name): name for name in known.rooms}
        self.sessions: list[NewSession] = []
        self.unchanged = 0
        self._drafted = _Drafted(known.sessions)
        self._codes = {session.code for session in known.sessions}
        self._met: set[int | str] = set()

    def plan(self) -> Plan:
        """Go through the file once."""
        for name in self.programme.rooms:
            self._listed_room(name)
        for session in self.programme.sessions:
            self._take(session)
        for speaker in self.programme.speakers:
            found, faults = self.cast.find(speaker)
            if found is None and not faults:
                faults = [f"“{speaker.name}” is in no session of the draft: import those first."]
            elif found is not None and (left := self.cast.tell(found, speaker)):
                faults = [left]
            self._complain("people", faults)
        colours = {looks(track.name): track.colour for track in self.programme.tracks}
        return Plan(
            rooms=tuple(_added(self.rooms, self.known.rooms)) if self.sessions else (),
            tracks=tuple(
                ImportedTrack(name=name, colour=colours.get(looks(name), ""))
                for name in _added(self.tracks, self.known.tracks)
            ),
            formats=tuple(_added(self.formats, self.known.formats)),
            biographies=tuple(self.cast.biographies.items()),
            sessions=tuple(self.sessions),
            unchanged=self.unchanged,
            complaints=tuple(self.complaints),
        )

    def _take(self, session: ImportedSession) -> None:
        facts = self._facts(session)
        faults = faults_of(session, facts, self.known)
        speakers, people_faults = self._stage(session)
        match = self._drafted.find(session)
        faults += people_faults or self._double(session, match) or self._full(facts)
        if not faults and match is not None:
            faults = _other(match, session, facts, speakers)
        if faults:
            self._complain(session.place, [f"“{session.title}”: {fault}" for fault in faults])
            return
        self._tell(session)
        if match is not None:
            self._met.add(match.id)
            self.unchanged += 1
            return
        self._add(session, facts, speakers)

    def _add(
        self, session: ImportedSession, facts: Slotted, speakers: tuple[Somebody, ...]
    ) -> None:
        for names, name in ((self.tracks, facts.track), (self.formats, facts.format)):
            if name:
                names.setdefault(looks(name), name)
        if facts.room:
            self.rooms.setdefault(looks(facts.room), facts.room)
        code = session.code if session.code not in self._codes else None
        self._codes.add(code or "")
        self._met.add(session.guid or "")
        self.sessions.append(
            NewSession(
                place=session.place,
                code=code,
                guid=session.guid,
                facts=facts,
                speakers=speakers,
            )
        )

    def _facts(self, session: ImportedSession) -> Slotted:
        summary, abstract = texts(session)
        tag, depth = language(session.language), level(session.level)
        left = [
            f"“{told}” is no {what} that we know. It is left out."
            for what, told, found in (
                ("language", session.language, tag),
                ("level", session.level, depth),
            )
            if found is None
        ]
        materials, unfit = fitting_materials(session.materials)
        left += unfit
        self._complain(session.place, [f"“{session.title}”: {fault}" for fault in left])
        is_untold = looks(session.room) in UNTOLD_ROOMS | {looks(self.known.venue)}
        return Slotted(
            kind=SessionKind.BREAK if session.is_break else SessionKind.SESSION,
            title=session.title,
            summary=summary,
            abstract=abstract,
            track=session.track,
            format=session.format,
            language=tag or "",
            level=depth or SessionLevel.ANY,
            recording=recording(session.is_unrecorded),
            room="" if is_untold or session.is_break else session.room,
            starts_at=session.starts_at,
            minutes=session.minutes,
            is_cancelled=session.is_cancelled,
            materials=materials,
        )

    def _double(self, session: ImportedSession, match: KnownSession | None) -> list[str]:
        if match is not None:
            return ["it stands in the file twice."] if match.id in self._met else []
        if session.guid:
            return ["its identity stands in the file twice."] if session.guid in self._met else []
        return ["its code stands in the file twice."] if session.code in self._codes else []

    def _full(self, facts: Slotted) -> list[str]:
        return [
            f"there can be {most} {what}, and “{name}” would be one more."
            for what, most, names, name in (
                ("tracks", MOST_THREADS, self.tracks, facts.track),
                ("formats", MOST_THREADS, self.formats, facts.format),
                ("rooms", MOST_ROOMS, self.rooms, facts.room),
            )
            if name and looks(name) not in names and len(names) >= most
        ]

    def _stage(self, session: ImportedSession) -> tuple[tuple[Somebody, ...], list[str]]:
        people: list[Somebody] = []
        faults = []
        for told in session.speakers:
            if is_nobody(told):
                continue
            found, problems = self.cast.meet(told)
            faults += problems
            if found is not None and found in people:
                faults.append(f"“{told.name}” is on stage twice.")
            elif found is not None:
                people.append(found)
        return tuple(people), faults

    def _tell(self, session: ImportedSession) -> None:
        for told in session.speakers:
            found, _ = self.cast.find(told)
            if found is not None and (left := self.cast.tell(found, told)):
                self._complain(session.place, [left])

    def _listed_room(self, name: str) -> None:
        if looks(name) in UNTOLD_ROOMS | {looks(self.known.venue)}:
            return
        if len(name) > ROOM_LENGTH:
            self._complain("rooms", [f"“{name[:40]}…” is longer than {ROOM_LENGTH} signs."])
        elif looks(name) not in self.rooms and len(self.rooms) >= MOST_ROOMS:
            self._complain("rooms", [f"there can be {MOST_ROOMS}, and the file has more."])
        else:
            self.rooms.setdefault(looks(name), name)

    def _complain(self, place: str, faults: Iterable[str]) -> None:
        self.complaints.update((Complaint(place=place, what=fault), None) for fault in faults)


class _Drafted:
    """The sessions of the draft, found by what a file says of one."""

    def __init__(self, sessions: Iterable[KnownSession]) -> None:
        self._by_guid: dict[str, KnownSession] = {}
        self._by_code: dict[str, KnownSession] = {}
        self._by_title: defaultdict[str, list[KnownSession]] = defaultdict(list)
        self._named: Counter[str] = Counter()
        for session in sessions:
            self._by_guid[session.guid or session.own_guid] = session
            self._by_code[session.code] = session
            self._by_title[looks(session.facts.title)].append(session)

    def find(self, told: ImportedSession) -> KnownSession | None:
        """Return the session that this one is: by identity, by code, or by title if it has neither.

        The second of a title in the file is the second of it in the draft.
        """
        if found := self._by_guid.get(told.guid or ""):
            return found
        found = self._by_code.get(told.code or "")
        # What is held twice has one code in pretalx, and two identities.
        if found is not None and not (found.guid and told.guid):
            return found
        if told.guid or told.code:
            return None
        title = looks(told.title)
        self._named[title] += 1
        return next(iter(self._by_title[title][self._named[title] - 1 :]), None)


def _other(
    match: KnownSession,
    session: ImportedSession,
    facts: Slotted,
    speakers: tuple[Somebody, ...],
) -> list[str]:
    """Return the one sentence about a session that the draft has and that says something else."""
    found = differences(session, facts, match.facts)
    told = {one.id if isinstance(one, KnownSpeaker) else 0 for one in speakers}
    there = set(match.speaker_ids)
    # Our files leave out who is not to be named.
    is_part = any(is_nobody(one) for one in session.speakers) and told <= there
    if told and told != there and not is_part:
        found.append("people on stage")
    if not found:
        return []
    return [f"the draft has it already, with another {listed(found)}. It stays as it is."]


def _added(names: Mapping[str, str], there: Iterable[str]) -> list[str]:
    before = {looks(name) for name in there}
    return [name for key, name in names.items() if key not in before]
