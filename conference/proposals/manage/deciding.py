"""Who reads the committee's pages now, and what they asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from conference.editions.address import this_edition
from conference.editions.queries import FormatFrame, TrackFrame
from conference.kernel import clock
from conference.kernel.permissions import Permission
from conference.mail import flows
from conference.mail.flows import Preview
from conference.mail.office import office
from conference.proposals.actions.decisions import Deciding
from conference.proposals.queries.committee import Wanted
from conference.proposals.queries.decisions import DECIDED
from conference.proposals.queries.readers import Reader, reviewing_reader
from conference.proposals.rules.ranking import Measure
from conference.proposals.rules.states import Decision, ProposalState
from conference.web.identity import viewer

UNDECIDED = "none"
MOST_REVIEWS = 99


def reader() -> Reader:
    """Return whoever is signed in, as authors are known."""
    seen, edition_id = viewer(), this_edition().id
    if not seen.may(Permission.REVIEW_PROPOSALS, edition_id):
        return Reader(seen.known_id, seen.email)
    return reviewing_reader(edition_id, seen.known_id, seen.email, now=clock.now())


def deciding() -> Deciding:
    """Return who decides now, and in which edition."""
    return Deciding(edition_id=this_edition().id, reader=reader(), now=clock.now())


def preview(address: str, facts: Mapping[str, Any]) -> Preview:
    """Return a mail of decisions as it would be sent now."""
    return flows.preview(
        DECIDED,
        facts,
        address=address,
        edition_id=this_edition().id,
        office=office(),
        now=clock.now(),
    )


def wanted() -> Wanted:
    """Return what the address asks for; what cannot be read is not asked."""
    edition, asked = this_edition(), request.args
    state, pending = asked.get("state", ""), asked.get("pending", "")
    few = asked.get("fewer", "")[:2]
    measure = asked.get("by", "")
    return Wanted(
        measure=Measure(measure) if measure in set(Measure) else Measure.MEDIAN,
        track=_id_of(edition.tracks, asked.get("track", "")),
        format=_id_of(edition.formats, asked.get("format", "")),
        state=ProposalState(state) if state in STATES else None,
        pending=Decision(pending) if pending in set(Decision) else None,
        is_undecided=pending == UNDECIDED,
        is_first_time=asked.get("first") == "yes",
        fewer_than=int(few) if few.isascii() and few.isdigit() else None,
    )


STATES = tuple(state for state in ProposalState if state is not ProposalState.DRAFT)


def asked_for() -> dict[str, str]:
    """Return the filters as they stand in the address, so that they stay in the next one."""
    names = ("by", "track", "format", "state", "pending", "first", "fewer")
    return {name: text[:20] for name in names if (text := request.args.get(name, ""))}


def filter_words(found: Wanted) -> tuple[tuple[str, str], ...]:
    """Return what the ranking was narrowed to, for a paper that has no form on it."""
    edition, decision = this_edition(), "Undecided" if found.is_undecided else ""
    pairs = (
        ("Track", edition.tracks_by_id[found.track].name if found.track else ""),
        ("Format", edition.formats_by_id[found.format].name if found.format else ""),
        ("State", found.state.label if found.state else "Any but withdrawn"),
        ("Decision, not told", f"To {found.pending.value}" if found.pending else decision),
        ("Speakers", "First-time only" if found.is_first_time else ""),
        ("Fewer reviews than", "" if found.fewer_than is None else str(found.fewer_than)),
    )
    return tuple((label, value) for label, value in pairs if value)


def _id_of(rows: Sequence[TrackFrame | FormatFrame], code: str) -> int | None:
    return next((row.id for row in rows if row.code == code), None)
