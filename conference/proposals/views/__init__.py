"""Pages of people who propose and speak: the call, their proposals, their tasks on the way."""

from conference.proposals.views import (
    call,
    confirming,
    mine,
    naming,
    pictures,
    sending,
    speakers,
    steps,
    tasks,
)
from conference.proposals.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "call",
    "confirming",
    "mine",
    "naming",
    "pictures",
    "sending",
    "speakers",
    "steps",
    "tasks",
]
