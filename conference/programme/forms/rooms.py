"""The shape of what organisers say of rooms and of times in which they cannot be used."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from conference.programme.queries.rooms import BlockFacts, RoomFacts
from conference.programme.rules.layouts import CAPACITY_NAMES, Capacities
from conference.programme.rules.visibility import ROOM_ON_BOOKING
from conference.web.forms import EditForm, Form
from conference.web.moments import UkMomentField
from conference.web.numbers import WholeNumberField

NAME_LENGTH = 80
TEXT_LENGTH = 200
LARGEST_ROOM = 100_000
SEATS = f"Enter a whole number from 1 to {LARGEST_ROOM:,}, or leave it empty"


STEP_FREE: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}
"""What is sent, and what it says."""


def _step_free(value: object) -> bool | None:
    """Return what was sent or is stored. Raises: ValueError (neither)."""
    if value is None or isinstance(value, bool):
        return value
    if value not in STEP_FREE:
        raise ValueError
    return STEP_FREE[str(value)]


class StepFreeField(SelectField):
    """Whether somebody gets in without a step; nobody is made to say it before they know."""

    def __init__(self, label: str, **values: Any) -> None:
        """Name the field."""
        choices = [
            SelectChoice("", "Not known yet"),
            SelectChoice("yes", "Step-free"),
            SelectChoice("no", "Not step-free"),
        ]
        untyped: Any = super()
        untyped.__init__(label, choices=choices, coerce=_step_free, **values)


def _holds(label: str, how: str) -> WholeNumberField:
    return WholeNumberField(
        label,
        message=SEATS,
        description=f"{how}. Empty: not known.",
        validators=[Optional(), NumberRange(1, LARGEST_ROOM, message=SEATS)],
    )


class RoomForm(Form):
    """What organisers say of a room."""

    name = StringField(
        "Name",
        validators=[
            InputRequired("Enter a name, like Main Hall"),
            Length(max=NAME_LENGTH, message=f"Enter {NAME_LENGTH:,} characters or fewer"),
        ],
    )
    theatre_capacity = _holds("Theatre capacity", "Chairs in rows")
    cabaret_capacity = _holds("Cabaret capacity", "Round tables, open to the front")
    classroom_capacity = _holds("Classroom capacity", "Desks in rows")
    boardroom_capacity = _holds("Boardroom capacity", "One table")
    standing_capacity = _holds("Standing capacity", "Nobody sits")
    is_step_free = StepFreeField(
        "Getting in", description="Step-free: from the street to a seat without a step."
    )
    has_loop = BooleanField("Induction loop", description="It works here, and was tried.")
    note = StringField(
        "Note",
        description="One sentence that anybody may read, like: Low light, no booking.",
        validators=[
            Optional(),
            Length(max=TEXT_LENGTH, message=f"Enter {TEXT_LENGTH:,} characters or fewer"),
        ],
    )
    is_private = BooleanField(
        "Private",
        description="Its name never leaves the system: programme, calendars, mail and files say "
        f"“{ROOM_ON_BOOKING}”. Only those who booked or speak there read it, on their day.",
    )

    def facts(self) -> RoomFacts:
        """Return what was entered."""
        return RoomFacts(
            name=self.name.data,
            capacities=Capacities(**{way: self[name].data for way, name in CAPACITY_NAMES.items()}),
            note=self.note.data or "",
            is_private=self.is_private.data,
            is_step_free=self.is_step_free.data,
            has_loop=self.has_loop.data,
        )


class ChangeRoomForm(EditForm, RoomForm):
    """A room that others may change too."""


def shown(facts: RoomFacts) -> dict[str, Any]:
    """Return a room as its form shows it: a field for each way to stand."""
    sizes = {name: getattr(facts.capacities, way) for way, name in CAPACITY_NAMES.items()}
    return {name: getattr(facts, name) for name in RoomFacts.__slots__} | sizes


class BlockRoomForm(Form):
    """From when until when a room cannot be used."""

    starts_at = UkMomentField(
        "From",
        description="UK time.",
        validators=[InputRequired("Enter when it begins")],
    )
    ends_at = UkMomentField(
        "Until",
        description="UK time. Free from then on.",
        validators=[InputRequired("Enter when it ends")],
    )
    reason = StringField(
        "Reason",
        description="Only organisers see it.",
        validators=[
            Optional(),
            Length(max=TEXT_LENGTH, message=f"Enter {TEXT_LENGTH:,} characters or fewer"),
        ],
    )

    def facts(self) -> BlockFacts:
        """Return what was entered."""
        return BlockFacts(
            starts_at=self.starts_at.data,
            ends_at=self.ends_at.data,
            reason=self.reason.data or "",
        )
