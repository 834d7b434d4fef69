"""Writing a proposal: starting a draft, changing it step by step, answering the questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from conference.editions.queries import EditionFrame
from conference.history import actions as history
from conference.kernel import codes
from conference.kernel.database import db
from conference.kernel.errors import Invalid, NotFound
from conference.mail import actions as mail
from conference.people import actions as people
from conference.proposals.actions import conflicts, on_behalf
from conference.proposals.actions.confirming import accept
from conference.proposals.mails import authors as mails
from conference.proposals.models import Call, Proposal, ProposalAnswer, ProposalAuthor
from conference.proposals.queries import authors, calls, extensions, questions, speaking
from conference.proposals.queries.proposals import by_form_token, proposal_for_update
from conference.proposals.rules import questions as asking
from conference.proposals.rules import sending
from conference.proposals.rules.calls import CallClosed, CallPhase
from conference.proposals.rules.states import AuthorState, ProposalState

QUIET = timedelta(seconds=60)
"""So long nothing is changed before the receipt goes (workflows.md 4, rule 39)."""

EDITABLE = frozenset(
    {
        *("title", "audience", "outcome", "abstract", "content_note", "committee_note"),
        *("needs", "format_id", "track_id", "language", "level", "has_spoken_before"),
    }
)
"""Columns that the steps write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes, in which edition, when; ``real_now`` is what mails go by.

    Organisers write ``on_behalf`` of the speakers, whatever the deadline.
    """

    edition: EditionFrame
    person_id: int
    now: datetime
    real_now: datetime
    on_behalf: bool = False

    @property
    def actor(self) -> str:
        """Who the history says it was."""
        return history.person(self.person_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who owns a proposal that is made: the address is one that was proved, or is invited."""

    email: str
    name: str
    person_id: int | None
    organisation: str = ""


def start(writer: Writer, owner: Owner, *, form_token: str, extension: str = "") -> str:
    """Begin a draft and return its code; the same form again is the same draft.

    After the deadline only somebody with an extension code begins one; the draft names it, so that
    nobody types it twice, and spends it by being sent in (workflows.md 4, rule 40). Raises:
    NotFound, CallClosed, CodeRefused.
    """
    call = calls.call_for_update(writer.edition.id)
    begun = by_form_token(writer.edition.id, form_token)
    if begun is not None:
        if authors.owner_of(begun.id).person_id != writer.person_id:
            raise NotFound
        return begun.code
    phase, found = calls.dates_of(call).phase(writer.now), None
    if phase in {CallPhase.HIDDEN, CallPhase.BEFORE}:
        raise CallClosed(phase)
    if phase is CallPhase.CLOSED:
        sending.check_typed(extension)
        found = extensions.code_of(call.id, extension)
        sending.check_code(found.facts if found else None, now=writer.now)
    people.introduce(writer.person_id, name=owner.name, now=writer.now)
    row = added(writer.edition.id, owner, form_token=form_token, actor=writer.actor, now=writer.now)
    row.extension_code_id = found.id if found else None
    history.record(
        writer.actor,
        "proposal begun",
        on=("proposal", row.id),
        at=writer.now,
        edition_id=writer.edition.id,
    )
    return row.code


def change(writer: Writer, code: str, values: Mapping[str, object], *, version: int) -> None:
    """Save some columns of a proposal as ``version`` of it was shown; what is the same is kept.

    A draft may be incomplete; of what was sent in nothing may go missing that was there. In another
    track, others step in for reviewers who are limited to the one before. Raises: NotFound,
    Overtaken, ChangeClosed, Invalid; on behalf OwnAtDesk and WithdrawnMeanwhile too.
    """
    if "track_id" in values:
        calls.call_for_update(writer.edition.id)  # before the proposal, for who steps in
    row = _locked(writer, code, version)
    gaps = _gaps(writer, row)
    changed = {name for name, value in values.items() if getattr(row, name) != value}
    if not changed <= EDITABLE:
        raise ValueError(f"no step writes {sorted(changed - EDITABLE)}")
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        _saved(writer, row, gaps, "proposal changed", fields=sorted(changed))
    if "track_id" in changed and row.state is ProposalState.SUBMITTED:
        db.session.flush()
        conflicts.look_again(writer.edition.id, now=writer.now)


def answer(writer: Writer, code: str, answers: Mapping[int, str], *, version: int) -> None:
    """Save answers to the call's questions, by question; an empty one is taken away.

    What answers a question that was deleted meanwhile goes with it.

    Raises: as ``change`` does.
    """
    row = _locked(writer, code, version)
    gaps = _gaps(writer, row)
    kept = questions.answer_rows(row.id)
    before = {number: found.answer for number, found in kept.items()}
    there = questions.kept(answers)
    changed = {
        number: text
        for number, text in answers.items()
        if number in there and before.get(number, "") != text
    }
    for number, text in changed.items():
        if number in kept and not text:
            db.session.delete(kept[number])
        elif number in kept:
            kept[number].answer = text
        else:
            db.session.add(ProposalAnswer(proposal_id=row.id, question_id=number, answer=text))
    if changed:
        db.session.flush()
        _saved(writer, row, gaps, "proposal answers changed", questions=sorted(changed))


def added(edition_id: int, owner: Owner, *, form_token: str, actor: str, now: datetime) -> Proposal:
    """Store an empty draft with its owner, who is there at once where a person is known."""
    row = Proposal(
        edition_id=edition_id,
        code=codes.random_code(),
        form_token=form_token,
        created_at=now,
        created_by=actor,
        edited_at=now,
    )
    db.session.add(row)
    db.session.flush()
    is_own = owner.person_id is not None and actor == history.person(owner.person_id)
    db.session.add(
        ProposalAuthor(
            proposal_id=row.id,
            person_id=owner.person_id,
            email=owner.email,
            name=owner.name,
            organisation=owner.organisation,
            is_owner=True,
            state=AuthorState.ACCEPTED if is_own else AuthorState.INVITED,
            invited_at=now,
            answered_at=now if is_own else None,
        )
    )
    db.session.flush()
    return row


def lock_for_editor(writer: Writer, code: str) -> Proposal:
    """Lock a proposal for one of those who may change it.

    An owner for whom it was written says with what they do to it that it is theirs. Raises:
    NotFound.
    """
    row = proposal_for_update(writer.edition.id, code)
    author = authors.author_of_person(row.id, writer.person_id)
    if not authors.as_row(author).may_edit:
        raise NotFound
    if author.state is not AuthorState.ACCEPTED:
        accept(row, author, actor=writer.actor, now=writer.now)
    return row


def lock_for_owner(writer: Writer, code: str) -> Proposal:
    """Lock a proposal for its owner. Raises: NotFound."""
    row = proposal_for_update(writer.edition.id, code)
    if not authors.author_of_person(row.id, writer.person_id).is_owner:
        raise NotFound
    return row


def what_is_missing(edition: EditionFrame, row: Proposal, call: Call) -> dict[str, str]:
    """Return what stands in the way of sending a proposal in, by field."""
    return speaking.missing_of(
        row,
        questions.asked(call.id),
        questions.answers_of(row.id),
        format_ids=calls.dates_of(call).offered(kind.id for kind in edition.formats),
        has_tracks=bool(edition.tracks),
        abstract_words=call.abstract_words,
    )


def check_may_change(writer: Writer, row: Proposal) -> None:
    """Let the authors change what they have sent in, until its deadline.

    Raises: NotFound (there is no call), ChangeClosed.
    """
    if not _is_open(writer, row, _call(writer)):
        raise sending.ChangeClosed


def _locked(writer: Writer, code: str, version: int) -> Proposal:
    if writer.on_behalf:
        row = on_behalf.locked(writer.edition.id, code, writer.person_id)
    else:
        row = lock_for_editor(writer, code)
    if row.version != version:
        raise sending.Overtaken
    if not writer.on_behalf:
        check_may_change(writer, row)
    return row


def _call(writer: Writer) -> Call:
    call = calls.call_of(writer.edition.id)
    if call is None:
        raise NotFound
    return call


def _is_open(writer: Writer, row: Proposal, call: Call) -> bool:
    return sending.may_change(
        row.state,
        calls.dates_of(call),
        now=writer.now,
        format_id=row.format_id,
        extended_to=extensions.extended_to(row.extension_code_id),
    )


def _gaps(writer: Writer, row: Proposal) -> frozenset[str]:
    """Return what may be missing after a change of what was sent in.

    That is what is missing already, since the call asks for other things by now, and answers to
    questions that only the change leads to: each is filled in on a page of its own.
    """
    if row.state is ProposalState.DRAFT:
        return frozenset()
    call = _call(writer)
    known, answers = questions.asked(call.id), questions.answers_of(row.id)
    asked = {one.id for one in asking.applying(known, answers, row.track_id)}
    to_come = {f"q{one.id}" for one in known if one.id not in asked}
    return frozenset(what_is_missing(writer.edition, row, call)) | to_come


def _saved(
    writer: Writer, row: Proposal, gaps: frozenset[str], what: str, **details: object
) -> None:
    """Note a change; of what was sent in, check that nothing but ``gaps`` is missing."""
    row.version += 1
    row.edited_at = writer.now
    until = writer.real_now + QUIET
    if row.state is not ProposalState.DRAFT:
        _check_gaps(writer, row, gaps)
        mail.postpone(mails.receipt_key(row.id), until=until)
    if row.state is not ProposalState.DRAFT or writer.on_behalf:
        history.record(
            writer.actor,
            on_behalf.words(what) if writer.on_behalf else what,
            on=("proposal", row.id),
            at=writer.now,
            edition_id=writer.edition.id,
            **details,
        )
    if writer.on_behalf:
        on_behalf.tell_changed(row, now=writer.now, until=until)


def _check_gaps(writer: Writer, row: Proposal, gaps: frozenset[str]) -> None:
    call = _call(writer)
    found = what_is_missing(writer.edition, row, call)
    missing = {name: sentence for name, sentence in found.items() if name not in gaps}
    if not (writer.on_behalf or _is_open(writer, row, call)):
        missing["format"] = "This format has closed already. Choose another one"
    if missing:
        raise Invalid(missing)
