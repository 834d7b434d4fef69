"""What the frame of every page shows: the conference's name, its contacts, the demo's moment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The frame of a page; an installation without an edition has a name only."""

    name: str = "Conference"
    strapline: str = ""
    edition_slug: str = ""
    edition_name: str = "Conference"
    date_text: str = ""
    venue_name: str = ""
    demo_moment: str | None = None
    demo_sample: bool = False
    contacts: tuple[tuple[str, str, str], ...] = ()
    is_finished: bool = False
    has_call: bool = False
    version: int = 0
