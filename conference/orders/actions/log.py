"""Writing down what was done to an order."""

from datetime import datetime
from typing import Any

from conference.history import actions as history
from conference.orders.models import Order


def record(order: Order, what: str, actor: str, now: datetime, **details: Any) -> None:
    """Note in the order's history who did what; details are ids, amounts and states only."""
    history.record(
        actor, what, on=("order", order.id), at=now, edition_id=order.edition_id, **details
    )
