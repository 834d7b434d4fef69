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


class SlotMoved(Refused):
    """The session is at another time or place than on the page that was answered."""

    code = "slot_moved"
    message = "The time or room has changed since you opened this page. Look again, then answer."
