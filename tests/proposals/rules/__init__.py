"""Tests of the rules of proposals: no database, no clock."""
