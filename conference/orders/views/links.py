"""Which links of an order this browser holds, and which one it is given for the order's next."""

from conference.kernel import codes
from conference.orders import rules
from conference.orders.queries import Selectors
from conference.orders.views.blueprint import NEXT_LINK, opened, sealed
from conference.web import identity
from conference.web.access import LinkNeeded
from conference.web.identity import viewer


def hold_links(selectors: Selectors) -> None:
    """Let this browser open the order, and the buyer's own ticket as long as nothing is paid.

    A paid ticket holds what its attendee tells us: the order's link, which is forwarded for its
    receipt, does not open it.
    """
    identity.hold("order", selectors.order)
    if selectors.own_ticket and not selectors.is_paid:
        identity.hold("ticket", selectors.own_ticket)


def next_link(code: str, selector: str) -> str:
    """Give this browser the link after ``selector`` already; return it sealed for the form.

    Of a double press the browser reads the second answer only: it must not be locked out then.
    """
    mark = rules.mark_after(selector)
    given = next((held for held in viewer().orders if held.startswith(mark)), None)
    following = given or mark + codes.random_code(codes.SELECTOR_LENGTH)
    identity.hold("order", following)
    return sealed(f"{NEXT_LINK} {code}", following)


def sent_link(code: str, token: str | None) -> str | None:
    """Return the next link that a form carried; nothing for one that is not this order's."""
    try:
        return opened(f"{NEXT_LINK} {code}", token or "")
    except LinkNeeded:
        return None
