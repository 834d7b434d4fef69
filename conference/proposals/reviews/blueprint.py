"""The blueprint of the reviewers' pages."""

from conference.editions.address import edition_blueprint

blueprint = edition_blueprint("proposals_review", __name__, prefix="/review")
