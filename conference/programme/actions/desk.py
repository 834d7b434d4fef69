"""Who changes the draft."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conference.history import actions as history


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who changes something of an edition's programme, when."""

    edition_id: int
    actor: str
    now: datetime

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
