"""Tests of the workshops package."""
