"""What speakers say of themselves: it counts at once, everywhere (domain.md PR-29)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update

from conference.editions import queries as editions
from conference.editions.actions import touch_public
from conference.editions.rules import PolicyKind
from conference.history import actions as history
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.events import announce
from conference.people.models import Speaker
from conference.people.rules import RecordingChoice
from conference.proposals.actions import conflicts
from conference.proposals.events import RecordingChosen
from conference.proposals.models import (
    Proposal,
    ProposalAuthor,
    SpeakerConduct,
    SpeakerDetails,
    SpeakerTask,
)
from conference.proposals.queries.speakers import own_speaker_for_update
from conference.proposals.rules.states import SpeakerTaskKind
from conference.proposals.rules.tasks import ConductChanged, ConductNotAgreed


@dataclass(frozen=True, slots=True, kw_only=True)
class Self:
    """Somebody on stage who says something of themselves, when."""

    edition_id: int
    person_id: int
    now: datetime

    @property
    def actor(self) -> str:
        """How the history names them."""
        return history.person(self.person_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How somebody on stage wants to be named and shown."""

    name: str
    organisation: str
    alias: str
    is_listed: bool
    shows_organisation: bool
    shows_biography: bool
    shows_picture: bool


def save_biography(who: Self, biography: str, *, reuses: bool) -> None:
    """Write a biography; ``reuses``: next year may begin with it. Raises: NotFound."""
    row = own_row(who)
    _details(row).reuses_biography = reuses
    if row.biography != biography:
        row.biography = biography
        touch_public(who.edition_id)
    finish(row, SpeakerTaskKind.BIOGRAPHY, who)


def save_visibility(who: Self, shown: Shown) -> None:
    """Say how to be named and shown: every page, file and feed follows. Raises: NotFound.

    Another organisation may stand too near to reviewers of what else they proposed.
    """
    has_call = conflicts.hold(who.edition_id)
    row = own_row(who)
    is_elsewhere = row.organisation != shown.organisation
    for name, value in asdict(shown).items():
        setattr(row, name, value)
    db.session.flush()
    if has_call and is_elsewhere:
        conflicts.look_again(who.edition_id, now=who.now)
    _rename(who, row.name)
    touch_public(who.edition_id)
    finish(row, SpeakerTaskKind.VISIBILITY, who)


def _rename(who: Self, name: str) -> None:
    """Let the proposals of somebody name them as they want to be printed."""
    of_year = select(Proposal.id).where(Proposal.edition_id == who.edition_id)
    db.session.execute(
        update(ProposalAuthor)
        .where(ProposalAuthor.person_id == who.person_id, ProposalAuthor.proposal_id.in_(of_year))
        .values(name=name)
        .execution_options(synchronize_session=False)
    )


def choose_recording(who: Self, choice: RecordingChoice) -> None:
    """Say whether one may be recorded; a session follows the most protective of its speakers.

    Raises: NotFound.
    """
    row = own_row(who)
    _details(row).recording = choice
    db.session.flush()
    finish(row, SpeakerTaskKind.RECORDING, who)
    announce(
        RecordingChosen(edition_id=who.edition_id, speaker_id=row.id, actor=who.actor, at=who.now)
    )
    touch_public(who.edition_id)


def save_equipment(who: Self, text: str) -> None:
    """Say what is needed on stage. Raises: NotFound."""
    row = own_row(who)
    _details(row).equipment = text
    finish(row, SpeakerTaskKind.EQUIPMENT, who)


def save_access(who: Self, text: str) -> None:
    """Say what one needs to get there and be there. Raises: NotFound."""
    row = own_row(who)
    _details(row).access = text
    finish(row, SpeakerTaskKind.ACCESS, who)


def save_travel(who: Self, text: str) -> None:
    """Say how and when one comes. Raises: NotFound."""
    row = own_row(who)
    _details(row).travel = text
    finish(row, SpeakerTaskKind.TRAVEL, who)


def agree_to_conduct(who: Self, policy_id: int | None) -> None:
    """Agree to the version of the code of conduct that was shown.

    Nothing instead of a version: the box was left empty. Raises: NotFound, ConductNotAgreed,
    ConductChanged.
    """
    row = own_row(who)
    newest = editions.newest_policy(who.edition_id, PolicyKind.CONDUCT)
    if newest is None:
        raise NotFound
    if policy_id is None:
        raise ConductNotAgreed
    if policy_id != newest.id:
        raise ConductChanged
    if db.session.get(SpeakerConduct, (row.id, newest.id)) is None:
        db.session.add(SpeakerConduct(speaker_id=row.id, policy_id=newest.id, accepted_at=who.now))
    finish(row, SpeakerTaskKind.CONDUCT, who)


def own_row(who: Self) -> Speaker:
    """Lock the edition, then who they are on its stage. Raises: NotFound."""
    editions.edition_for_update(who.edition_id)
    return own_speaker_for_update(who.edition_id, who.person_id)


def finish(row: Speaker, task: SpeakerTaskKind, who: Self) -> None:
    """Note that a task is done, and what was done; never what was said."""
    known = db.session.get(SpeakerTask, (row.id, task))
    if known is None:
        known = SpeakerTask(speaker_id=row.id, task=task)
        db.session.add(known)
    known.done_at, known.done_by = who.now, who.actor
    history.record(
        who.actor,
        f"speaker's task done: {task}",
        on=("speaker", row.id),
        at=who.now,
        edition_id=who.edition_id,
    )


def _details(row: Speaker) -> SpeakerDetails:
    known = db.session.get(SpeakerDetails, row.id)
    if known is None:
        known = SpeakerDetails(speaker_id=row.id)
        db.session.add(known)
    return known
