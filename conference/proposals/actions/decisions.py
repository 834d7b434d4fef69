"""Deciding now and telling later; reserves that move up into places that became free."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from conference.history import actions as history
from conference.kernel.codes import fingerprint
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.kernel.events import announce
from conference.mail import actions as mail
from conference.proposals.actions.drafts import forget
from conference.proposals.events import ProposalsPlanned
from conference.proposals.models import Call, Proposal
from conference.proposals.queries import decisions as queries
from conference.proposals.queries import places
from conference.proposals.queries.calls import call_for_update
from conference.proposals.queries.proposals import proposal_for_update
from conference.proposals.queries.readers import Reader, kept_from
from conference.proposals.rules.deciding import (
    DecidedMeanwhile,
    NoConfirmDate,
    NothingTicked,
    OwnProposal,
    Seen,
    check_decision,
    check_unchanged,
)
from conference.proposals.rules.letters import names_of
from conference.proposals.rules.states import Decision, ProposalState, check_move


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """Who decides, in which edition, when."""

    edition_id: int
    reader: Reader
    now: datetime

    @property
    def actor(self) -> str:
        """How the history names whoever decides."""
        return history.person(self.reader.person_id)

    def record(self, what: str, proposal_id: int, **details: str) -> None:
        """Note what was done to a proposal; of an own one nobody reads how it is judged."""
        history.record(
            self.actor,
            what,
            on=("proposal", proposal_id),
            at=self.now,
            edition_id=self.edition_id,
            **details,
        )


def set_pending(ticked: Sequence[Seen], decision: Decision | None, *, deciding: Deciding) -> int:
    """Decide on all that were ticked, or think again (none); nobody is told. Return how many.

    Raises: NothingTicked, NotFound, OwnProposal, DecidedMeanwhile, MoveRefused.
    """
    if not ticked:
        raise NothingTicked
    call_for_update(deciding.edition_id)
    rows = {
        row.code: row
        for row in queries.proposals_by_code(deciding.edition_id, [one.code for one in ticked])
    }
    if any(one.code not in rows for one in ticked):
        raise NotFound
    _refuse_own(rows.values(), deciding)
    check_unchanged(ticked, {code: _seen(row) for code, row in rows.items()}, _titles(rows))
    for row in rows.values():
        check_decision(row.state, decision)
        row.pending = decision
        noted = {"decision": decision.value} if decision else {}
        deciding.record("decision noted" if decision else "decision taken back", row.id, **noted)
    if decision is None:
        forget(deciding.edition_id, [row.id for row in rows.values()])
    return len(rows)


def move_up(seen: Seen, *, place: str | None, deciding: Deciding) -> int:
    """Accept a reserve at once and tell its speakers; ``place`` is the proposal that left one.

    Return how many mails go out. Raises: NotFound, OwnProposal, DecidedMeanwhile, MoveRefused,
    NoConfirmDate.
    """
    call = call_for_update(deciding.edition_id)
    row = proposal_for_update(deciding.edition_id, seen.code)
    _refuse_own([row], deciding)
    check_unchanged([seen], {row.code: _seen(row)}, {row.code: row.title})
    if row.state is not ProposalState.RESERVE:
        raise DecidedMeanwhile([f"“{row.title}” is no reserve"])
    if call.confirm_by is None and "confirm_by" in names_of(
        queries.texts_of(call)[Decision.ACCEPT]
    ):
        raise NoConfirmDate
    if place is not None:
        _end_place(place, deciding)
    apply(row, Decision.ACCEPT, deciding=deciding)
    forget(deciding.edition_id, [row.id])
    sent = _tell(row, deciding)
    plan(call, [row], deciding=deciding)
    return sent


def leave_place(code: str, *, deciding: Deciding) -> None:
    """Leave a place that became free to nobody. Raises: NotFound, OwnProposal, DecidedMeanwhile."""
    call_for_update(deciding.edition_id)
    _end_place(code, deciding)


def apply(row: Proposal, decision: Decision, *, deciding: Deciding) -> None:
    """Turn a decision into the proposal's state; it is told with this. Raises: MoveRefused."""
    check_move(row.state, decision.state)
    row.state, row.pending = decision.state, None
    row.told, row.told_at, row.decided_at = decision, deciding.now, deciding.now
    deciding.record("proposal decided", row.id, state=decision.state.value)


def plan(call: Call, decided: Iterable[Proposal], *, deciding: Deciding) -> None:
    """Let organisers plan what was just accepted, if the call says so."""
    accepted = tuple(row.id for row in decided if row.state is ProposalState.ACCEPTED)
    if call.is_provisional and accepted:
        db.session.flush()
        announce(
            ProposalsPlanned(
                edition_id=deciding.edition_id,
                proposal_ids=accepted,
                actor=deciding.actor,
                at=deciding.now,
            )
        )


def _tell(row: Proposal, deciding: Deciding) -> int:
    db.session.flush()  # the figures count it as accepted
    addresses = queries.addresses_of(row.id)
    facts = queries.acceptance(deciding.edition_id, row.id, accepts=0)
    mail.enqueue_all(
        queries.DECIDED,
        dict.fromkeys(addresses, facts),
        edition_id=deciding.edition_id,
        now=deciding.now,
        once=lambda address: f"{queries.DECIDED}:{row.id}:{fingerprint(address)}",
    )
    return len(addresses)


def _end_place(code: str, deciding: Deciding) -> None:
    """Settle a place; who left it, or stood too near, does not say who comes after."""
    row = proposal_for_update(deciding.edition_id, code)
    _refuse_own([row], deciding)
    if row.replaced_at is not None:
        raise DecidedMeanwhile([f"The place of “{row.title}” is settled"])
    if not places.is_free_place(row.id):
        raise NotFound
    row.replaced_at = deciding.now
    deciding.record("place settled", row.id)


def _refuse_own(rows: Iterable[Proposal], deciding: Deciding) -> None:
    own = kept_from(deciding.edition_id, deciding.reader)
    if any(row.id in own for row in rows):
        raise OwnProposal


def _seen(row: Proposal) -> Seen:
    return Seen(row.code, row.state, row.pending)


def _titles(rows: Mapping[str, Proposal]) -> dict[str, str]:
    return {code: row.title for code, row in rows.items()}
