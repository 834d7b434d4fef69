"""Tests of what changes orders."""
