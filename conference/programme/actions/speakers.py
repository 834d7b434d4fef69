"""Correcting what speakers are called: it counts at once, as far as they choose to show it."""

from conference.editions.actions import touch_public
from conference.kernel.database import db
from conference.kernel.errors import Invalid
from conference.programme.actions.desk import Desk
from conference.programme.queries.backstage import speaker_for_update, speaker_names
from conference.proposals.actions import conflicts


def change_speaker(code: str, *, name: str, organisation: str, desk: Desk) -> None:
    """Change a speaker's name and organisation. Raises: NotFound, Invalid (the name is taken).

    Another organisation may stand too near to reviewers of what this person has proposed.
    """
    has_call = conflicts.hold(desk.edition_id)
    desk.take_turn()
    row = speaker_for_update(desk.edition_id, code)
    if (row.name, row.organisation) == (name, organisation):
        return
    others = {other.casefold() for key, other in speaker_names(desk.edition_id) if key != row.id}
    if name.casefold() in others:
        raise Invalid({"name": "Another speaker has this name"})
    is_elsewhere = row.organisation != organisation
    row.name, row.organisation = name, organisation
    db.session.flush()
    if has_call and is_elsewhere:
        conflicts.look_again(desk.edition_id, now=desk.now)
    touch_public(desk.edition_id)
    desk.record("speaker changed", "speaker", row.id)
