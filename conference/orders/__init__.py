"""Purchases: who buys how many of what, and who comes."""
