"""Events: what happened to which object, and how the shop is to hear of it."""

from enum import StrEnum

from conference.demo.stripe_server.lists import expanded, listing
from conference.demo.stripe_server.params import EXPAND, PAGING, Many, Record, Text
from conference.demo.stripe_server.store import Ledger
from conference.demo.stripe_server.wire import API_VERSION, Call, Json, Missing, new_id, shown

SUBSCRIBED = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.refunded",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.closed",
)
"""What the shop's webhook endpoint is registered for; other events are only listed."""

DEFAULT_SECONDS = 5
_HELD_BACK = ("checkout.session.completed", "checkout.session.expired")
_LIST = Record({"type": Text(), "types": Many(Text()), **PAGING})


class Telling(StrEnum):
    """How the shop hears of events."""

    NORMAL = "normal"
    TWICE = "twice"
    LATE = "late"
    OUT_OF_ORDER = "out-of-order"
    NEVER = "never"


def emit(ledger: Ledger, name: str, thing: Json, session: Json | None) -> None:
    """Store an event about the object and plan its deliveries as the session's buyer chose."""
    event: Json = {
        "id": new_id("evt_"),
        "object": "event",
        "api_version": API_VERSION,
        "created": int(ledger.now),
        "data": {"object": shown(thing)},
        "livemode": False,
        "pending_webhooks": 0,
        "request": ledger.origin,
        "type": name,
    }
    delays = _delays(name, *telling(ledger, session)) if name in SUBSCRIBED else []
    event["pending_webhooks"] = len(delays)
    ledger.save(event)
    for delay in delays:
        ledger.plan_delivery(event["id"], ledger.now + delay)


def telling(ledger: Ledger, session: Json | None) -> tuple[Telling, int]:
    """Return how this session's events are told, and after how many seconds if late."""
    own = (session or {}).get("_telling")
    mode, seconds = own or ledger.setting("telling", f"normal {DEFAULT_SECONDS}").split()
    return Telling(mode), int(seconds)


def resend(ledger: Ledger, key: str) -> None:
    """Deliver an event once more, subscribed to or not. Raises: Missing."""
    if ledger.find("event", key) is None:
        raise Missing("event", key, "id")
    ledger.plan_delivery(key, ledger.now)


def retrieve(ledger: Ledger, call: Call) -> Json:
    """``GET /v1/events/<id>``."""
    params = Record(EXPAND)(call.params)
    event = ledger.find("event", call.target)
    if event is None:
        raise Missing("event", call.target, "id")
    return expanded(ledger, event, params)


def index(ledger: Ledger, call: Call) -> Json:
    """``GET /v1/events``."""
    params = _LIST(call.params)
    names = [*params.get("types", []), *filter(None, [params.get("type")])]
    return listing(
        ledger, "event", "/v1/events", params, lambda event: not names or event["type"] in names
    )


def _delays(name: str, mode: Telling, seconds: int) -> list[float]:
    match mode:
        case Telling.NEVER:
            return []
        case Telling.TWICE:
            return [0, 0]
        case Telling.LATE:
            return [seconds]
        case Telling.OUT_OF_ORDER:
            return [seconds if name in _HELD_BACK else 0]
    return [0]
