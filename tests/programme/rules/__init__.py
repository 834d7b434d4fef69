"""Tests of the rules of the programme."""
