"""How opinions become one figure, and how proposals stand in the order of their figures."""

import enum
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

RowT = TypeVar("RowT")
DIGITS = 6
"""Figures are equal where so many places are: thirds are not exact, and a tie must be one."""


class Measure(enum.StrEnum):
    """How the opinions of several reviewers are put together; the page says which."""

    MEDIAN = "median"
    MEAN = "mean"

    @property
    def label(self) -> str:
        """What the committee chooses from."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What reviewers made of one proposal.

    ``score`` is nothing where nobody scored. ``spread`` is the highest opinion less the lowest:
    of three or four opinions it says more than a deviation. ``opinions`` leaves ``abstentions``
    out.
    """

    score: float | None
    spread: float | None
    opinions: int
    abstentions: int

    @property
    def reviews(self) -> int:
        """How many reviewers answered, abstentions too."""
        return self.opinions + self.abstentions


NO_STANDING = Standing(score=None, spread=None, opinions=0, abstentions=0)


def weighted(scores: Mapping[int, int], weights: Mapping[int, int]) -> float | None:
    """Return one review's score from 1 to 5: the mean of its criteria by their weights.

    Both are by criterion. A criterion of weight 0 stands beside the total, and so does one that
    is not there any more. Nothing where no other was scored, as in an abstention.
    """
    counted = {one: weights.get(one, 0) for one in scores}
    total = sum(counted.values())
    if not total:
        return None
    return round(sum(scores[one] * weight for one, weight in counted.items()) / total, DIGITS)


def standing(scores: Sequence[float], *, abstentions: int, measure: Measure) -> Standing:
    """Return what these reviews' scores and abstentions come to."""
    if not scores:
        return Standing(score=None, spread=None, opinions=0, abstentions=abstentions)
    middle = statistics.median if measure is Measure.MEDIAN else statistics.fmean
    return Standing(
        score=round(middle(scores), DIGITS),
        spread=round(max(scores) - min(scores), DIGITS),
        opinions=len(scores),
        abstentions=abstentions,
    )


def ranked(rows: Iterable[tuple[RowT, Standing]]) -> list[tuple[int | None, RowT]]:
    """Return rows with their places, best first; who is not scored comes last, without a place.

    Those of one score share a place and keep the order in which they came.
    """
    entries = list(rows)
    scored = [entry for entry in entries if entry[1].score is not None]
    scored.sort(key=lambda entry: entry[1].score or 0, reverse=True)  # stable, also in reverse
    places: list[tuple[int | None, RowT]] = []
    place, before = 0, None
    for number, (row, found) in enumerate(scored, start=1):
        place = place if found.score == before else number
        before = found.score
        places.append((place, row))
    return places + [(None, row) for row, found in entries if found.score is None]


def next_in(codes: Sequence[str], code: str) -> str | None:
    """Return what follows ``code``; the first, if it is not there any more; nothing at the end."""
    if code not in codes:
        return next(iter(codes), None)
    return next(iter(codes[codes.index(code) + 1 :]), None)


def distance(*, is_track: bool, is_format: bool) -> int:
    """Say how far a reserve is from a free place: its track counts before its format."""
    return (0 if is_track else 2) + (0 if is_format else 1)
