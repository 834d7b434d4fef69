"""What happens when: the tables through which low packages reach higher ones.

``REACTIONS``: event → functions, run in this order in the same transaction.
``MAIL_BUILDERS``: kind of mail → function that writes it at the moment of sending.
``ANSWERS``: questions that lower pages put to higher packages.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from conference.agendas import actions as agendas_actions
from conference.kernel.events import Reaction
from conference.mail.rules import Builder
from conference.orders import actions as order_actions
from conference.orders import mails as order_mails
from conference.orders import queries as orders
from conference.orders.events import AttendeeCancelled, OrderPaid, TicketPassedOn
from conference.payments import mails as payment_mails
from conference.payments import queries as payments
from conference.people import mails as people_mails
from conference.people import queries as people
from conference.people.events import AddressProved
from conference.programme.events import ScheduleReleased
from conference.workshops import actions as workshops_actions
from conference.workshops import queries as workshops

REACTIONS: Mapping[type[Any], tuple[Reaction, ...]] = {
    AddressProved: (order_actions.attach_attendees,),
    AttendeeCancelled: (workshops_actions.release_places,),
    OrderPaid: (),
    TicketPassedOn: (workshops_actions.forget_bookings, agendas_actions.end_calendar),
    ScheduleReleased: (workshops_actions.open_workshops,),
}

MAIL_BUILDERS: Mapping[str, Builder] = {
    "orders.cancelled": order_mails.cancelled,
    "orders.expired": order_mails.expired,
    "orders.links": order_mails.links,
    "orders.no_place": order_mails.no_place,
    "orders.paid": partial(order_mails.paid, how_paid=payments.paid_by),
    "orders.ticket": order_mails.ticket,
    "orders.ticket_cancelled": order_mails.ticket_cancelled,
    "payments.decision_needed": payment_mails.decision_needed,
    "payments.refund_sent": payment_mails.refund_sent,
    "people.new_device": people_mails.new_device,
    "people.role_given": people_mails.role_given,
    "people.sign_in_link": people_mails.sign_in_link,
}

ANSWERS: Mapping[str, Callable[..., Any]] = {
    "is_ordered": orders.is_ordered,
    "names_of_persons": people.names_of,
    "offers": orders.offers,
    "paid_by": payments.paid_by,
    "places": workshops.places_of,
    "taken": orders.taken,
    "tickets_of_person": orders.tickets_of_person,
}
