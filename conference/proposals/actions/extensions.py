"""Extension codes: made and ended here, spent where a proposal is sent in."""

from conference.editions import queries as editions
from conference.kernel import codes
from conference.kernel.database import db
from conference.kernel.errors import Invalid
from conference.proposals.actions.call_desk import CallDesk
from conference.proposals.models import ExtensionCode
from conference.proposals.queries import call_desk as queries
from conference.proposals.rules.call_settings import (
    MOST_EXTENSIONS,
    ExtensionFacts,
    ExtensionsFull,
    problems_of_extension,
)


def make_extension(facts: ExtensionFacts, *, desk: CallDesk) -> str:
    """Make a code with which some may send in after the deadline, and return it.

    Raises: NotFound, Invalid, ExtensionsFull.
    """
    call = desk.take_turn()
    taken = {row.code for row in queries.extension_rows(call.id)}
    if len(taken) >= MOST_EXTENSIONS:
        raise ExtensionsFull
    doors_at = editions.frame_by_id(desk.edition_id).doors_at
    problems = problems_of_extension(
        facts, call_closes_at=call.closes_at, doors_at=doors_at, now=desk.now
    )
    if problems:
        raise Invalid(problems)
    code = next(code for code in iter(codes.random_code, "") if code not in taken)
    row = ExtensionCode(
        call_id=call.id,
        code=code,
        note=facts.note,
        uses=facts.uses,
        closes_at=facts.closes_at,
    )
    db.session.add(row)
    db.session.flush()
    desk.record("extension made", "extension", row.id, uses=facts.uses)
    return code


def end_extension(extension_id: int, *, desk: CallDesk) -> None:
    """Let a code be spent no more; what was sent in with it stays. Raises: NotFound."""
    call = desk.take_turn()
    row = queries.extension_row(call.id, extension_id)
    if row.ended_at is None:
        row.ended_at = desk.now
        desk.record("extension ended", "extension", row.id)
