"""Reading what the account page shows."""

from dataclasses import dataclass
from datetime import datetime

from conference.people.queries import persons, roles, second_steps, sign_ins
from conference.people.queries.sign_ins import DeviceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """A ticket on the account page: what a higher package answers to ``tickets_of_person``."""

    code: str
    name: str
    ticket_type: str
    edition_slug: str
    edition_name: str
    is_cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """What the account page shows to its owner."""

    name: str
    email: str
    devices: tuple[DeviceRow, ...]
    roles: tuple[str, ...]
    has_second_step: bool
    recovery_left: int


def account_page(person_id: int, *, sign_in_id: int | None, now: datetime) -> AccountPage:
    """Return a person's account, in five statements; ``now`` is real time. Raises: NotFound."""
    owner = persons.person(person_id)
    return AccountPage(
        name=owner.name,
        email=owner.email,
        devices=sign_ins.devices(person_id, sign_in_id=sign_in_id, now=now),
        roles=roles.role_labels(person_id),
        has_second_step=second_steps.has_second_step(person_id),
        recovery_left=second_steps.recovery_codes_left(person_id),
    )
