"""What attendees need from us: health data, kept under consent for two weeks after the event."""

import enum
from collections.abc import Mapping
from datetime import date, timedelta

NEEDS_KEPT = timedelta(days=14)
"""Access and diet needs are deleted so long after the event (domain.md PR-41)."""


class AccessNeed(enum.StrEnum):
    """What we can do, not what is wrong (domain.md PR-37)."""

    STEP_FREE = "step_free"
    HEARING_LOOP = "hearing_loop"
    BSL = "bsl"
    QUIET_ROOM = "quiet_room"
    CAPTIONS = "captions"
    LARGE_PRINT = "large_print"
    RESERVED_SEAT = "reserved_seat"
    ASSISTANT_TICKET = "assistant_ticket"
    REST_BREAK = "rest_break"
    FRIDGE = "fridge"

    @property
    def label(self) -> str:
        """What we are asked to do."""
        return _ACCESS_LABELS[self]


_ACCESS_LABELS: Mapping[AccessNeed, str] = {
    AccessNeed.STEP_FREE: "Step-free route",
    AccessNeed.HEARING_LOOP: "Hearing loop",
    AccessNeed.BSL: "British Sign Language interpreter",
    AccessNeed.QUIET_ROOM: "Quiet room",
    AccessNeed.CAPTIONS: "Captions",
    AccessNeed.LARGE_PRINT: "Large print",
    AccessNeed.RESERVED_SEAT: "Reserved seat",
    AccessNeed.ASSISTANT_TICKET: "Free ticket for an assistant",
    AccessNeed.REST_BREAK: "Rest breaks",
    AccessNeed.FRIDGE: "Fridge for medication",
}


class DietNeed(enum.StrEnum):
    """Diets, and the 14 allergens that UK law lists (domain.md PR-38)."""

    VEGAN = "vegan"
    VEGETARIAN = "vegetarian"
    HALAL = "halal"
    KOSHER = "kosher"
    GLUTEN_FREE = "gluten_free"
    DAIRY_FREE = "dairy_free"
    CELERY = "celery"
    CEREALS_GLUTEN = "cereals_gluten"
    CRUSTACEANS = "crustaceans"
    EGGS = "eggs"
    FISH = "fish"
    LUPIN = "lupin"
    MILK = "milk"
    MOLLUSCS = "molluscs"
    MUSTARD = "mustard"
    NUTS = "nuts"
    PEANUTS = "peanuts"
    SESAME = "sesame"
    SOYA = "soya"
    SULPHITES = "sulphites"

    @property
    def label(self) -> str:
        """What the kitchen reads."""
        return _DIET_LABELS[self]

    @property
    def is_allergen(self) -> bool:
        """Whether it is one of the 14 that must be declared."""
        return self not in DIETS


DIETS = (
    DietNeed.VEGAN,
    DietNeed.VEGETARIAN,
    DietNeed.HALAL,
    DietNeed.KOSHER,
    DietNeed.GLUTEN_FREE,
    DietNeed.DAIRY_FREE,
)
ALLERGENS = tuple(need for need in DietNeed if need not in DIETS)
"""The 14 of Regulation (EU) 1169/2011, Annex II, as kept in UK law."""

_DIET_LABELS: Mapping[DietNeed, str] = {
    DietNeed.VEGAN: "Vegan",
    DietNeed.VEGETARIAN: "Vegetarian",
    DietNeed.HALAL: "Halal",
    DietNeed.KOSHER: "Kosher",
    DietNeed.GLUTEN_FREE: "Gluten free",
    DietNeed.DAIRY_FREE: "Dairy free",
    DietNeed.CELERY: "No celery",
    DietNeed.CEREALS_GLUTEN: "No cereals with gluten",
    DietNeed.CRUSTACEANS: "No crustaceans",
    DietNeed.EGGS: "No eggs",
    DietNeed.FISH: "No fish",
    DietNeed.LUPIN: "No lupin",
    DietNeed.MILK: "No milk",
    DietNeed.MOLLUSCS: "No molluscs",
    DietNeed.MUSTARD: "No mustard",
    DietNeed.NUTS: "No nuts",
    DietNeed.PEANUTS: "No peanuts",
    DietNeed.SESAME: "No sesame",
    DietNeed.SOYA: "No soya",
    DietNeed.SULPHITES: "No sulphur dioxide or sulphites",
}


class NeedKind(enum.StrEnum):
    """Whose work a need is: each coordinator sees one kind only (domain.md PR-40)."""

    ACCESS = "access"
    DIET = "diet"


def last_day_without_needs(today: date) -> date:
    """Return the last day on which an edition must have ended for its needs to be deleted."""
    return today - NEEDS_KEPT - timedelta(days=1)
