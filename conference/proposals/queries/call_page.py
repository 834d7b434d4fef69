"""Reading the call for everybody: what it asks for, until when, and how it is judged."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.text import rendered
from conference.proposals.models import Call, Criterion, ReviewPhase
from conference.proposals.queries.calls import call_of, dates_of
from conference.proposals.rules.call_settings import CriterionFacts
from conference.proposals.rules.calls import CallDates, CallPhase


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatLine:
    """A format that may be proposed, and where it stands."""

    name: str
    minutes: int | None
    closes_at: datetime
    phase: CallPhase


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPage:
    """All that the page shows; ``closes_at`` is the last deadline of any format.

    Proposals are taken until ``taken_until``. ``is_blind``: names are hidden whenever reviews are
    written; none: no phase of review has been set. ``reviewed_until`` is the end of the last phase.
    """

    phase: CallPhase
    body_html: Markup
    opens_at: datetime
    closes_at: datetime
    taken_until: datetime
    grace_minutes: int
    limit_per_person: int | None
    abstract_words: int
    confirm_by: datetime | None
    formats: tuple[FormatLine, ...]
    criteria: tuple[CriterionFacts, ...]
    is_blind: bool | None
    reviewed_until: datetime | None

    @property
    def is_taking(self) -> bool:
        """Whether a proposal can be sent in now."""
        return self.phase in {CallPhase.OPEN, CallPhase.GRACE}


def call_page(edition: EditionFrame, *, now: datetime) -> CallPage:
    """Return the edition's call, in four statements. Raises: NotFound (none is shown)."""
    call = call_of(edition.id)
    if call is None or not call.is_shown:
        raise NotFound
    dates = dates_of(call)
    phases = _phases(call)
    judged = [is_blind for is_blind, may_review, _ in phases if may_review]
    return CallPage(
        phase=dates.phase(now),
        body_html=rendered(call.body),
        opens_at=call.opens_at,
        closes_at=dates.deadline(),
        taken_until=dates.deadline() + timedelta(minutes=call.grace_minutes),
        grace_minutes=call.grace_minutes,
        limit_per_person=call.limit_per_person,
        abstract_words=call.abstract_words,
        confirm_by=call.confirm_by,
        formats=_formats(edition, dates, now),
        criteria=_criteria(call),
        is_blind=all(judged) if judged else None,
        reviewed_until=max((closes_at for *_, closes_at in phases), default=None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CallGlimpse:
    """What the home page says of the call."""

    phase: CallPhase
    opens_at: datetime
    closes_at: datetime


def call_glimpse(edition_id: int, *, now: datetime) -> CallGlimpse | None:
    """Return what the home page says of the call, in two statements; nothing: none is shown."""
    call = call_of(edition_id)
    if call is None or not call.is_shown:
        return None
    dates = dates_of(call)
    return CallGlimpse(phase=dates.phase(now), opens_at=call.opens_at, closes_at=dates.deadline())


def _formats(edition: EditionFrame, dates: CallDates, now: datetime) -> tuple[FormatLine, ...]:
    offered = dates.offered(kind.id for kind in edition.formats)
    return tuple(
        FormatLine(
            name=kind.name,
            minutes=kind.minutes,
            closes_at=dates.deadline(kind.id),
            phase=dates.phase(now, kind.id),
        )
        for kind in edition.formats
        if kind.id in offered
    )


def _criteria(call: Call) -> tuple[CriterionFacts, ...]:
    rows = db.session.execute(
        select(Criterion.name, Criterion.help, Criterion.weight)
        .where(Criterion.call_id == call.id)
        .order_by(Criterion.position, Criterion.id)
    )
    return tuple(
        CriterionFacts(name=name, help=help_text, weight=weight) for name, help_text, weight in rows
    )


def _phases(call: Call) -> list[tuple[bool, bool, datetime]]:
    rows = db.session.execute(
        select(ReviewPhase.is_blind, ReviewPhase.may_review, ReviewPhase.closes_at).where(
            ReviewPhase.call_id == call.id
        )
    )
    return [(is_blind, may_review, closes_at) for is_blind, may_review, closes_at in rows]
