"""Pages of organisers for the orders package."""

from conference.editions.address import edition_blueprint

blueprint = edition_blueprint("orders_manage", __name__, prefix="/manage")
