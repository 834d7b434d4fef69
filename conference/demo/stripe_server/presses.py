"""What a press says: which action, how the shop hears of it, what follows and when."""

from collections.abc import Mapping

from conference.demo.stripe_server import disputes, payments
from conference.demo.stripe_server.events import DEFAULT_SECONDS, Telling
from conference.demo.stripe_server.params import Choice, Record, Text, Whole, email
from conference.demo.stripe_server.payments import PAYING_CARD, Press, Presses
from conference.demo.stripe_server.store import Ledger
from conference.demo.stripe_server.wire import ApiError, Json

SECONDS = Whole(0, 3600)
PRESSES: Presses = {**payments.PRESSES, **disputes.PRESSES}
TELLINGS = Choice(tuple(Telling))
_SAID = Record(
    {
        "webhooks": TELLINGS,
        "seconds": SECONDS,
        "then": Choice(("succeed", "fail")),
        "email": email,
        "name": Text(200),
        "card": Text(19),
    }
)


def press(ledger: Ledger, session: Json, action: str, said: Mapping[str, str]) -> None:
    """Do to the session what was pressed. Raises: ApiError (unknown, unreadable, too late)."""
    if action not in PRESSES:
        raise ApiError(f"There is no such action: {action}.", param="action", status=404)
    values = _SAID({name: value for name, value in said.items() if value})
    seconds = values.get("seconds", DEFAULT_SECONDS)
    if "webhooks" in values:
        session["_telling"] = [values["webhooks"], seconds]
    what = Press(
        email=values.get("email"),
        name=values.get("name"),
        card=values.get("card", PAYING_CARD),
        then=values.get("then", ""),
        seconds=seconds,
    )
    PRESSES[action](ledger, session, what)
