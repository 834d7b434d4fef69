"""Tests of the agendas package."""
