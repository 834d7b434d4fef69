"""The blueprint of the programme's public pages, and how each is served as a copy."""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template

from conference.editions.queries import EditionFrame
from conference.editions.rules import EditionPhase, phase
from conference.kernel import clock
from conference.web.copies import copy_response

STEP_MINUTES = 5
"""How often a public page looks at the clock on the days of the conference."""

blueprint = Blueprint("programme", __name__)


def copied_page(
    template: str,
    edition: EditionFrame,
    read: Callable[[EditionFrame, datetime], Any],
    *,
    step_minutes: int = STEP_MINUTES,
    **values: Any,
) -> Response:
    """Answer with the copy of this page; ``read`` runs only where there is none.

    ``values`` are what the template needs beside the page: the same for everybody.
    """
    now = clock.now()

    def render() -> str:
        return rendered(template, read(edition, now), edition, now=now, **values)

    return copy_response(_version(edition, now, step_minutes), render)


def rendered(
    template: str, page: Any, edition: EditionFrame, *, now: datetime, **values: Any
) -> str:
    """Return a public page as everybody reads it: nothing of a viewer is inside."""
    return render_template(
        template, page=page, edition=edition, now=now, public_copy=True, **values
    )


def _version(edition: EditionFrame, now: datetime, step_minutes: int) -> Hashable:
    """Return what a copy depends on beside its address: what is public, and the time of day."""
    local = clock.local(now)
    is_on = phase(edition.starts_on, edition.ends_on, today=local.date()) is EditionPhase.ON
    step = (local.hour * 60 + local.minute) // step_minutes if is_on else None
    return (edition.id, edition.public_version, local.date(), step)
