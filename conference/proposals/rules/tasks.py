"""What speakers are asked to do once they have confirmed, and when they are reminded of it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.states import SpeakerTaskKind

BIOGRAPHY_LENGTH = 2_000
TEXT_LENGTH = 500
REMINDED_EVERY = timedelta(days=1)
"""Nobody gets two reminders within a day, of whatever."""

KEPT_DAYS = 14
"""How long after an edition's last day access and travel are kept (domain.md PR-41)."""

OWN_TASKS = tuple(kind for kind in SpeakerTaskKind if kind is not SpeakerTaskKind.CONFIRM)
"""What each speaker does; the owner confirms for all of them."""


class ConductChanged(ProposalRefused):
    """A newer version of the code of conduct was published while the page was open."""

    code = "conduct_changed"
    message = "The code of conduct has changed since you opened this page. Read it again, please."


class ConductNotAgreed(ProposalRefused):
    """The box was left empty."""

    code = "conduct_not_agreed"
    message = "Tick the box to agree to the code of conduct"


def open_tasks(
    done: Collection[SpeakerTaskKind], *, agreed_to: int | None, conduct_id: int | None
) -> tuple[SpeakerTaskKind, ...]:
    """Return what is still to do, in order; a new version of the conduct asks again.

    An edition without a code of conduct asks for no agreement.
    """
    return tuple(
        kind
        for kind in OWN_TASKS
        if (
            conduct_id is not None and agreed_to != conduct_id
            if kind is SpeakerTaskKind.CONDUCT
            else kind not in done
        )
    )


def may_remind(reminded_at: datetime | None, *, now: datetime) -> bool:
    """Say whether somebody may get a reminder now."""
    return reminded_at is None or now - reminded_at >= REMINDED_EVERY
