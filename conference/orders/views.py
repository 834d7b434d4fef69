"""Pages of the orders package (STUB by the lead so that other pages render: overwrite this file)."""

from conference.editions.address import edition_blueprint
from conference.web import access

blueprint = edition_blueprint("orders", __name__)


def _stub(**_: object) -> str:
    return "not yet"


for _name, _rule in (
    ("start", "/tickets"),
    ("resend", "/find-my-ticket"),
    ("check", "/orders/<code>/check"),
    ("extend", "/orders/<code>/hold"),
    ("show", "/orders/<code>"),
    ("ticket", "/tickets/<code>"),
):
    blueprint.add_url_rule(_rule, _name, access.public(lambda **_: "not yet"))
