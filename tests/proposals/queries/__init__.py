"""Tests of proposals' queries."""
