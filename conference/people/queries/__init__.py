"""Reading people: accounts, sign-ins, second steps and roles, one file for each."""

from conference.people.queries.accounts import AccountPage, TicketRow, account_page
from conference.people.queries.persons import id_of, names_of, person
from conference.people.queries.roles import (
    RoleRow,
    grant_row,
    grants_for_desk,
    invitations_for_desk,
    organiser_count,
)
from conference.people.queries.second_steps import SetupPage, has_second_step, setup_page
from conference.people.queries.sign_ins import (
    DeviceRow,
    OpenLink,
    SignedIn,
    is_use_stale,
    open_link,
    viewer_of,
)

__all__ = [
    "AccountPage",
    "DeviceRow",
    "OpenLink",
    "RoleRow",
    "SetupPage",
    "SignedIn",
    "TicketRow",
    "account_page",
    "grant_row",
    "grants_for_desk",
    "has_second_step",
    "id_of",
    "invitations_for_desk",
    "is_use_stale",
    "names_of",
    "open_link",
    "organiser_count",
    "person",
    "setup_page",
    "viewer_of",
]
