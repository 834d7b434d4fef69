"""Which link of an order comes after which: a browser is given the next one in advance."""

from conference.kernel.codes import fingerprint

MARK_LENGTH = 8


def mark_after(selector: str) -> str:
    """Return how every link begins that may take over from ``selector``, and from no other."""
    return fingerprint(selector)[:MARK_LENGTH].upper()


def may_follow(following: str, selector: str) -> bool:
    """Say whether a link was made to take over from ``selector``.

    Once it has, or another one was faster, it takes over from nothing any more.
    """
    return following.startswith(mark_after(selector))
