"""What happens when: the tables through which low packages reach higher ones.

``REACTIONS``: event → functions, run in this order in the same transaction.
``MAIL_BUILDERS``: kind of mail → function that writes it at the moment of sending.
``MAIL_NAMES``: kind of mail → what lists call it; its subject may say more when it is written.
``ANSWERS``: questions that lower pages put to higher packages.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from conference.agendas import actions as agendas_actions
from conference.agendas import mails as agendas_mails
from conference.agendas import manage as agendas_manage
from conference.agendas import queries as agendas
from conference.agendas.queries import MyDayPage
from conference.editions.events import EditionCopied
from conference.editions.queries import EditionFrame
from conference.feedback import actions as feedback_actions
from conference.feedback import mails as feedback_mails
from conference.feedback import queries as feedback
from conference.history import actions as history
from conference.kernel.events import Reaction
from conference.mail.rules import Builder
from conference.orders import actions as order_actions
from conference.orders import mails as order_mails
from conference.orders import queries as orders
from conference.orders.events import (
    AttendeeCancelled,
    OrderPaid,
    TicketLinkRenewed,
    TicketPassedOn,
)
from conference.orders.queries import AttendeeFacts
from conference.payments import mails as payment_mails
from conference.payments import queries as payments
from conference.people import mails as people_mails
from conference.people import queries as people
from conference.people.events import AddressProved, RoleGiven
from conference.programme import mails as programme_mails
from conference.programme import queries as programme
from conference.programme.actions import proposals as programme_proposals
from conference.programme.actions import releases as programme_releases
from conference.programme.actions import rooms as programme_rooms
from conference.programme.events import (
    PlacesChanged,
    ProgrammeShown,
    ScheduleReleased,
    SessionCalledOff,
    SessionRunsAgain,
    SessionShown,
)
from conference.programme.queries import slots, ways
from conference.programme.queries.staging import (
    is_on_another_stage,
    public_session_of,
    withdrawn_public_count,
)
from conference.proposals.actions import authors as proposal_authors
from conference.proposals.actions import conflicts as proposal_conflicts
from conference.proposals.actions import copying as proposals_copying
from conference.proposals.events import (
    ProposalConfirmed,
    ProposalsPlanned,
    ProposalUnconfirmed,
    ProposalWithdrawn,
    RecordingChosen,
    SpeakersJoined,
)
from conference.proposals.mails import authors as author_mails
from conference.proposals.mails import decisions as decision_mails
from conference.proposals.mails import on_behalf as on_behalf_mails
from conference.proposals.mails import reviews as review_mails
from conference.proposals.mails import speakers as speaker_mails
from conference.proposals.queries import calls
from conference.proposals.queries import decisions as proposal_decisions
from conference.proposals.queries import places as proposal_places
from conference.proposals.queries import stage as proposals_stage
from conference.proposals.queries.stage import OnStage
from conference.proposals.views.invited import invited_address
from conference.tickets import actions as ticket_actions
from conference.tickets import queries as tickets
from conference.workshops import actions as workshops_actions
from conference.workshops import queries as workshops


def _day_of_ticket(edition: EditionFrame, ticket: AttendeeFacts, now: datetime) -> MyDayPage:
    return agendas.my_day(edition, ticket, now=now)


def _give_speaker_tickets(event: ProposalConfirmed | SpeakersJoined) -> None:
    """Give a ticket to whoever is on stage; quotas are locked before the programme is."""
    for speaker in proposals_stage.on_stage(event.proposal_id):
        order_actions.give_speaker_ticket(
            _guest(speaker), edition_id=event.edition_id, actor=event.actor, now=event.at
        )


def _end_speaker_tickets(event: ProposalWithdrawn) -> None:
    """End the given ticket of whoever is on no other stage, and tell who did not withdraw it.

    One mail tells of both; whoever withdrew is told of the ticket. Orders are locked first here
    too.
    """
    ended: dict[int, str] = {}
    for speaker in proposals_stage.on_stage(event.proposal_id):
        if not (
            proposals_stage.has_confirmed(speaker.speaker_id)
            or is_on_another_stage(speaker.speaker_id, event.proposal_id)
        ):
            ended[speaker.person_id] = order_actions.end_speaker_ticket(
                _guest(speaker),
                actor=event.actor,
                now=event.at,
                is_mailed=history.person(speaker.person_id) == event.actor,
            )
    author_mails.tell_withdrawn(event, ended)


def _guest(speaker: OnStage) -> order_actions.SpeakerGuest:
    return order_actions.SpeakerGuest(
        speaker_id=speaker.speaker_id,
        person_id=speaker.person_id,
        name=speaker.name,
        email=speaker.email,
    )


REACTIONS: Mapping[type[Any], tuple[Reaction, ...]] = {
    AddressProved: (order_actions.attach_attendees, proposal_authors.attach_authors),
    AttendeeCancelled: (workshops_actions.release_places,),
    EditionCopied: (
        ticket_actions.copy_types,
        programme_rooms.copy_rooms,
        programme_releases.begin_unseen,
        proposals_copying.copy_call,
    ),
    OrderPaid: (),
    RoleGiven: (proposal_conflicts.look_at_new_reviewer,),
    TicketLinkRenewed: (agendas_actions.end_calendar,),
    TicketPassedOn: (workshops_actions.forget_bookings, feedback_actions.forget_waiting),
    ProposalsPlanned: (programme_proposals.plan_proposals,),
    ProposalConfirmed: (_give_speaker_tickets, programme_proposals.stage_proposal),
    ProposalUnconfirmed: (programme_proposals.leave_stage,),
    ProposalWithdrawn: (_end_speaker_tickets, programme_proposals.leave_stage),
    RecordingChosen: (programme_proposals.choose_recording,),
    SpeakersJoined: (_give_speaker_tickets, programme_proposals.join_stage),
    PlacesChanged: (workshops_actions.change_capacity,),
    ProgrammeShown: (agendas_actions.tell_what_waited,),
    SessionCalledOff: (workshops_actions.keep_places,),
    SessionRunsAgain: (workshops_actions.free_kept_places,),
    SessionShown: (agendas_actions.tell_shown,),
    ScheduleReleased: (
        workshops_actions.open_workshops,
        workshops_actions.free_places_of_running,
        agendas_actions.tell_changes,
    ),
}

MAIL_BUILDERS: Mapping[str, Builder] = {
    "agendas.programme_changed": agendas_mails.programme_changed,
    "agendas.shown_again": agendas_mails.shown_again,
    "feedback.arrived": feedback_mails.arrived,
    "orders.address_changed": order_mails.address_changed,
    "orders.cancelled": order_mails.cancelled,
    "orders.expired": order_mails.expired,
    "orders.links": order_mails.links,
    "orders.no_place": order_mails.no_place,
    "orders.paid": partial(order_mails.paid, money_of=payments.order_money),
    "orders.speaker_ticket_ended": order_mails.speaker_ticket_ended,
    "orders.ticket": order_mails.ticket,
    "orders.ticket_cancelled": order_mails.ticket_cancelled,
    "payments.decision_needed": payment_mails.decision_needed,
    "payments.refund_sent": payment_mails.refund_sent,
    "payments.refused": payment_mails.refused,
    "people.new_device": people_mails.new_device,
    "people.role_given": people_mails.role_given,
    "people.sign_in_link": people_mails.sign_in_link,
    "proposals.changed_on_behalf": on_behalf_mails.changed_on_behalf,
    "proposals.reviews_waiting": review_mails.reviews_waiting,
    "proposals.decided": decision_mails.decided,
    "proposals.invitation": author_mails.invitation,
    "proposals.receipt": author_mails.receipt,
    "programme.slot_question": programme_mails.slot_question,
    "proposals.speaker_answered": author_mails.speaker_answered,
    "proposals.withdrawn": author_mails.withdrawn,
    "proposals.reminder": partial(speaker_mails.reminder, times_of=slots.asked_of_person),
}

MAIL_NAMES: Mapping[str, str] = {
    "agendas.programme_changed": "Something of yours in the programme has changed",
    "agendas.shown_again": "Something of yours has changed while it was hidden",
    "feedback.arrived": "Feedback on your session",
    "orders.address_changed": "The address of a booking was changed",
    "orders.cancelled": "Your booking is cancelled",
    "orders.expired": "Your answers are saved",
    "orders.links": "Your links",
    "orders.no_place": "Your payment arrived, but there is no place",
    "orders.paid": "You have a place",
    "orders.speaker_ticket_ended": "Your speaker ticket is cancelled",
    "orders.ticket": "Somebody has booked you a place",
    "orders.ticket_cancelled": "Your ticket is cancelled",
    "payments.decision_needed": "An order needs a decision",
    "payments.refund_sent": "Your refund is on its way",
    "payments.refused": "Your bank did not pay",
    "people.new_device": "A new sign-in",
    "people.role_given": "You are in the team",
    "people.sign_in_link": "Your link to sign in",
    "proposals.changed_on_behalf": "The organisers have changed your proposal",
    "proposals.reviews_waiting": "Proposals are waiting for you",
    "proposals.decided": "What was decided on proposals",
    "proposals.invitation": "You are invited to speak",
    "proposals.receipt": "Your proposal has arrived",
    "programme.slot_question": "Do your times suit you?",
    "proposals.speaker_answered": "Whether somebody speaks with you",
    "proposals.withdrawn": "What you were to speak in is withdrawn",
    "proposals.reminder": "Still to do before you speak",
}

ANSWERS: Mapping[str, Callable[..., Any]] = {
    "addresses_of_sessions": agendas.addresses,
    "asked_times": slots.asked_and_open,
    "calendar_key": agendas.key_of,
    "call_figures": calls.figures,
    "clashes_of_returning": workshops.clashes_of_returning,
    "day_of_ticket": _day_of_ticket,
    "drafts_kept_from": proposal_decisions.drafts_kept_from,
    "feedback_of_sessions": feedback.feedback_of_sessions,
    "free_place_count": proposal_places.free_place_count,
    "invited_address": invited_address,
    "is_bank_refused": payments.is_bank_refused,
    "is_ordered": orders.is_ordered,
    "kept_places": workshops.reserves_for,
    "money_matters": payments.matter_counts,
    "money_of_order": payments.order_money,
    "names_of_persons": people.names_of,
    "needs_told": orders.needs_told,
    "offers": orders.offers,
    "order_figures": orders.figures,
    "organiser_count": people.organiser_count,
    "open_places": workshops.open_places,
    "places": workshops.places_of,
    "preview_ways": agendas_manage.preview_ways,
    "programme_figures": programme.figures,
    "public_place_of_proposal": ways.public_place,
    "public_session_of_proposal": public_session_of,
    "release_damage": workshops.damage,
    "session_bookings": workshops.session_bookings,
    "speaker_ways": ways.speaker_ways,
    "stock": partial(tickets.types_page, count=orders.taken),
    "taken": orders.taken,
    "tickets_of_person": orders.tickets_of_person,
    "type_count": tickets.type_count,
    "type_sales": orders.type_sales,
    "withdrawn_public_count": withdrawn_public_count,
}
