"""Sessions with limited places, and who has one."""
