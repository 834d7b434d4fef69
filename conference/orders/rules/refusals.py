"""The ways in which orders and tickets say no."""

from conference.kernel.errors import Refused


class OrdersRefused(Refused):
    """A rule about orders says no."""

    code = "orders_refused"


class MoveForbidden(OrdersRefused):
    """The order is not in a state that allows this."""

    code = "order_state"
    message = "The order has changed in the meantime. This is how it stands now."


class HoldLapsed(OrdersRefused):
    """The places went back on sale; the answers are kept."""

    code = "hold_lapsed"
    message = "The time ran out and the places went back on sale. Your answers are kept."


class HoldAtCeiling(OrdersRefused):
    """The hold was extended as often as it can be."""

    code = "hold_ceiling"
    message = "We cannot keep the places any longer. Finish now, or start again later."


class TermsNotAccepted(OrdersRefused):
    """The buyer has not accepted the booking terms."""

    code = "terms_not_accepted"
    message = "Say that you accept the booking terms."


class OrderChanged(OrdersRefused):
    """The order is not what the page showed on which the buyer pressed."""

    code = "order_changed"
    message = (
        "This order was changed in another window. Nothing was charged. Check it once more, "
        "then pay."
    )


class EditionOver(OrdersRefused):
    """The conference has closed its doors."""

    code = "edition_over"
    message = "This conference is over. Tickets are no longer sold."


class DetailsMissing(OrdersRefused):
    """Nobody has said yet who buys."""

    code = "details_missing"
    message = "Give your name and email address first."


class NothingToPay(OrdersRefused):
    """A free order needs no payment, a paid one cannot be confirmed without."""

    code = "nothing_to_pay"
    message = "This order takes another way. Check your answers and press the button there."


class PriceChanged(OrdersRefused):
    """The hold ran out, and the price is another one by now."""

    code = "price_changed"
    message = "The time ran out and the price has changed. Nothing was paid. Check the new price."


class NotClaimed(OrdersRefused):
    """Needs belong to whoever has claimed the ticket."""

    code = "ticket_not_claimed"
    message = "Finish your ticket first. Then tell us what you need."


class NotClaimable(OrdersRefused):
    """A ticket that is cancelled, or not paid for, cannot be filled in."""

    code = "ticket_not_valid"
    message = "This ticket is not valid, so there is nothing to fill in."


class ConductNotAccepted(OrdersRefused):
    """An attendee has not agreed to the code of conduct."""

    code = "conduct_not_accepted"
    message = "Say that you agree to the code of conduct."


class ConsentNotGiven(OrdersRefused):
    """Without consent we may not keep what somebody needs."""

    code = "consent_not_given"
    message = "Tick the box to let us keep these answers, or leave this page without saving."


class NotFree(OrdersRefused):
    """Only a type without a price can be given away."""

    code = "not_free"
    message = "Choose a ticket type that costs nothing and is not in the shop."


class TermsChanged(OrdersRefused):
    """A newer version of the terms was published since the page was opened."""

    code = "terms_changed"
    message = "The booking terms have changed. Read them and accept them again."


class ConsentChanged(OrdersRefused):
    """A newer version of the consent was published since the page was opened."""

    code = "consent_changed"
    message = "The statement beside the box has changed. Read it and tick it again."


class AddressChangedTooOften(OrdersRefused):
    """A link that got into other hands must not send mail to address after address."""

    code = "address_changed_too_often"
    message = (
        "The address of this order was changed as often as it can be here. "
        "The help desk can change it for you."
    )


class TicketNotHeld(OrdersRefused):
    """Somebody has claimed the buyer's own ticket, and it is not open in this browser."""

    code = "ticket_not_held"
    message = (
        "The ticket of this order belongs to whoever filled it in. Open it from its own link "
        "first, then change the address, or ask the help desk."
    )


class TooMany(OrdersRefused):
    """More tickets of a type than one order may hold."""

    code = "too_many"

    def __init__(self, name: str, limit: int) -> None:
        """Say of which type, and the limit."""
        super().__init__(f"One order can hold at most {limit} {name} tickets.")
