"""Pages of reviewers; what they read of proposals comes from ``queries.reading`` alone."""

from conference.proposals.reviews import judging, lists
from conference.proposals.reviews.blueprint import blueprint

__all__ = ["blueprint", "judging", "lists"]
