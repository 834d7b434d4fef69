"""What the mail of a decision is written from: titles, texts, and reviewers' words for speakers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db
from conference.kernel.plain_words import plain
from conference.proposals.models import Proposal, Review
from conference.proposals.queries.calls import call_of
from conference.proposals.queries.decisions import texts_of
from conference.proposals.queries.readers import is_impartial
from conference.proposals.rules.deciding import AnswerDates
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
    confirm_by: datetime | None

    def words(self, confirm_by: str) -> str:
        """Return the text with its names replaced; the date is written by the template.

        It is Markdown and is read as plain words; what is put in stays as it was typed.
        """
        return filled(
            plain(self.text), {**self.values, "confirm_by": confirm_by, "title": self.title}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """A mail that tells decisions: acceptances first."""

    parts: tuple[LetterPart, ...]


def letter(
    edition: EditionFrame,
    told: Sequence[Told],
    *,
    reviews: Iterable[Decision],
    figures: Mapping[str, int],
    now: datetime,
) -> LetterPage:
    """Return what a mail says of these decisions; a proposal that is gone is left out.

    What is not told yet is written as if it were told ``now``: so a preview says what the mail
    will say.
    """
    call = call_of(edition.id)
    dates = AnswerDates(
        confirm_by=call.confirm_by if call else None, doors_at=edition.doors_at, zone=clock.ZONE
    )
    texts = texts_of(call)
    ids = [proposal for proposal, _ in told]
    found = _proposals(edition.id, ids)
    shown = frozenset(reviews)
    words = _words([proposal for proposal, decision in told if decision in shown])
    values = {name: str(figure) for name, figure in figures.items()}
    order = list(Decision)
    return LetterPage(
        parts=tuple(
            LetterPart(
                code=found[proposal].code,
                title=found[proposal].title,
                decision=decision,
                text=texts[decision],
                values=values,
                reviews=tuple(words.get(proposal, ())),
                confirm_by=dates.answer_by(_told_at(found[proposal], decision) or now),
            )
            for proposal, decision in sorted(told, key=lambda one: (order.index(one[1]), one[0]))
            if proposal in found
        ),
    )


def _proposals(edition_id: int, ids: Sequence[int]) -> dict[int, Row[Any]]:
    found: Iterable[Row[Any]] = db.session.execute(
        select(Proposal.id, Proposal.code, Proposal.title, Proposal.told, Proposal.told_at).where(
            Proposal.edition_id == edition_id, Proposal.id.in_(ids)
        )
    )
    return {row.id: row for row in found}


def _told_at(row: Row[Any], decision: Decision) -> datetime | None:
    return row.told_at if row.told is decision else None


def _words(ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """Return reviewers' words in the order of the texts themselves: that of time tells who."""
    if not ids:
        return {}
    found: dict[int, list[str]] = defaultdict(list)
    for proposal, text in db.session.execute(
        select(Review.proposal_id, Review.for_speaker).where(
            Review.proposal_id.in_(ids),
            Review.for_speaker != "",
            is_impartial(Review.proposal_id, Review.person_id),
        )
    ):
        found[proposal].append(text)
    return {proposal: sorted(texts) for proposal, texts in found.items()}
