"""What speakers read of one of their proposals, and of one that they are invited to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from conference.editions.queries import EditionFrame
from conference.kernel.errors import NotFound
from conference.proposals.models import Call, Proposal
from conference.proposals.queries import calls, extensions, questions
from conference.proposals.queries.authors import AuthorRow, as_row
from conference.proposals.queries.proposals import authors, proposal
from conference.proposals.queries.written import Written, written
from conference.proposals.rules import questions as asking
from conference.proposals.rules import sending
from conference.proposals.rules.calls import CallDates, CallPhase
from conference.proposals.rules.questions import AskedQuestion
from conference.proposals.rules.states import WITHDRAWABLE, ProposalState
from conference.proposals.rules.writing import SHOWN_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFrame:
    """What every page of a proposal needs to know of the call."""

    id: int
    dates: CallDates
    phase: CallPhase
    abstract_words: int
    limit_per_person: int | None
    format_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage(Written):
    """One proposal as its speakers read it; ``you`` is whoever looks, for organisers its owner.

    ``questions`` are those that it is asked with its track and answers; ``missing`` has a
    sentence for each field that stands in the way of sending in, answers by ``q`` and their id.
    ``extension`` is the code that it was begun or sent in with.
    """

    id: int
    version: int
    edited_at: datetime
    withdrawn_at: datetime | None
    authors: tuple[AuthorRow, ...]
    you: AuthorRow
    questions: tuple[AskedQuestion, ...]
    answers: Mapping[int, str]
    call: CallFrame
    may_change: bool
    extended_to: datetime | None
    extension: str
    missing: Mapping[str, str]

    @property
    def state_text(self) -> str:
        """Where it stands, as its speakers may know."""
        return SHOWN_STATES[self.state]

    @property
    def is_draft(self) -> bool:
        """Whether it was never sent in."""
        return self.state is ProposalState.DRAFT

    @property
    def deadline(self) -> datetime:
        """When the call closes for its format."""
        return self.call.dates.deadline(self.format_id)

    @property
    def changes_until(self) -> datetime:
        """Until when it may be changed or sent in, as it stands now: with grace, with a code."""
        in_grace = self.phase is CallPhase.GRACE
        until = self.deadline + self.call.dates.grace if in_grace else self.deadline
        return max(until, self.extended_to) if self.extended_to else until

    @property
    def phase(self) -> CallPhase:
        """Where the call stands for its format."""
        return self.call.phase

    @property
    def may_withdraw(self) -> bool:
        """Whether its owner may take it back here."""
        return self.you.is_owner and self.state in WITHDRAWABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationPage:
    """What somebody who was invited to speak reads before they answer."""

    code: str
    title: str
    audience: str
    outcome: str
    abstract: str
    owner_name: str
    you: AuthorRow
    state: ProposalState


def call_frame(
    edition: EditionFrame, *, now: datetime, format_id: int | None = None
) -> CallFrame | None:
    """Return what pages need to know of the call, in two statements; none: there is no call."""
    call = calls.call_of(edition.id)
    return _frame(call, edition, now=now, format_id=format_id) if call is not None else None


def proposal_page(
    edition: EditionFrame, code: str, person_id: int, *, now: datetime
) -> ProposalPage:
    """Return one proposal for somebody who may edit it, in at most eight statements.

    Raises: NotFound (there is none, or it is not theirs).
    """
    row, named = _proposal_of(edition.id, code, person_id)
    you = next(one for one in named if one.person_id == person_id)
    if not you.may_edit:
        raise NotFound
    return _whole(edition, row, named, you, now)


def page_at_desk(edition: EditionFrame, code: str, *, now: datetime) -> ProposalPage:
    """Return one proposal as its owner reads it, for organisers, in at most eight statements.

    Raises: NotFound.
    """
    row = proposal(edition.id, code)
    named = tuple(as_row(author) for author in authors(row.id))
    return _whole(edition, row, named, next(one for one in named if one.is_owner), now)


def invitation_page(edition: EditionFrame, code: str, person_id: int) -> InvitationPage:
    """Return what somebody is invited to, in two statements. Raises: NotFound."""
    row, named = _proposal_of(edition.id, code, person_id)
    return InvitationPage(
        code=row.code,
        title=row.title,
        audience=row.audience,
        outcome=row.outcome,
        abstract=row.abstract,
        owner_name=next(one.name for one in named if one.is_owner),
        you=next(one for one in named if one.person_id == person_id),
        state=row.state,
    )


def missing_of(
    row: Proposal,
    asked: Sequence[AskedQuestion],
    answers: Mapping[int, str],
    *,
    format_ids: Sequence[int],
    has_tracks: bool,
    abstract_words: int,
) -> dict[str, str]:
    """Return what stands in the way of sending a proposal in, by field."""
    written = sending.Written(
        title=row.title,
        audience=row.audience,
        outcome=row.outcome,
        abstract=row.abstract,
        has_format=not format_ids or row.format_id in format_ids,
        has_track=not has_tracks or row.track_id is not None,
    )
    found = sending.missing(written, abstract_words=abstract_words)
    faults = asking.faults(asked, answers, row.track_id)
    return found | {f"q{number}": sentence for number, sentence in faults.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a page needs beside the proposal's own row."""

    edition: EditionFrame
    asked: tuple[AskedQuestion, ...]
    answers: Mapping[int, str]


def _proposal_of(
    edition_id: int, code: str, person_id: int
) -> tuple[Proposal, tuple[AuthorRow, ...]]:
    row = proposal(edition_id, code)
    named = tuple(as_row(author) for author in authors(row.id))
    if not any(one.person_id == person_id for one in named):
        raise NotFound
    return row, named


def _whole(
    edition: EditionFrame,
    row: Proposal,
    named: tuple[AuthorRow, ...],
    you: AuthorRow,
    now: datetime,
) -> ProposalPage:
    call = _call(edition, now=now, format_id=row.format_id)
    answers = questions.answers_of(row.id)
    asked = questions.asked(call.id)
    return _page(row, named, you, call, _Asked(edition=edition, asked=asked, answers=answers), now)


def _call(edition: EditionFrame, *, now: datetime, format_id: int | None) -> CallFrame:
    found = call_frame(edition, now=now, format_id=format_id)
    if found is None:
        raise NotFound
    return found


def _frame(call: Call, edition: EditionFrame, *, now: datetime, format_id: int | None) -> CallFrame:
    dates = calls.dates_of(call)
    return CallFrame(
        id=call.id,
        dates=dates,
        phase=dates.phase(now, format_id),
        abstract_words=call.abstract_words,
        limit_per_person=call.limit_per_person,
        format_ids=dates.offered(kind.id for kind in edition.formats),
    )


def _page(
    row: Proposal,
    named: tuple[AuthorRow, ...],
    you: AuthorRow,
    call: CallFrame,
    found: _Asked,
    now: datetime,
) -> ProposalPage:
    extension = extensions.named(row.extension_code_id)
    extended_to = extension.closes_at if extension else None
    return ProposalPage(
        **written(row),
        id=row.id,
        version=row.version,
        edited_at=row.edited_at,
        withdrawn_at=row.withdrawn_at,
        authors=named,
        you=you,
        questions=asking.applying(found.asked, found.answers, row.track_id),
        answers=found.answers,
        call=call,
        may_change=sending.may_change(
            row.state,
            call.dates,
            now=now,
            format_id=row.format_id,
            extended_to=extended_to,
        ),
        extended_to=extended_to,
        extension=extension.code if extension else "",
        missing=missing_of(
            row,
            found.asked,
            found.answers,
            format_ids=call.format_ids,
            has_tracks=bool(found.edition.tracks),
            abstract_words=call.abstract_words,
        ),
    )
