"""Reminding those who speak of what is still to do, and forgetting what was told in confidence."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update

from conference.editions.models import Edition
from conference.history import actions as history
from conference.kernel import clock
from conference.kernel.database import db
from conference.people.models import Speaker
from conference.proposals.mails import speakers as mails
from conference.proposals.models import ProposalAuthor, SpeakerDetails
from conference.proposals.queries import calls
from conference.proposals.queries.looked_after import looked_after
from conference.proposals.rules.tasks import KEPT_DAYS

Times = Callable[[], Mapping[int, Sequence[str]]]
"""Asks what each speaker, by id, was asked about and has not answered."""


def remind(edition_id: int, *, expected: int, times: Times, actor: str, now: datetime) -> int:
    """Remind everybody who owes something, at most once a day each; return how many they are.

    Nobody gets a mail if they are not as many as were ``expected``: the page asks again. Two at
    once take turns. Raises: NotFound (there is no call).
    """
    calls.call_for_update(edition_id)
    page = looked_after(edition_id, times())
    due = page.to_remind(now)
    if not due or len(due) != expected:
        return len(due)
    mails.remind(edition_id, sorted(due), now=now)
    _note([row.speaker_id for row in page.speakers if row.is_open and row.email in due], now)
    db.session.execute(
        update(ProposalAuthor)
        .where(ProposalAuthor.id.in_([row.author_id for row in page.awaited if row.email in due]))
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


def _note(speaker_ids: Collection[int], now: datetime) -> None:
    """Write down when these speakers were reminded, whether or not they said anything yet."""
    known = db.session.scalars(
        update(SpeakerDetails)
        .where(SpeakerDetails.speaker_id.in_(speaker_ids))
        .values(reminded_at=now)
        .returning(SpeakerDetails.speaker_id)
        .execution_options(synchronize_session=False)
    )
    new = sorted(set(speaker_ids) - set(known))
    if new:
        db.session.execute(
            insert(SpeakerDetails),
            [{"speaker_id": speaker_id, "reminded_at": now} for speaker_id in new],
        )
