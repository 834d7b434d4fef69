"""What people on stage, with a place, or with a star are told when the programme changes."""

from collections.abc import Iterable, Mapping
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
from conference.mail.rules import Attachment, Draft, MailRequest
from conference.programme import queries as programme
from conference.programme.queries import Before, EntryFacts
from conference.programme.rules.states import EntryState
from conference.programme.rules.visibility import public_room
from conference.workshops import queries as workshops
from conference.workshops.rules import Places

CHANGED = "agendas.programme_changed"
CALENDAR = "text/calendar"
MOST_ALTERNATIVES = 5


def tell_changed(edition_id: int, release_id: int, *, now: datetime) -> int:
    """Tell everybody whom a release concerns, each address once; return how many."""
    news = programme.news(release_id)
    told = queries.addresses(edition_id, news.moved, news.newly)
    mail.enqueue_all(
        CHANGED,
        told,
        facts={"release_id": release_id},
        edition_id=edition_id,
        now=now,
        once=lambda address: f"{CHANGED}:{release_id}:{fingerprint(address.casefold())}",
    )
    return len(told)


def programme_changed(request: MailRequest) -> Draft:
    """Write: something of yours is at another time, in another room, or will not run."""
    edition = frame_of(request.edition_id)
    release_id = request.facts["release_id"]
    news = programme.news(release_id)
    moved = news.moved
    found = queries.concerns(edition, request.address, moved, news.newly)
    if not found:
        raise NotFound  # nothing of it is theirs any more
    return _draft(
        edition,
        found,
        moved,
        alternatives=_alternatives(request, edition, found),
        programme_link=request.link(f"/{edition.slug}/programme"),
    )


def to_be_told(
    edition: EditionFrame, speaker_id: int, release_id: int, *, programme_link: str
) -> Draft | None:
    """Write what a release tells somebody of being on stage, and of nothing else of theirs.

    Nothing if it changes nothing for them.
    """
    news = programme.news(release_id)
    found = queries.stage_concerns(edition, speaker_id, list(news.moved), news.newly)
    if not found:
        return None
    return _draft(edition, found, news.moved, alternatives=[], programme_link=programme_link)


def _draft(
    edition: EditionFrame,
    found: tuple[Concern, ...],
    moved: Mapping[int, Before],
    *,
    alternatives: list[dict[str, Any]],
    programme_link: str,
) -> Draft:
    rooms = _rooms(edition, found)
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
                    "room": rooms.get(one.entry.session_id, ""),
                    "is_cancelled": one.entry.is_cancelled,
                    "is_back": _is_back(one, moved),
                    "is_new": one.is_new,
                    "tie": one.tie,
                }
                for one in found
            ],
            "alternatives": alternatives,
            "programme_link": programme_link,
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
    """Return what keeps places for whoever lost one, then what else has some then (J8).

    ``until`` is nothing where anybody can book.
    """
    lost = [one.entry for one in found if one.entry.is_cancelled and one.tie is Tie.PLACE]
    if not lost:
        return []
    kept = {
        reserve.session_id: reserve.until
        for off in lost
        for reserve in workshops.reserves_for(off.session_id, request.now)
    }
    places = workshops.open_places(edition.id, request.now)
    free = [
        entry
        for entry in programme.bookable_entries(edition.id)
        if not entry.is_sensitive
        and (
            entry.session_id in kept
            or (_has_room(places.get(entry.session_id)) and _is_beside(entry, lost))
        )
    ]
    free.sort(key=lambda entry: (entry.session_id not in kept, entry.starts_at, entry.session_id))
    return [
        {
            "title": entry.title,
            "starts_at": entry.starts_at,
            "until": kept.get(entry.session_id),
            "link": request.link(f"/{edition.slug}/sessions/{entry.code}/booking"),
        }
        for entry in free[:MOST_ALTERNATIVES]
    ]


def _has_room(places: Places | None) -> bool:
    return places is not None and places.left > 0


def _is_beside(entry: EntryFacts, lost: Iterable[EntryFacts]) -> bool:
    """Say whether it is on while one of these would have been."""
    return any(entry.starts_at < off.ends_at and off.starts_at < entry.ends_at for off in lost)


def _title(one: Concern) -> str:
    return rules.calendar_title(
        one.entry.title, is_sensitive=one.entry.is_sensitive, is_cancelled=False
    )


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
