"""Tests mirror the packages: tests/<package>/test_<room>.py."""
