"""QR codes as one SVG path; the only file that imports segno."""

from dataclasses import dataclass

import segno

QUIET_MODULES = 4
"""The empty border that ISO/IEC 18004 asks for, in modules."""

MASK = 0
"""Readers take any of the eight masks; weighing all of them would be most of the work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QrPicture:
    """A square of ``size`` modules, quiet zone included, and the dark ones as SVG path data.

    For a template: ``<svg viewBox="0 0 {size} {size}"><path d="{path}"/></svg>`` on white.
    """

    size: int
    path: str


def qr_svg(text: str) -> QrPicture:
    """Return the QR code of a text as a picture with one unit for each module."""
    code = segno.make(text, micro=False, error="m", mask=MASK)
    rows = [bytes(row) for row in code.matrix]
    path = "".join(
        f"M{start + QUIET_MODULES} {top + QUIET_MODULES}h{length}v1h-{length}z"
        for top, row in enumerate(rows)
        for start, length in _dark_runs(row)
    )
    return QrPicture(size=len(rows) + 2 * QUIET_MODULES, path=path)


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    runs = []
    start = row.find(1)
    while start >= 0:
        end = row.find(0, start)
        end = len(row) if end < 0 else end
        runs.append((start, end - start))
        start = row.find(1, end)
    return runs
