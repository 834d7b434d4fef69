"""The blueprint of one attendee's pages."""

from conference.editions.address import edition_blueprint

blueprint = edition_blueprint("agendas", __name__)
