"""Who changes the call, and that they take turns with everybody who sends in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conference.editions.actions import touch_frame
from conference.history import actions as history
from conference.proposals.models import Call
from conference.proposals.queries import calls
from conference.proposals.rules.call_settings import CallOvertaken


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDesk:
    """Who changes something of an edition's call, when.

    ``seen`` is the call's version by which a form was judged; none: nothing that was shown is
    overwritten.
    """

    edition_id: int
    actor: str
    now: datetime
    seen: int | None = None

    def take_turn(self) -> Call:
        """Lock and return the call before any other row. Raises: NotFound (there is none)."""
        return calls.call_for_update(self.edition_id)

    def check_seen(self, call: Call) -> None:
        """Let nobody write over what they have not read. Raises: CallOvertaken."""
        if self.seen is not None and call.version != self.seen:
            raise CallOvertaken

    def changed(self, call: Call, what: str, kind: str, row_id: int, **details: Any) -> None:
        """Write down what was done, and end copies of the public page if it is shown."""
        call.version += 1
        if call.is_shown:
            touch_frame(self.edition_id)
        self.record(what, kind, row_id, **details)

    def record(self, what: str, kind: str, row_id: int, **details: Any) -> None:
        """Write down what was done to a row of the call."""
        history.record(
            self.actor,
            what,
            on=(kind, row_id),
            at=self.now,
            edition_id=self.edition_id,
            **details,
        )
