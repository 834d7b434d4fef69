"""Rows that organisers put in an order with "up" and "down"."""

from collections.abc import Sequence


def neighbours_swapped(ids: Sequence[int], moving: int, by: int) -> tuple[int, ...]:
    """Return the order in which ``moving`` has changed places with a neighbour.

    ``by`` is -1 or 1; at an end nothing changes.
    """
    order = list(ids)
    here = order.index(moving)
    there = here + by
    if there in range(len(order)):
        order[here], order[there] = order[there], order[here]
    return tuple(order)
