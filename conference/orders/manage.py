"""Pages of organisers for orders.

NOTE BY THE LEAD to the orders helper: this file, conference/tickets/manage.py, both packages' desk
forms and templates/{orders,tickets}/manage/ are now written by another helper (to save time).
Leave them; write the shop, order and ticket pages (orders/views, templates/orders) and report.
"""

from conference.editions.address import edition_blueprint
from conference.kernel.permissions import Permission
from conference.web import access

blueprint = edition_blueprint("orders_manage", __name__, prefix="/manage")
for _name, _rule in (("index", "/orders"), ("show", "/orders/<code>")):
    blueprint.add_url_rule(
        _rule, _name, access.requires(Permission.SEE_ORDERS)(lambda **_: "not yet")
    )
