"""What people on stage and people with a place are told when the programme changes."""

from datetime import datetime

from conference.agendas import queries, rules
from conference.agendas.queries import Concern
from conference.documents.calendar import CalendarEntry, CalendarFacts, calendar_file
from conference.editions.frames import frame_of
from conference.editions.queries import EditionFrame
from conference.kernel.codes import fingerprint
from conference.kernel.errors import NotFound
from conference.mail import actions as mail
from conference.mail.rules import Attachment, Draft, MailRequest
from conference.programme import queries as programme
from conference.programme.rules.visibility import public_room

CHANGED = "agendas.programme_changed"
CALENDAR = "text/calendar"


def tell_changed(edition_id: int, release_id: int, *, now: datetime) -> int:
    """Tell everybody whom a release concerns, each address once; return how many."""
    told = queries.addresses(edition_id, programme.moved_in(release_id))
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
    if request.edition_id is None:
        raise NotFound
    edition = frame_of(request.edition_id)
    moved = programme.moved_in(request.facts["release_id"])
    found = queries.concerns(edition.id, edition.slug, request.address, moved)
    if not found:
        raise NotFound  # nothing of it is theirs any more
    rooms = _rooms(edition, found)
    return Draft(
        subject=_subject(found),
        template="agendas/mail/programme_changed.txt",
        context={
            "edition": edition,
            "rows": [
                {
                    "title": _title(one),
                    "starts_at": one.entry.starts_at,
                    "room": rooms.get(one.entry.session_id, ""),
                    "is_cancelled": one.entry.is_cancelled,
                    "is_on_stage": one.is_on_stage,
                }
                for one in found
            ],
            "programme_link": request.link(f"/{edition.slug}/programme"),
        },
        attachments=(
            Attachment(
                f"changes-{edition.slug}.ics", CALENDAR, calendar_file(_calendar(edition, found))
            ),
        ),
    )


def _subject(found: tuple[Concern, ...]) -> str:
    if len(found) > 1:
        return f"{len(found)} of your sessions have changed"
    what = "will not run" if found[0].entry.is_cancelled else "has moved"
    return f"{_title(found[0])} {what}"


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
            is_private=one.entry.is_room_private,
            speakers=speakers.get(one.entry.session_id, ()),
        ).name
        or ""
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
