"""Changing an edition: details, contacts, policies, information pages; making the first one."""

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from conference.editions import queries
from conference.editions.models import (
    Contact,
    Edition,
    Format,
    InformationPage,
    Policy,
    SetupMark,
)
from conference.editions.rules import (
    SELLER_TO_FILL,
    ContactKind,
    Hours,
    NewEdition,
    PageKind,
    PolicyKind,
    PolicyUnchanged,
    SetupTask,
    SlugTaken,
    hours_problems,
    problems_of,
)
from conference.history import actions as history
from conference.kernel.clock import ZONE
from conference.kernel.database import db, delete_where, mark_public_change
from conference.kernel.errors import Invalid, NotFound

STARTER = Path(__file__).parents[1] / "starter"
FORMATS = (
    ("plenary", "Plenary"),
    ("talk", "Talk"),
    ("case", "Case study"),
    ("workshop", "Workshop"),
    ("lightning", "Lightning set"),
    ("clinic", "Clinic"),
)


def touch_public(edition_id: int) -> None:
    """Say that something public has changed: every rendered copy is made again."""
    _raise_version("public_version", edition_id)


def touch_frame(edition_id: int) -> None:
    """Say that what every page shows has changed: details, tracks, formats or contacts."""
    _raise_version("frame_version", edition_id)
    _raise_version("public_version", edition_id)


def touch_all_public() -> None:
    """Say that every edition's public pages may have changed: the clock was set."""
    _raise_version("public_version")


def create_edition(new: NewEdition, *, actor: str, now: datetime) -> int:
    """Make an edition with starter texts and return its id; the first one is the current one.

    Raises: Invalid, SlugTaken.
    """
    if problems := problems_of(new):
        raise Invalid(problems)
    if db.session.scalar(select(Edition.id).where(Edition.slug == new.slug)):
        raise SlugTaken
    edition = Edition(
        slug=new.slug,
        name=new.name,
        strapline="A conference designed to make things happen",
        lead="Join us for a day of practice: talks, case studies and workshops.",
        position="a conference by practitioners, for practitioners",
        is_current=queries.current_slug() is None,
        starts_on=new.day,
        ends_on=new.day,
        doors_at=datetime.combine(new.day, time(8, 30), ZONE),
        opens_at=datetime.combine(new.day, time(9), ZONE),
        closes_at=datetime.combine(new.day, time(17), ZONE),
        venue_name=new.venue_name,
        venue_place=new.venue_place,
        venue_text="",
        reference_prefix=new.reference_prefix,
        vat_rate=new.vat_rate,
        seller_name=new.name,
        seller_address=SELLER_TO_FILL,
        calendar_changed_at=now,
        created_at=now,
    )
    db.session.add(edition)
    db.session.flush()
    db.session.add_all(
        Format(edition_id=edition.id, code=code, name=name, position=position)
        for position, (code, name) in enumerate(FORMATS)
    )
    _store_starter_texts(edition.id, actor=actor, now=now)
    history.record(actor, "edition made", on=("edition", edition.id), at=now, edition_id=edition.id)
    return edition.id


def edit_edition(edition_id: int, values: Mapping[str, Any], *, actor: str, now: datetime) -> None:
    """Change details; doors and begin are times of the first day, the end is one of the last.

    Raises: NotFound, Invalid.
    """
    edition = queries.edition_for_update(edition_id)
    hours = Hours(**{name: values[name] for name in Hours.__slots__})
    if problems := hours_problems(hours):
        raise Invalid(problems)
    before, title = _time_and_place(edition), edition.name
    for name, value in values.items():
        is_time = isinstance(value, time)
        day = hours.ends_on if name == "closes_at" else hours.starts_on
        setattr(edition, name, datetime.combine(day, value, ZONE) if is_time else value)
    has_moved = _time_and_place(edition) != before
    edition.calendar_sequence += has_moved  # words alone raise no sequence (RFC 5546, 2.1.4)
    if has_moved or edition.name != title:
        edition.calendar_changed_at = now
    touch_frame(edition_id)
    history.record(
        actor, "details changed", on=("edition", edition_id), at=now, edition_id=edition_id
    )


def publish_policy(
    edition_id: int, kind: PolicyKind, *, summary: str, body: str, actor: str, now: datetime
) -> int:
    """Publish the next version of a policy and return its number. Raises: PolicyUnchanged."""
    queries.edition_for_update(edition_id)
    newest = queries.newest_policy(edition_id, kind)
    if newest is not None and (newest.body, newest.summary) == (body, summary):
        raise PolicyUnchanged
    version = newest.version + 1 if newest else 1
    db.session.add(
        Policy(
            edition_id=edition_id,
            kind=kind,
            version=version,
            summary=summary,
            body=body,
            published_at=now,
            published_by=actor,
        )
    )
    touch_public(edition_id)
    history.record(
        actor,
        f"{kind} published",
        on=("edition", edition_id),
        at=now,
        edition_id=edition_id,
        version=version,
    )
    return version


def edit_information(
    edition_id: int, kind: PageKind, *, body: str, actor: str, now: datetime
) -> None:
    """Change the text of an information page; today counts as its review."""
    queries.edition_for_update(edition_id)
    page = db.session.scalar(
        select(InformationPage).where(
            InformationPage.edition_id == edition_id, InformationPage.kind == kind
        )
    )
    if page is None:
        page = InformationPage(edition_id=edition_id, kind=kind)
        db.session.add(page)
    page.body, page.reviewed_on = body, now.astimezone(ZONE).date()
    touch_public(edition_id)
    history.record(
        actor, f"{kind} page changed", on=("edition", edition_id), at=now, edition_id=edition_id
    )


def edit_contact(
    edition_id: int, kind: ContactKind, values: Mapping[str, str], *, actor: str, now: datetime
) -> None:
    """Change a staffed number, or give the first one; today counts as its check."""
    queries.edition_for_update(edition_id)
    contact = db.session.scalar(
        select(Contact).where(Contact.edition_id == edition_id, Contact.kind == kind)
    )
    if contact is None:
        contact = Contact(edition_id=edition_id, kind=kind)
        db.session.add(contact)
    for name, value in values.items():
        setattr(contact, name, value)
    contact.last_checked, contact.checked_by = now.astimezone(ZONE).date(), actor
    touch_frame(edition_id)
    history.record(
        actor, f"{kind} contact changed", on=("edition", edition_id), at=now, edition_id=edition_id
    )


def mark_task(edition_id: int, task: SetupTask, *, actor: str, now: datetime) -> None:
    """Say that a task of the set-up list is done, whatever the list can see; twice is once."""
    queries.edition_for_update(edition_id)
    if task in queries.marked_tasks(edition_id):
        return
    db.session.add(SetupMark(edition_id=edition_id, task=task, marked_at=now, marked_by=actor))
    history.record(
        actor,
        "set-up task done",
        on=("edition", edition_id),
        at=now,
        edition_id=edition_id,
        task=task.value,
    )


def unmark_task(edition_id: int, task: SetupTask, *, actor: str, now: datetime) -> None:
    """Let the set-up list judge a task again; twice is once."""
    queries.edition_for_update(edition_id)
    if task not in queries.marked_tasks(edition_id):
        return
    delete_where(SetupMark, (SetupMark.edition_id == edition_id) & (SetupMark.task == task))
    history.record(
        actor,
        "set-up task open again",
        on=("edition", edition_id),
        at=now,
        edition_id=edition_id,
        task=task.value,
    )


def make_current(edition_id: int, *, actor: str, now: datetime) -> None:
    """Let ``/`` show this edition. Raises: NotFound."""
    if edition_id not in queries.editions_for_update():
        raise NotFound
    db.session.execute(update(Edition).where(Edition.is_current).values(is_current=False))
    db.session.execute(update(Edition).where(Edition.id == edition_id).values(is_current=True))
    touch_all_public()
    history.record(actor, "made current", on=("edition", edition_id), at=now, edition_id=edition_id)


def _time_and_place(edition: Edition) -> tuple[object, ...]:
    """Return what raises the sequence of the day's calendar entries when it changes."""
    return (edition.opens_at, edition.closes_at, edition.venue_name, edition.venue_place)


def _store_starter_texts(edition_id: int, *, actor: str, now: datetime) -> None:
    for kind in PolicyKind:
        db.session.add(
            Policy(
                edition_id=edition_id,
                kind=kind,
                version=1,
                summary="",
                body=_starter(kind.value),
                published_at=now,
                published_by=actor,
            )
        )
    for page in PageKind:
        db.session.add(
            InformationPage(
                edition_id=edition_id,
                kind=page,
                body=_starter(page.value),
                reviewed_on=now.astimezone(ZONE).date(),
            )
        )


def _starter(name: str) -> str:
    return (STARTER / f"{name}.md").read_text(encoding="utf-8").strip()


def _raise_version(name: str, edition_id: int | None = None) -> None:
    """Raise a version of one edition, or of all."""
    change = update(Edition).values({name: getattr(Edition, name) + 1})
    if edition_id is not None:
        change = change.where(Edition.id == edition_id)
    db.session.execute(change, execution_options={"synchronize_session": False})
    mark_public_change()
