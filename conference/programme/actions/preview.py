"""The release that the draft would be now: made to be looked at, and taken back."""

from conference.kernel.rehearsal import in_rehearsal
from conference.programme import queries
from conference.programme.actions.desk import Desk
from conference.programme.actions.releases import publish_entries, switch


class OnlyRehearsed(RuntimeError):
    """A release for a look at it was to be stored."""


def rehearse_release(desk: Desk) -> int:
    """Make the draft the release that everybody reads, and return its id.

    It is the release itself with all that follows from it, also where the programme is switched
    off or something would block it: whatever reads the newest release shows it. Runs inside
    ``rehearsal()``. Raises: NotFound (no such edition), OnlyRehearsed.
    """
    if not in_rehearsal():
        raise OnlyRehearsed
    desk.take_turn()
    publish_entries(queries.next_release(desk.edition_id, desk.now).entries, desk)
    switch(desk, is_on=True)
    made = queries.newest_release(desk.edition_id)
    if made is None:
        raise OnlyRehearsed
    return made.id
