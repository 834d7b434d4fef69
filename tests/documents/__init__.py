"""Tests of the files that leave the house: read back with other people's programs."""
