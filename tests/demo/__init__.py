"""Tests of conference.demo."""
