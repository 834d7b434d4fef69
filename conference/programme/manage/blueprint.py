"""The blueprint of the organisers' pages of the programme."""

from conference.editions.address import edition_blueprint, this_edition
from conference.history.actions import person
from conference.kernel import clock
from conference.programme.actions.desk import Desk
from conference.web.identity import viewer

blueprint = edition_blueprint("programme_manage", __name__, prefix="/manage")


def desk() -> Desk:
    """Return who changes the programme now, and of which edition."""
    return Desk(edition_id=this_edition().id, actor=person(viewer().known_id), now=clock.now())
