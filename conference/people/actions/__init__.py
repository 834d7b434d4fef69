"""Changing people: links, sign-ins, second steps and roles, one file for each."""

from conference.people.actions.links import send_link
from conference.people.actions.persons import introduce, person_for_address, rename
from conference.people.actions.purging import purge
from conference.people.actions.roles import (
    give_role,
    make_first_organiser,
    take_role,
    withdraw_invitation,
)
from conference.people.actions.second_steps import (
    Browser,
    begin_setup,
    confirm_code,
    finish_setup,
    renew_recovery_codes,
    reset_for_staff,
    reset_second_step,
    use_recovery_code,
)
from conference.people.actions.sign_ins import (
    Begun,
    end_other_sign_ins,
    end_sign_in,
    note_use,
    sign_in_directly,
    use_link,
)

__all__ = [
    "Begun",
    "Browser",
    "begin_setup",
    "confirm_code",
    "end_other_sign_ins",
    "end_sign_in",
    "finish_setup",
    "give_role",
    "introduce",
    "make_first_organiser",
    "note_use",
    "person_for_address",
    "purge",
    "rename",
    "renew_recovery_codes",
    "reset_for_staff",
    "reset_second_step",
    "send_link",
    "sign_in_directly",
    "take_role",
    "use_link",
    "use_recovery_code",
    "withdraw_invitation",
]
