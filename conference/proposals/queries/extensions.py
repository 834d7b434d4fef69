"""Extension codes of a call, and how often each has been spent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from conference.kernel import codes
from conference.kernel.database import db
from conference.proposals.models import ExtensionCode, Proposal
from conference.proposals.rules.sending import CodeFacts
from conference.proposals.rules.states import ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCode:
    """A code of the call: its id, and what decides whether it counts."""

    id: int
    facts: CodeFacts


def code_of(call_id: int, typed: str) -> FoundCode | None:
    """Return the code that somebody typed; spaces, dashes and small letters are forgiven."""
    wanted = codes.normalised(typed)
    rows = db.session.scalars(select(ExtensionCode).where(ExtensionCode.call_id == call_id))
    row = next((row for row in rows if wanted and codes.normalised(row.code) == wanted), None)
    if row is None:
        return None
    used = db.session.scalars(
        select(func.count()).where(
            Proposal.extension_code_id == row.id, Proposal.state != ProposalState.DRAFT
        )
    ).one()
    facts = CodeFacts(uses=row.uses, used=used, closes_at=row.closes_at, ended_at=row.ended_at)
    return FoundCode(id=row.id, facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCode:
    """The code that a proposal was begun or sent in with, while it has not ended."""

    code: str
    closes_at: datetime


def named(extension_code_id: int | None) -> NamedCode | None:
    """Return the code that a proposal names, in one statement; none: it names none that counts."""
    if extension_code_id is None:
        return None
    row = db.session.get(ExtensionCode, extension_code_id)
    if row is None or row.ended_at is not None:
        return None
    return NamedCode(code=row.code, closes_at=row.closes_at)


def extended_to(extension_code_id: int | None) -> datetime | None:
    """Return until when the code that a proposal has spent lets it be changed."""
    if extension_code_id is None:
        return None
    return db.session.scalar(
        select(ExtensionCode.closes_at).where(
            ExtensionCode.id == extension_code_id, ExtensionCode.ended_at.is_(None)
        )
    )
