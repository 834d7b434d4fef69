"""Pages of organisers for the tickets package."""

from conference.editions.address import edition_blueprint

blueprint = edition_blueprint("tickets_manage", __name__, prefix="/manage")
