"""Pages of the orders package."""

from conference.editions.address import edition_blueprint

blueprint = edition_blueprint("orders", __name__)
