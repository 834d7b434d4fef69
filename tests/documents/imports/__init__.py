"""Programmes of other systems, read."""
