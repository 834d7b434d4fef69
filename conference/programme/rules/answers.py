"""What people on stage answer to the time and room that they are given."""

from collections.abc import Mapping

from conference.kernel.errors import Refused
from conference.programme.rules.states import SlotWish

NOTE_LENGTH = 300

WISHES: Mapping[SlotWish, str] = {
    SlotWish.YES: "Yes",
    SlotWish.ANOTHER_TIME: "Another time, please",
    SlotWish.WITHDRAW: "I must withdraw",
}
"""What each answer is called, on buttons and in lists."""

PRESSES: Mapping[SlotWish, str] = {
    SlotWish.YES: "Yes, that suits me",
    SlotWish.ANOTHER_TIME: "Ask for another time",
    SlotWish.WITHDRAW: "Say that I must withdraw",
}
"""What the one button says on the page of one answer."""


NEUTRAL_TITLE = "Conference session"
"""What calendars and mails call a sensitive session: they are read over shoulders."""


def shown_title(title: str, *, is_sensitive: bool) -> str:
    """Return what calendars and mails call a session."""
    return NEUTRAL_TITLE if is_sensitive else title


class SlotMoved(Refused):
    """The session is at another time or place than on the page that was answered."""

    code = "slot_moved"
    message = "The time or room has changed since you opened this page. Look again, then answer."
