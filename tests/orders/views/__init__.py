"""Tests of the pages of buyers and attendees."""
