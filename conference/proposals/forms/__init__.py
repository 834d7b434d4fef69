"""Shapes of what is typed on pages of calls, proposals and reviews. Import the file."""
