"""Pages of organisers for ticket types (NOTE: written by the desk helper now; see orders/manage.py)."""

from conference.editions.address import edition_blueprint

blueprint = edition_blueprint("tickets_manage", __name__, prefix="/manage")
