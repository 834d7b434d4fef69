"""Rules of calls, proposals, reviews and decisions; one file for each noun."""
