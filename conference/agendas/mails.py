"""What people on stage, with a place, or with a star are told when the programme changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from conference.agendas import queries, rules
from conference.agendas.queries import Concern
from conference.agendas.rules import Tie
from conference.documents.calendar import CalendarEntry, CalendarFacts, calendar_file
from conference.editions.frames import frame_of
from conference.editions.queries import EditionFrame
from conference.kernel.codes import fingerprint
from conference.kernel.errors import NotFound
from conference.mail import actions as mail
from conference.mail import queries as outbox
from conference.mail.rules import Attachment, Draft, MailRequest, NotYet
from conference.programme import queries as programme
from conference.programme.mails import answer_links
from conference.programme.queries import Before, EntryFacts, News, slots
from conference.programme.queries.answers import slot_mark
from conference.programme.rules.states import EntryState
from conference.programme.rules.visibility import public_room

CHANGED = "agendas.programme_changed"
SHOWN = "agendas.shown_again"
CALENDAR = "text/calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """What only somebody's own mail says: what else has places, what of theirs is on then."""

    alternatives: list[dict[str, Any]] = field(default_factory=list)
    beside: Mapping[int, tuple[EntryFacts, ...]] = field(default_factory=dict)
    my_day_link: str = ""


def tell_changed(edition_id: int, release_id: int, *, now: datetime) -> int:
    """Tell everybody whom a release concerns, each address once; return how many.

    Mails of sessions that were shown again, and have not left, are taken into these.
    """
    hidden = programme.hidden_ids(edition_id)
    waiting = mail.take_back(SHOWN, edition_id, lambda said: said["session_id"] not in hidden)
    facts = {
        "release_id": release_id,
        "since": {str(said["session_id"]): said["since"] for said in waiting},
        "hidden": sorted(hidden),
    }
    facts = {name: value for name, value in facts.items() if value}
    news = _news(facts)
    told = queries.addresses(edition_id, news.moved, news.newly, news.to_stars)
    _enqueue(CHANGED, told, facts, edition_id=edition_id, now=now, mark=str(release_id))
    return len(told)


def tell_shown(edition_id: int, session_id: int, since: int, *, now: datetime) -> None:
    """Tell everybody whom a session concerns what of it they do not know, each address once.

    They know it as the release of the number ``since`` has it, or as an older one if a mail of
    an earlier time has not left. While a release is unseen, a mail waits in any case: it is
    taken into those that are sent when the programme is switched on.
    """
    waiting = mail.take_back(SHOWN, edition_id, lambda said: said["session_id"] == session_id)
    known = min(since, *(said["since"] for said in waiting)) if waiting else since
    news = programme.news_of_shown(edition_id, {session_id: known})
    ids = {session_id} if programme.has_unseen(edition_id) else news.moved
    told = queries.addresses(edition_id, ids, news.newly, news.to_stars)
    facts = {"session_id": session_id, "since": known}
    mark = f"{session_id}:{now:%Y%m%d%H%M%S%f}"
    _enqueue(SHOWN, told, facts, edition_id=edition_id, now=now, mark=mark)


def wake(edition_id: int) -> None:
    """Let what waited for the programme to be seen again go out now."""
    mail.wake(edition_id, (CHANGED, SHOWN))


def programme_changed(request: MailRequest) -> Draft:
    """Write: something of yours is at another time, in another room, or will not run.

    Raises: NotFound (nothing of it is theirs any more), NotYet (the programme is switched off).
    """
    _check_public(request)
    return _written(request, _news(request.facts))


def shown_again(request: MailRequest) -> Draft:
    """Write: something of yours changed while it was hidden.

    Raises: NotFound (nothing of it is theirs any more), NotYet (it is hidden again, or the
    programme is switched off).
    """
    edition_id = _check_public(request)
    session_id, since = request.facts["session_id"], request.facts["since"]
    if session_id in programme.hidden_ids(edition_id):
        raise NotYet
    draft = _written(request, programme.news_of_shown(edition_id, {session_id: since}))
    return replace(draft, template="agendas/mail/shown_again.txt")


def _check_public(request: MailRequest) -> int:
    """Return the edition that a mail tells of. Raises: NotFound, NotYet."""
    edition = frame_of(request.edition_id)
    if programme.newest_release_id(edition.id) is None:
        raise NotYet
    return edition.id


def _news(facts: Mapping[str, Any]) -> News:
    """Return what a release tells, by the facts of its mails."""
    return programme.news(
        facts["release_id"],
        since={int(key): number for key, number in facts.get("since", {}).items()},
        hidden=facts.get("hidden", ()),
    )


def _enqueue(
    kind: str,
    told: Sequence[str],
    facts: Mapping[str, Any],
    *,
    edition_id: int,
    now: datetime,
    mark: str,
) -> None:
    """Store one mail for each address; ``mark`` names what it tells, within its kind."""
    mail.enqueue_all(
        kind,
        dict.fromkeys(told, facts),
        edition_id=edition_id,
        now=now,
        once=lambda address: _once(kind, mark, address),
    )


def _once(kind: str, mark: str, address: str) -> str:
    return f"{kind}:{mark}:{fingerprint(address.casefold())}"


def _written(request: MailRequest, news: News) -> Draft:
    edition = frame_of(request.edition_id)
    told = _told(edition, request.address, news)
    if not told.found:
        raise NotFound
    return _draft(
        edition,
        told,
        own=_Own(
            alternatives=_alternatives(request, edition, told.found),
            beside=queries.beside(edition, request.address, told.found),
            my_day_link=request.link(f"/{edition.slug}/my-day"),
        ),
        link=request.link,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody is told: what concerns them, how it was, and the rooms that may be named.

    ``asked`` are the sessions of which the mail asks somebody on stage if the time suits them.
    """

    found: tuple[Concern, ...]
    moved: Mapping[int, Before]
    rooms: Mapping[int, str]
    asked: frozenset[int]


def to_be_told(edition: EditionFrame, speaker_id: int, release_id: int) -> Told | None:
    """Return what the mail of a release that waits says of being on stage, and of nothing else.

    Nothing if no mail waits for them, or if it does not tell of that.
    """
    address = queries.address_of(speaker_id)
    facts = outbox.facts_under(_once(CHANGED, str(release_id), address)) if address else None
    if address is None or facts is None:
        return None
    told = _told(edition, address, _news(facts))
    on_stage = tuple(one for one in told.found if one.tie is Tie.STAGE)
    return replace(told, found=on_stage) if on_stage else None


def stage_draft(edition: EditionFrame, told: Told, *, link: Callable[[str], str]) -> Draft:
    """Write what somebody is told of being on stage; asks the database nothing."""
    return _draft(edition, told, own=_Own(), link=link)


def _told(edition: EditionFrame, address: str, news: News) -> Told:
    found = queries.concerns(edition, address, news.moved, news.newly, news.to_stars)
    return Told(found=found, moved=news.moved, rooms=_rooms(edition, found), asked=_asked(found))


def _asked(found: tuple[Concern, ...]) -> frozenset[int]:
    """Return the sessions of whose time they have said nothing; nobody is asked twice."""
    answered = slots.answered([one.entry.session_id for one in found])
    return frozenset(
        one.entry.session_id
        for one in found
        if one.speaker_id is not None
        and not one.entry.is_cancelled
        and (
            one.entry.session_id,
            one.speaker_id,
            slot_mark(one.entry.starts_at, one.entry.room_id),
        )
        not in answered
    )


def _draft(
    edition: EditionFrame,
    told: Told,
    *,
    own: _Own,
    link: Callable[[str], str],
) -> Draft:
    found, moved = told.found, told.moved
    return Draft(
        subject=_subject(found, moved),
        template="agendas/mail/programme_changed.txt",
        context={
            "edition": edition,
            "rows": [
                {
                    "title": _title(one),
                    "starts_at": one.entry.starts_at,
                    "was_at": None if one.is_new else moved[one.entry.session_id].starts_at,
                    "room": told.rooms.get(one.entry.session_id, ""),
                    "is_cancelled": one.entry.is_cancelled,
                    "is_back": _is_back(one, moved),
                    "is_new": one.is_new,
                    "tie": one.tie,
                    "answers": answer_links(link, edition.slug, one.entry.code)
                    if one.entry.session_id in told.asked
                    else (),
                    "beside": [_name(entry) for entry in own.beside.get(one.entry.session_id, ())],
                }
                for one in found
            ],
            "alternatives": own.alternatives,
            "my_day_link": own.my_day_link,
            "programme_link": link(f"/{edition.slug}/programme"),
            "sessions_link": link(f"/{edition.slug}/speak/sessions")
            if any(one.tie is Tie.STAGE for one in found)
            else "",
        },
        attachments=(
            Attachment(
                f"changes-{edition.slug}.ics", CALENDAR, calendar_file(_calendar(edition, found))
            ),
        ),
    )


def _subject(found: tuple[Concern, ...], moved: Mapping[int, Before]) -> str:
    if len(found) > 1:
        return f"{len(found)} of your sessions have changed"
    (one,) = found
    if one.is_new:
        return f"You are on stage in {_title(one)}"
    if one.entry.is_cancelled:
        return f"{_title(one)} will not run"
    return f"{_title(one)} {'runs after all' if _is_back(one, moved) else 'has moved'}"


def _is_back(one: Concern, moved: Mapping[int, Before]) -> bool:
    """Say whether it was called off, and runs again."""
    if one.is_new:
        return False
    was_off = moved[one.entry.session_id].state is EntryState.CANCELLED
    return was_off and not one.entry.is_cancelled


def _alternatives(
    request: MailRequest, edition: EditionFrame, found: tuple[Concern, ...]
) -> list[dict[str, Any]]:
    """Return what whoever lost a place can book instead, with the page that books it."""
    return [
        {
            "title": one.title,
            "starts_at": one.starts_at,
            "until": one.until,
            "link": request.link(f"/{edition.slug}/sessions/{one.code}/booking"),
        }
        for one in queries.alternatives(edition.id, found, request.now)
    ]


def _title(one: Concern) -> str:
    return _name(one.entry)


def _name(entry: EntryFacts) -> str:
    """Return what a mail may call a session."""
    return rules.calendar_title(entry.title, is_sensitive=entry.is_sensitive, is_cancelled=False)


def _rooms(edition: EditionFrame, found: tuple[Concern, ...]) -> dict[int, str]:
    """Return the rooms that may be told: mails are passed on."""
    ids = [one.entry.session_id for one in found]
    speakers = programme.speakers_of(edition.id, ids)
    return {
        one.entry.session_id: public_room(
            one.entry.room_name,
            secrecy=one.entry.room_secrecy,
            speakers=speakers.get(one.entry.session_id, ()),
        ).told
        for one in found
    }


def _calendar(edition: EditionFrame, found: tuple[Concern, ...]) -> CalendarFacts:
    return CalendarFacts(
        name=edition.name,
        uid=f"changes@{edition.slug}.conference",
        timezone=edition.timezone,
        entries=tuple(_entry(one) for one in found),
        first_date=edition.starts_on,
        last_date=edition.ends_on,
    )


def _entry(one: Concern) -> CalendarEntry:
    entry = one.entry
    return CalendarEntry(
        uid=one.uid,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        title=rules.calendar_title(
            entry.title, is_sensitive=entry.is_sensitive, is_cancelled=entry.is_cancelled
        ),
        sequence=one.sequence,
        changed_at=one.changed_at,
        is_cancelled=entry.is_cancelled,
        is_private=True,
    )
