"""Decisions about the programme: times, clashes, what the public sees, what a release changes."""
