"""What the committee has decided and not told, the mails that will tell it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from conference.kernel.codes import fingerprint
from conference.kernel.database import db
from conference.mail import queries as mail
from conference.mail.models import Message
from conference.proposals.models import (
    Call,
    DecisionText,
    Proposal,
    ProposalAuthor,
    Review,
)
from conference.proposals.queries.calls import call_of
from conference.proposals.queries.readers import Reader, is_impartial, kept_from
from conference.proposals.rules.deciding import Seen
from conference.proposals.rules.letters import START_TEXTS, Told, merged, names_of
from conference.proposals.rules.states import (
    TAKEN,
    AuthorState,
    Decision,
)

DECIDED = "proposals.decided"


@dataclass(frozen=True, slots=True)
class Letter:
    """What one address is told; ``draft_id`` is its draft, if there is one that says this."""

    address: str
    told: tuple[Told, ...]
    draft_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """All that one press of Send would do, as whoever presses sees it.

    ``mark`` changes with anything that would be applied or told. ``reviews`` are the decisions
    whose mails carry what reviewers wrote for the speaker; ``kept`` are the parts of drafts about
    proposals from which this reader is kept: they stay for somebody else. ``left`` is how many
    drafts go to somebody who is told nothing now.
    """

    rows: Sequence[tuple[int, str, Seen]]
    counts: Mapping[Decision, int]
    letters: tuple[Letter, ...]
    is_ready: bool
    reviews: frozenset[Decision]
    figures: Mapping[str, int]
    texts: Mapping[Decision, str]
    confirm_by: datetime | None
    lacks_date: bool
    has_own: bool
    kept: Mapping[str, tuple[Told, ...]]
    left: int
    mark: str

    def facts(self, told: tuple[Told, ...]) -> dict[str, Any]:
        """Return what the mail about these decisions is written from."""
        return letter_facts(told, self.reviews, self.figures)


def letter_facts(
    told: tuple[Told, ...], reviews: frozenset[Decision], figures: Mapping[str, int]
) -> dict[str, Any]:
    """Return the facts of a mail that tells decisions; a draft has no figures yet."""
    return {
        "decisions": [[proposal, decision.value] for proposal, decision in told],
        "reviews": sorted(decision.value for decision in reviews),
        **figures,
    }


def told_in(facts: Mapping[str, Any]) -> tuple[Told, ...]:
    """Return what a mail with these facts tells."""
    return tuple((proposal, Decision(decision)) for proposal, decision in facts["decisions"])


def without(facts: Mapping[str, Any], proposal_ids: Collection[int]) -> dict[str, Any]:
    """Return the facts of a mail that tells nothing of these proposals."""
    left = [one for one in facts["decisions"] if one[0] not in proposal_ids]
    return {**facts, "decisions": left}


def sending(edition_id: int, reader: Reader) -> Sending:
    """Return what Send would do now; its statements do not grow with the rows."""
    call = call_of(edition_id)
    own = kept_from(edition_id, reader)
    rows = [row for row in _pending(edition_id) if row[0] not in own]
    drafts = mail.drafts(edition_id, DECIDED)
    visible, kept = _parted(drafts, own)
    expected = merged(_addresses(edition_id, own))
    reviews = frozenset(
        Decision(name) for draft in drafts for name in draft.facts.get("reviews", ())
    )
    counts = Counter(seen.pending for _, _, seen in rows if seen.pending is not None)
    texts = texts_of(call)
    figures = _figures(edition_id, counts[Decision.ACCEPT])
    confirm_by = call.confirm_by if call else None
    letters = tuple(
        Letter(address, told, visible[address][0] if _is_said(visible, address, told) else None)
        for address, told in expected.items()
    )
    return Sending(
        rows=rows,
        counts={decision: counts[decision] for decision in Decision},
        letters=letters,
        is_ready=visible.keys() == expected.keys() and all(one.draft_id for one in letters),
        reviews=reviews,
        figures=figures,
        texts=texts,
        confirm_by=confirm_by,
        lacks_date=confirm_by is None
        and any(counts[one] and "confirm_by" in names_of(texts[one]) for one in Decision),
        has_own=bool(own),
        kept=kept,
        left=len(visible.keys() - expected.keys()),
        mark=_mark(rows, letters, texts, figures, confirm_by, _words(reviews, rows)),
    )


def drafts_kept_from(edition_id: int, person_id: int, email: str) -> frozenset[int]:
    """Return the drafts that tell of a proposal from which this person is kept, to whomever."""
    own = kept_from(edition_id, Reader(person_id, email))
    if not own:
        return frozenset()
    return frozenset(
        draft.id
        for draft in mail.drafts(edition_id, DECIDED)
        if any(proposal in own for proposal, _ in told_in(draft.facts))
    )


def lock_pending(edition_id: int) -> Mapping[int, Proposal]:
    """Lock every proposal with a decision that is not told, in the order of their numbers."""
    found = db.session.scalars(
        select(Proposal)
        .where(Proposal.edition_id == edition_id, Proposal.pending.is_not(None))
        .order_by(Proposal.id)
        .with_for_update()
    )
    return {row.id: row for row in found}


def texts_of(call: Call | None) -> Mapping[Decision, str]:
    """Return the text of each decision: the organisers', or the one to start from."""
    if call is None:
        return START_TEXTS
    found = db.session.execute(
        select(DecisionText.decision, DecisionText.body).where(DecisionText.call_id == call.id)
    )
    return {**START_TEXTS, **dict(found.all())}


def proposals_by_code(edition_id: int, codes: Sequence[str]) -> Sequence[Proposal]:
    """Lock these proposals of the edition, in the order of their numbers."""
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.edition_id == edition_id, Proposal.code.in_(codes))
        .order_by(Proposal.id)
        .with_for_update()
    ).all()


def addresses_of(proposal_id: int) -> Sequence[str]:
    """Return whom a decision on this proposal is told: who wrote it and who joined in."""
    return db.session.scalars(
        select(ProposalAuthor.email)
        .where(ProposalAuthor.proposal_id == proposal_id, _is_told())
        .order_by(ProposalAuthor.email)
    ).all()


def acceptance(edition_id: int, proposal_id: int, *, accepts: int) -> dict[str, Any]:
    """Return the facts of the mail that tells one acceptance, ``accepts`` more than there are."""
    told = ((proposal_id, Decision.ACCEPT),)
    return letter_facts(told, frozenset(), _figures(edition_id, accepts))


def _is_told() -> Any:
    return or_(ProposalAuthor.is_owner, ProposalAuthor.state == AuthorState.ACCEPTED)


def _is_pending(edition_id: int) -> tuple[Any, ...]:
    return Proposal.edition_id == edition_id, Proposal.pending.is_not(None)


def _pending(edition_id: int) -> list[tuple[int, str, Seen]]:
    found = db.session.execute(
        select(Proposal.id, Proposal.code, Proposal.title, Proposal.state, Proposal.pending)
        .where(*_is_pending(edition_id))
        .order_by(Proposal.id)
    )
    return [(row_id, title, Seen(code, state, told)) for row_id, code, title, state, told in found]


def _addresses(edition_id: int, own: frozenset[int]) -> list[tuple[str, Told]]:
    found = db.session.execute(
        select(ProposalAuthor.email, Proposal.id, Proposal.pending)
        .join(Proposal, Proposal.id == ProposalAuthor.proposal_id)
        .where(*_is_pending(edition_id), _is_told())
    )
    return [
        (email, (row_id, told))
        for email, row_id, told in found
        if row_id not in own and told is not None
    ]


def _parted(
    drafts: Sequence[Message], own: frozenset[int]
) -> tuple[dict[str, tuple[int, tuple[Told, ...]]], dict[str, tuple[Told, ...]]]:
    """Part drafts into what this reader may see and what they are kept from, by address."""
    visible, kept = {}, {}
    for draft in drafts:
        told = told_in(draft.facts)
        seen = tuple(one for one in told if one[0] not in own)
        hidden = tuple(one for one in told if one[0] in own)
        if seen:
            visible[draft.address] = (draft.id, seen)
        if hidden:
            kept[draft.address] = hidden
    return visible, kept


def _is_said(
    visible: Mapping[str, tuple[int, tuple[Told, ...]]], address: str, told: tuple[Told, ...]
) -> bool:
    return address in visible and visible[address][1] == told


def _figures(edition_id: int, accepts: int) -> Mapping[str, int]:
    sent, taken = db.session.execute(
        select(
            func.count().filter(Proposal.submitted_at.is_not(None)),
            func.count().filter(Proposal.state.in_(TAKEN)),
        ).where(Proposal.edition_id == edition_id)
    ).one()
    return {"proposals": sent, "places": taken + accepts}


def _words(reviews: frozenset[Decision], rows: Sequence[tuple[int, str, Seen]]) -> object:
    """Return what changes when reviewers change what goes into these mails."""
    ids = [row_id for row_id, _, seen in rows if seen.pending in reviews]
    if not ids:
        return None
    found = db.session.execute(
        select(func.count(), func.max(Review.changed_at)).where(
            Review.proposal_id.in_(ids), is_impartial(Review.proposal_id, Review.person_id)
        )
    ).one()
    return tuple(found)


def _mark(*facts: object) -> str:
    return fingerprint(repr(facts))[:32]
