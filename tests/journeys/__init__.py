"""Paths across packages, and the real browser."""
