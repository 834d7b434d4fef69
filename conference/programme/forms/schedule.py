"""The shape of a change of the schedule."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from wtforms import HiddenField, SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NoneOf, NumberRange

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.programme.queries import Draft, DraftRoom, DraftSession, Judged
from conference.programme.rules.placing import DEFAULT_MINUTES, LONGEST_MINUTES
from conference.programme.rules.releases import Placement
from conference.web import filters
from conference.web.checkboxes import CheckboxesField
from conference.web.forms import Form
from conference.web.numbers import WholeNumberField

NO_ROOM = 0
NEXT_FREE = "next_free"
VERSION = re.compile("[0-9]{1,9}")
REASON_LENGTH = 300


class VersionForm(Form):
    """A press that names the state of the session which its page showed."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version that the page showed; an unreadable one fits nothing."""
        text = self.version.data or ""
        return int(text) if VERSION.fullmatch(text) else 0


class MoveForm(VersionForm):
    """When and where a session is to be."""

    day = SelectField("Day")
    start = TimeField("Starts at", [InputRequired("Enter a time, like 09:30")])
    minutes = WholeNumberField(
        "Minutes",
        [
            InputRequired("Enter how long it is"),
            NumberRange(0, LONGEST_MINUTES, f"Enter a number from 0 to {LONGEST_MINUTES}"),
        ],
    )
    room = SelectField("Room", coerce=int)
    do = HiddenField()

    @property
    def is_next_free(self) -> bool:
        """Whether the next free time is asked for, not just this one."""
        return bool(self.do.data == NEXT_FREE)

    def offer(self, edition: EditionFrame, rooms: Iterable[DraftRoom]) -> None:
        """Offer the edition's days and rooms."""
        self.day.choices = [
            SelectChoice(day.isoformat(), filters.long_date(day)) for day in edition.days
        ]
        self.room.choices = [
            *(SelectChoice(str(room.id), _room_label(room)) for room in rooms),
            SelectChoice(str(NO_ROOM), "No room"),
        ]

    @property
    def room_id(self) -> int | None:
        """The chosen room, if any."""
        return self.room.data or None

    @property
    def starts_at(self) -> datetime:
        """The chosen moment."""
        return _moment(date.fromisoformat(self.day.data), self.start.data)

    @property
    def length(self) -> timedelta:
        """The chosen length."""
        return timedelta(minutes=self.minutes.data)

    @property
    def placement(self) -> Placement:
        """Where it is to stand."""
        starts_at = self.starts_at
        return Placement(starts_at=starts_at, ends_at=starts_at + self.length, room_id=self.room_id)


class ShiftForm(VersionForm):
    """By how much a run of sessions moves."""

    by = WholeNumberField(
        "Minutes later, or earlier with a minus",
        [InputRequired(), NumberRange(-LONGEST_MINUTES, LONGEST_MINUTES), NoneOf([0])],
        is_signed=True,
    )


class SwapForm(VersionForm):
    """With which session it changes places."""

    other = SelectField(
        "Change places with",
        [InputRequired("Choose the session to change places with")],
        validate_choice=False,  # one that was moved meanwhile is refused with what changed
    )

    def offer(self, sessions: Iterable[DraftSession], seen: Draft) -> None:
        """Offer sessions that have a time, each as it stands on the page."""
        self.other.choices = [
            SelectChoice("", "Choose a session"),
            *(SelectChoice(f"{row.code}.{row.version}", _stand(row, seen)) for row in sessions),
        ]

    @property
    def choice(self) -> tuple[str, int]:
        """The code of the chosen session, and its version on the page."""
        code, _, version = self.other.data.rpartition(".")
        return code, int(version) if VERSION.fullmatch(version) else 0


class AcceptForm(Form):
    """What is wrong and may stay so, each by its mark on the page, and why."""

    marks = CheckboxesField(
        "Which of these may stay?",
        validators=[InputRequired("Tick what may stay")],
        validate_choice=False,  # one that is otherwise meanwhile is refused with what to do
    )
    reason = StringField(
        "Why they may stay",
        [
            InputRequired("Enter why they may stay"),
            Length(max=REASON_LENGTH, message=f"Keep the reason to {REASON_LENGTH} characters"),
        ],
        description="One reason for all that you tick",
    )

    def offer(self, soft: Iterable[Judged]) -> None:
        """Offer what can be accepted."""
        self.marks.choices = [SelectChoice(one.finding.mark, one.finding.what) for one in soft]


def shown(row: DraftSession, edition: EditionFrame, minutes: int | None) -> dict[str, object]:
    """Return what the form shows of a session: where it stands, or where it could."""
    if row.starts_at is None or row.ends_at is None:
        opens = clock.local(edition.opens_at)
        return {
            "day": edition.starts_on.isoformat(),
            "start": opens.time(),
            "minutes": row.minutes if row.minutes is not None else minutes or DEFAULT_MINUTES,
            "room": NO_ROOM,
            "version": str(row.version),
        }
    start = clock.local(row.starts_at)
    return {
        "day": start.date().isoformat(),
        "start": start.time(),
        "minutes": int((row.ends_at - row.starts_at).total_seconds() // 60),
        "room": row.room_id or NO_ROOM,
        "version": str(row.version),
    }


def _stand(row: DraftSession, seen: Draft) -> str:
    """Write a session with its time and room, as a list of sessions shows it."""
    start = filters.clock_time(row.starts_at) if row.starts_at else ""
    return ", ".join(filter(None, (start, seen.room_name(row.room_id), row.title)))


def _room_label(room: DraftRoom) -> str:
    return f"{room.name} (private)" if room.is_private else room.name


def _moment(day: date, start: time) -> datetime:
    return datetime.combine(day, start, tzinfo=clock.ZONE).astimezone(UTC)
