"""One attendee's day."""
