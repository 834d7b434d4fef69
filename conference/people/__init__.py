"""Everybody with a proved address: sign-in, roles, speakers."""
