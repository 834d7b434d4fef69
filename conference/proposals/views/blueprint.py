"""The blueprint of the pages for people who propose."""

from conference.editions.address import edition_blueprint

blueprint = edition_blueprint("proposals", __name__)
