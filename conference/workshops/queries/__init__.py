"""Reading places and bookings: counts, what is locked for a booking, one attendee's outlook."""

from conference.workshops.queries.crowds import (
    Damage,
    clashes_of_returning,
    damage,
    session_bookings,
)
from conference.workshops.queries.locked import (
    CancelledAttendee,
    Holder,
    LockedWorkshop,
    booking_rows,
    cancelled_attendee_for_update,
    confirmed_bookings,
    demand,
    holder_for_update,
    running_workshop_ids,
    taken_places,
    talks_of,
    unopened,
    workshops_for_update,
)
from conference.workshops.queries.outlook import (
    BookingPage,
    Choice,
    Outlook,
    booking_page,
    choices,
    outlook,
)
from conference.workshops.queries.places import (
    BookingFacts,
    attendees_with_place,
    bookings_of,
    open_places,
    places_of,
)
from conference.workshops.queries.reserves import reserves_for
from conference.workshops.queries.sample import sample_outlook

__all__ = [
    "BookingFacts",
    "BookingPage",
    "CancelledAttendee",
    "Choice",
    "Damage",
    "Holder",
    "LockedWorkshop",
    "Outlook",
    "attendees_with_place",
    "booking_page",
    "booking_rows",
    "bookings_of",
    "cancelled_attendee_for_update",
    "choices",
    "clashes_of_returning",
    "confirmed_bookings",
    "damage",
    "demand",
    "holder_for_update",
    "open_places",
    "outlook",
    "places_of",
    "reserves_for",
    "running_workshop_ids",
    "sample_outlook",
    "session_bookings",
    "taken_places",
    "talks_of",
    "unopened",
    "workshops_for_update",
]
