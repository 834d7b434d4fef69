"""Pages of buyers and attendees: the shop, one order, one ticket."""

from conference.orders.views import order, shop, ticket
from conference.orders.views.blueprint import blueprint

__all__ = ["blueprint", "order", "shop", "ticket"]
