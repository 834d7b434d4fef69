"""Flask plumbing that all pages share."""
