"""Pages of buyers and attendees: the shop, one order, one ticket."""

from conference.orders.views import address, order, shop, ticket
from conference.orders.views.blueprint import blueprint

__all__ = ["address", "blueprint", "order", "shop", "ticket"]
