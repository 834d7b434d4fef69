"""Changing orders: placing, answering, settling, holding a ticket, addresses, the desk."""

from conference.orders.actions.addresses import AddressChange, change_address
from conference.orders.actions.answers import (
    BuyerDetails,
    PlaceName,
    accept_terms,
    give_details,
    give_names,
)
from conference.orders.actions.desk import (
    FreeTicket,
    HandOver,
    hand_over,
    issue_free,
    resend_links,
    send_links,
)
from conference.orders.actions.holders import (
    Profile,
    attach_attendees,
    change_profile,
    claim,
    delete_needs,
    prove_address,
    save_needs,
    withdraw_needs,
)
from conference.orders.actions.log import record
from conference.orders.actions.placing import extend_hold, place
from conference.orders.actions.purging import forget_unpaid
from conference.orders.actions.settling import (
    await_payment,
    cancel,
    confirm_free,
    expire,
    payment_closed,
    renew_hold,
    settle_paid,
)
from conference.orders.actions.speakers import (
    SpeakerGuest,
    end_speaker_ticket,
    give_speaker_ticket,
)

__all__ = [
    "AddressChange",
    "BuyerDetails",
    "FreeTicket",
    "HandOver",
    "PlaceName",
    "Profile",
    "SpeakerGuest",
    "accept_terms",
    "attach_attendees",
    "await_payment",
    "cancel",
    "change_address",
    "change_profile",
    "claim",
    "confirm_free",
    "delete_needs",
    "end_speaker_ticket",
    "expire",
    "extend_hold",
    "forget_unpaid",
    "give_details",
    "give_names",
    "give_speaker_ticket",
    "hand_over",
    "issue_free",
    "payment_closed",
    "place",
    "prove_address",
    "record",
    "renew_hold",
    "resend_links",
    "save_needs",
    "send_links",
    "settle_paid",
    "withdraw_needs",
]
