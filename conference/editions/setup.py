"""The set-up list of an edition: what it needs before the first visitor, and what is done.

Higher packages answer for what is theirs; what no row can show, somebody calls done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from conference.editions import queries
from conference.editions.queries import EditionFrame
from conference.editions.rules import SELLER_TO_FILL, ContactKind, SetupTask
from conference.kernel import clock
from conference.web.answers import answer

TEAM = 2
"""With one organiser alone, one lost phone locks everybody out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupStep:
    """One task: done by what is stored, or because somebody said so (``is_marked``)."""

    task: SetupTask
    is_seen_done: bool
    is_marked: bool

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.is_seen_done or self.is_marked


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupPage:
    """All tasks in their order, and the figures that they are judged from."""

    steps: tuple[SetupStep, ...]
    figures: Mapping[str, int]

    @property
    def done(self) -> int:
        """How many tasks are done."""
        return sum(step.is_done for step in self.steps)


def setup_page(edition: EditionFrame, *, now: datetime) -> SetupPage:
    """Return the set-up list; its statements do not grow with the rows."""
    figures = _figures(edition, clock.day(now))
    marked = queries.marked_tasks(edition.id)
    seen = _seen(edition, figures)
    return SetupPage(
        steps=tuple(
            SetupStep(task=task, is_seen_done=seen.get(task, False), is_marked=task in marked)
            for task in SetupTask
        ),
        figures=figures,
    )


def _figures(edition: EditionFrame, today: date) -> dict[str, int]:
    policies = queries.policies(edition.id).values()
    due = answer("services_due", today)
    return {
        "contacts": len(edition.contacts),
        "contacts_all": len(ContactKind),
        "policies": sum(found.version > 1 for found in policies),
        "policies_all": len(policies),
        "services": due.overdue + due.unconfirmed,
        "tickets": answer("type_count", edition.id),
        "team": answer("organiser_count", edition.id),
        "tracks": len(edition.tracks),
        "formats": len(edition.formats),
        **answer("call_figures", edition.id),
        **answer("programme_figures", edition.id),
    }


def _seen(edition: EditionFrame, figures: Mapping[str, int]) -> dict[SetupTask, bool]:
    """Return what the rows show to be done; pages of text nobody but a reader can judge."""
    return {
        SetupTask.DETAILS: edition.seller_address != SELLER_TO_FILL,
        SetupTask.CONTACTS: figures["contacts"] == figures["contacts_all"],
        SetupTask.POLICIES: figures["policies"] == figures["policies_all"],
        SetupTask.SUPPORT: not figures["services"],
        SetupTask.TICKETS: figures["tickets"] > 0,
        SetupTask.ROOMS: figures["rooms"] > 0,
        SetupTask.TRACKS: figures["tracks"] > 0,
        SetupTask.FORMATS: figures["formats"] > 0,
        SetupTask.CALL: figures["calls_shown"] > 0,
        SetupTask.SESSIONS: figures["sessions"] > 0,
        SetupTask.SCHEDULE: figures["sessions"] > 0 and not figures["unplaced"],
        SetupTask.RELEASE: figures["release"] > 0 and edition.shows_programme,
        SetupTask.TEAM: figures["team"] >= TEAM,
        SetupTask.CURRENT: queries.current_slug() == edition.slug,
    }
