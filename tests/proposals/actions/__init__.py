"""Tests of what is written of calls, proposals and reviews."""
