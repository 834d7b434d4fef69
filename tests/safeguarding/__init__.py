"""Tests of the safeguarding package."""
