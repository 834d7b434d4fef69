"""Who changes the draft, and that they take turns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conference.editions import queries
from conference.history import actions as history
from conference.programme.models import Session
from conference.programme.queries import session_for_update


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who changes something of an edition's programme, when."""

    edition_id: int
    actor: str
    now: datetime

    def take_turn(self) -> None:
        """Lock the edition before any other row: one at a time changes or releases the draft.

        Every row that names the edition asks for a share of its row. Who locked a session first
        and one of these rows after would wait in a circle with a release. Raises: NotFound.
        """
        queries.edition_for_update(self.edition_id)

    def lock_session(self, code: str) -> Session:
        """Take the turn, then lock a session of the draft and return it. Raises: NotFound."""
        self.take_turn()
        return session_for_update(self.edition_id, code)

    def record(self, what: str, kind: str, row_id: int, **details: Any) -> None:
        """Write down what was done to a row of the draft."""
        history.record(
            self.actor,
            what,
            on=(kind, row_id),
            at=self.now,
            edition_id=self.edition_id,
            **details,
        )
