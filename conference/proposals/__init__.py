"""Proposals: the call, what speakers send in, blind review, decisions, speakers' tasks."""
