"""Mails about proposals, each written at the moment of sending; one file for each occasion."""
