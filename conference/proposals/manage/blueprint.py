"""The blueprint of the organisers' and the committee's pages of proposals."""

from conference.editions.address import edition_blueprint

blueprint = edition_blueprint("proposals_manage", __name__, prefix="/manage")
