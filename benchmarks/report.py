"""Measuring and printing: CPU seconds of this process, statements, and multiples of a limit."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LOOP = 100_000


@dataclass(slots=True)
class Cost:
    """What one piece of work cost, in milliseconds of CPU and of waiting."""

    cpu: float = 0.0
    wall: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    """Measure the work inside, in this process and all its threads."""
    cost = Cost()
    cpu, wall = time.process_time(), time.perf_counter()
    yield cost
    cost.cpu = (time.process_time() - cpu) * 1000
    cost.wall = (time.perf_counter() - wall) * 1000


def best(work: Callable[[], object], *, times: int) -> float:
    """Return the smallest CPU cost of ``work`` in milliseconds: noise only ever adds."""
    costs = []
    for _ in range(times):
        with measured() as cost:
            work()
        costs.append(cost.cpu)
    return min(costs)


def mean(work: Callable[[], object], *, times: int) -> float:
    """Return the mean CPU cost of ``work`` in milliseconds, for work too short to time once."""
    with measured() as cost:
        for _ in range(times):
            work()
    return cost.cpu / times


def memory() -> float:
    """Return the highest resident memory of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def line(name: str, value: str, limit: str = "", *, is_met: bool | None = None) -> None:
    """Print one figure; a limit that is not met is marked."""
    mark = {None: " ", True: "ok", False: "OVER"}[is_met]
    print(f"  {name:<58} {value:>16}  {limit:<22} {mark}")


def heading(text: str) -> None:
    """Print a heading."""
    print(f"\n{text}")


def machine(*, times: int = 20) -> None:
    """Print what plain Python costs here and now: the CPU figures of two runs differ with it."""
    spent = best(lambda: sum(number * number for number in range(LOOP)), times=times)
    line(f"this machine: a loop of {LOOP:,} steps, CPU", f"{spent:.1f} ms")
