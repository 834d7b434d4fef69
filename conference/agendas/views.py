"""Pages of the agendas package."""

from conference.editions.address import edition_blueprint

blueprint = edition_blueprint("agendas", __name__)
