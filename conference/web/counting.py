"""A form that sends something to many people: it knows how many the page said they are."""

from wtforms import HiddenField

from conference.web.forms import Form

DIGITS = 9


class CountForm(Form):
    """How many people the page named; the action does nothing if they are not as many any more."""

    count = HiddenField()

    @property
    def expected(self) -> int:
        """The number, or one that can never be."""
        sent = self.count.data or ""
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= DIGITS else -1
