"""Pages of the workshops package."""

from conference.editions.address import edition_blueprint

blueprint = edition_blueprint("workshops", __name__)
