"""What of another system's programme fits an edition, and how it is said in our words."""

from conference.programme.rules.imports.facts import (
    Known,
    KnownSession,
    KnownSpeaker,
    NewSession,
    NewSpeaker,
    Plan,
    Slotted,
)
from conference.programme.rules.imports.planning import plan
from conference.programme.rules.imports.threads import TrackLook, track_look

__all__ = [
    "Known",
    "KnownSession",
    "KnownSpeaker",
    "NewSession",
    "NewSpeaker",
    "Plan",
    "Slotted",
    "TrackLook",
    "plan",
    "track_look",
]
