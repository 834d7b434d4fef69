"""Benchmarks: what things cost, as multiples of a limit measured in the same run."""
