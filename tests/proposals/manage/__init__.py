"""Tests of proposals' manage."""
