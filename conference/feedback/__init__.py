"""Feedback: what attendees say of a session, and what of it reaches the speakers."""
