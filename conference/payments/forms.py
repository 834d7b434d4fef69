"""Forms of organisers about money."""

from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from conference.payments.rules import REASON_LENGTH
from conference.web.forms import Form

DIGITS = 9


class RefundOrderForm(Form):
    """Why money goes back, and the sum that the page showed."""

    reason = TextAreaField(
        "Reason",
        description="Kept with the refund. The buyer does not see it.",
        validators=[
            DataRequired("Enter a reason, for example: asked by email on 14 August"),
            Length(max=REASON_LENGTH, message=f"Use at most {REASON_LENGTH} characters"),
        ],
        render_kw={"rows": 3},
    )
    shown = HiddenField()

    @property
    def shown_pence(self) -> int:
        """The sum that was shown, in pence; -1 where the field was tampered with."""
        text = self.shown.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else -1
