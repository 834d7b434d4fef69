"""Correcting what speakers are called: it counts at once, as far as they choose to show it."""

from conference.editions.actions import touch_public
from conference.kernel.errors import Invalid
from conference.programme.actions.desk import Desk
from conference.programme.queries.backstage import speaker_for_update, speaker_names


def change_speaker(code: str, *, name: str, organisation: str, desk: Desk) -> None:
    """Change a speaker's name and organisation. Raises: NotFound, Invalid (the name is taken)."""
    desk.take_turn()
    row = speaker_for_update(desk.edition_id, code)
    if (row.name, row.organisation) == (name, organisation):
        return
    others = {other.casefold() for key, other in speaker_names(desk.edition_id) if key != row.id}
    if name.casefold() in others:
        raise Invalid({"name": "Another speaker has this name"})
    row.name, row.organisation = name, organisation
    touch_public(desk.edition_id)
    desk.record("speaker changed", "speaker", row.id)
