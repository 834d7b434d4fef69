"""Reminding those who speak of what is still to do, and forgetting what was told in confidence."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from conference.editions.models import Edition
from conference.history import actions as history
from conference.kernel import clock
from conference.kernel.database import db
from conference.people.models import Speaker
from conference.proposals.mails import speakers as mails
from conference.proposals.models import ProposalAuthor, SpeakerDetails
from conference.proposals.queries import calls
from conference.proposals.queries.looked_after import addresses_of, looked_after
from conference.proposals.rules.tasks import KEPT_DAYS


def remind(edition_id: int, *, expected: int, actor: str, now: datetime) -> int:
    """Remind everybody who owes something, at most once a day each; return how many they are.

    Nobody gets a mail if they are not as many as were ``expected``: the page asks again. Two at
    once take turns. Raises: NotFound (there is no call).
    """
    calls.call_for_update(edition_id)
    page = looked_after(edition_id)
    due = sorted(page.to_remind(now))
    if not due or len(due) != expected:
        return len(due)
    for person_id, address in addresses_of(due):
        mails.remind(edition_id, person_id, address, now=now)
    for row in page.speakers:
        if row.left and row.person_id in due:
            _details(row.speaker_id).reminded_at = now
    db.session.execute(
        update(ProposalAuthor)
        .where(ProposalAuthor.id.in_([row.author_id for row in page.awaited]))
        .where(ProposalAuthor.person_id.in_(due))
        .values(reminded_at=now)
        .execution_options(synchronize_session=False)
    )
    history.record(
        actor,
        "speakers reminded of their tasks",
        on=("edition", edition_id),
        at=now,
        edition_id=edition_id,
        people=len(due),
    )
    return len(due)


def forget_confidences(*, now: datetime) -> int:
    """Empty what speakers said of access and travel 14 days after their edition; count them.

    Safe to run again. Runs inside ``transaction()``. Source: domain.md PR-41.
    """
    last_day = clock.local(now).date() - timedelta(days=KEPT_DAYS)
    past = (
        select(Speaker.id)
        .join(Edition, Edition.id == Speaker.edition_id)
        .where(Edition.ends_on < last_day)
    )
    gone = db.session.scalars(
        update(SpeakerDetails)
        .where(SpeakerDetails.speaker_id.in_(past))
        .where(or_(SpeakerDetails.access != "", SpeakerDetails.travel != ""))
        .values(access="", travel="")
        .returning(SpeakerDetails.speaker_id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def _details(speaker_id: int) -> SpeakerDetails:
    known = db.session.get(SpeakerDetails, speaker_id)
    if known is None:
        known = SpeakerDetails(speaker_id=speaker_id)
        db.session.add(known)
    return known
