"""Taking in what other systems wrote, and saying line by line what was taken."""

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from conference.documents.imports import LARGEST, ImportedProgramme, read
from conference.editions import queries as editions
from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Unavailable
from conference.programme.actions.desk import Desk
from conference.programme.actions.imports import take
from conference.programme.queries.imports import known
from conference.programme.rules.imports import NewSession, Plan, plan

ACTOR = "operator"
NOTHING = "Nothing was stored"


def import_programme(file: Path, slug: str, *, partial: bool, dry_run: bool) -> None:
    """Take a file into the draft of an edition, or say why not.

    Raises: ClickException (there is no such edition), SystemExit (nothing could be stored).
    """
    edition = editions.frame(slug)
    if edition is None:
        raise click.ClickException("There is no such edition.")
    programme = read(file.name, _content(file), zone=ZoneInfo(edition.timezone))
    click.echo(f"{file.name}: {programme.kind}")
    if dry_run:
        found, is_stored = plan(programme, known(edition.id)), False
    else:
        desk = Desk(edition_id=edition.id, actor=ACTOR, now=clock.now())
        found, is_stored = _stored(programme, desk, is_partial=partial)
    _tell(programme, found, edition)
    click.echo(_outcome(found, is_stored=is_stored, is_dry=dry_run))
    if found.complaints and not is_stored and not (dry_run and partial and found.adds):
        raise SystemExit(1)


def _stored(programme: ImportedProgramme, desk: Desk, *, is_partial: bool) -> tuple[Plan, bool]:
    try:
        with transaction():
            taken = take(programme, is_partial=is_partial, desk=desk)
    except Unavailable as refusal:
        raise click.ClickException(str(refusal)) from refusal
    return taken.plan, taken.is_stored


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _tell(programme: ImportedProgramme, found: Plan, edition: EditionFrame) -> None:
    """Print a line for each thing that is new, and one for each that cannot be taken."""
    _tell_new(found, edition)
    if found.unchanged:
        click.echo(f"= sessions that are in the draft already: {found.unchanged}")
    for line in programme.left:
        click.echo(f"- {line}")
    for complaint in found.complaints:
        click.echo(f"! {complaint.place}: {complaint.what}")


def _tell_new(found: Plan, edition: EditionFrame) -> None:
    for what, names in (
        ("room", found.rooms),
        ("track", [track.name for track in found.tracks]),
        ("format", found.formats),
    ):
        for name in names:
            click.echo(f"+ {what}: {name}")
    for session in found.sessions:
        click.echo(f"+ {_session(session, edition)}")
    if links := sum(len(session.facts.materials) for session in found.sessions):
        click.echo(f"+ links: {links}")
    if found.biographies:
        click.echo(f"+ biographies: {len(found.biographies)}")


def _session(session: NewSession, edition: EditionFrame) -> str:
    facts = session.facts
    if facts.starts_at is None:
        return f"{facts.title} (no time yet)"
    begins = facts.starts_at.astimezone(ZoneInfo(edition.timezone))
    where = f", {facts.room}" if facts.room else ""
    return f"{facts.title} ({begins:%Y-%m-%d %H:%M}{where})"


def _outcome(found: Plan, *, is_stored: bool, is_dry: bool) -> str:
    if is_stored:
        return f"{len(found.sessions)} new in the draft. The next release shows them."
    if is_dry:
        return f"{NOTHING}: this was a dry run."
    if found.complaints:
        way = "Nothing of it fits" if not found.adds else "--partial takes what fits"
        count = len(found.complaints)
        return f"{NOTHING}: {count} {'complaint' if count == 1 else 'complaints'}. {way}."
    return f"{NOTHING}: all of it is in the draft already."
