"""The ground: clock, codes, money, database, errors and settings; it imports nothing of ours."""
