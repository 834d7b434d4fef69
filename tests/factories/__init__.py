"""Plain functions that make rows for tests, one file for each package."""
