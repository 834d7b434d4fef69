"""What the mail of a decision is written from: titles, texts, and reviewers' words for speakers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from conference.kernel.database import db
from conference.proposals.models import Proposal, Review
from conference.proposals.queries.calls import call_of
from conference.proposals.queries.decisions import texts_of
from conference.proposals.rules.letters import Told, filled
from conference.proposals.rules.states import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPart:
    """What a mail says of one proposal; ``reviews`` are words for the speaker, without names."""

    code: str
    title: str
    decision: Decision
    text: str
    values: Mapping[str, str]
    reviews: tuple[str, ...]

    def words(self, confirm_by: str) -> str:
        """Return the text with its names replaced; the date is written by the template."""
        return filled(self.text, {**self.values, "confirm_by": confirm_by, "title": self.title})


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """A mail that tells decisions: acceptances first."""

    parts: tuple[LetterPart, ...]
    confirm_by: datetime | None


def letter(
    edition_id: int,
    told: Sequence[Told],
    *,
    reviews: Iterable[Decision],
    figures: Mapping[str, int],
) -> LetterPage:
    """Return what a mail says of these decisions; a proposal that is gone is left out."""
    call = call_of(edition_id)
    texts = texts_of(call)
    ids = [proposal for proposal, _ in told]
    titles = _titles(edition_id, ids)
    shown = frozenset(reviews)
    words = _words([proposal for proposal, decision in told if decision in shown])
    values = {name: str(figure) for name, figure in figures.items()}
    order = list(Decision)
    return LetterPage(
        parts=tuple(
            LetterPart(
                code=titles[proposal][0],
                title=titles[proposal][1],
                decision=decision,
                text=texts[decision],
                values=values,
                reviews=tuple(words.get(proposal, ())),
            )
            for proposal, decision in sorted(told, key=lambda one: (order.index(one[1]), one[0]))
            if proposal in titles
        ),
        confirm_by=call.confirm_by if call else None,
    )


def _titles(edition_id: int, ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    found = db.session.execute(
        select(Proposal.id, Proposal.code, Proposal.title).where(
            Proposal.edition_id == edition_id, Proposal.id.in_(ids)
        )
    )
    return {proposal: (code, title) for proposal, code, title in found}


def _words(ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """Return reviewers' words in the order of the texts themselves: that of time tells who."""
    if not ids:
        return {}
    found: dict[int, list[str]] = defaultdict(list)
    for proposal, text in db.session.execute(
        select(Review.proposal_id, Review.for_speaker).where(
            Review.proposal_id.in_(ids), Review.for_speaker != ""
        )
    ):
        found[proposal].append(text)
    return {proposal: sorted(texts) for proposal, texts in found.items()}
