"""Changing the programme."""
