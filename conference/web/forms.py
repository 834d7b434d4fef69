"""What every form shares: the token against forgery, trimmed text, and limits."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field

SHORT = 120
LONG = 2_000


SENTENCES = {
    "Not a valid integer value.": "Enter a whole number",
    "Not a valid decimal value.": "Enter a number, like 12.50",
    "Not a valid date value.": "Enter a real date, like 2024-09-25",
    "Not a valid time value.": "Enter a real time, like 09:30",
    "Not a valid datetime value.": "Enter a real date and time, like 2024-09-25 09:30",
    "Not a valid choice.": "Choose one from the list",
    "'%(value)s' is not a valid choice for this field.": "Choose from the list",
    "'%(value)s' are not valid choices for this field.": "Choose from the list",
    "Field cannot be longer than %(max)d characters.": "Enter %(max)d characters or fewer",
    "Number must be between %(min)s and %(max)s.": "Enter a number from %(min)s to %(max)s",
    "Number must be at least %(min)s.": "Enter %(min)s or more",
    "Number must be at most %(max)s.": "Enter %(max)s or less",
    "This field is required.": "Fill this in",
    "Invalid email address.": "Enter an email address with an @, like name@example.org",
}
"""What the form library says by itself, in our voice; a form may say it better."""


class Wording:
    """Gives the library our sentences where it asks for a translation."""

    def gettext(self, sentence: str) -> str:
        """Return our sentence."""
        return SENTENCES.get(sentence, sentence)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return our sentence; ours need no singular."""
        return SENTENCES.get(many, one if count == 1 else many)


def trimmed(text: Any) -> Any:
    """Drop white space around what was typed, and the zero byte that PostgreSQL refuses."""
    return text.replace("\x00", "").strip() if isinstance(text, str) else text


class Form(FlaskForm):
    """Base of all forms; text is trimmed before it is judged."""

    class Meta(FlaskForm.Meta):
        """Trim what was sent, and say what is wrong in our voice."""

        def get_translations(self, _: Any) -> Wording:
            """Return our wording."""
            return Wording()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Trim every text before any field sees it: blanks are no answer, also for dates."""
            untyped: Any = super()
            sent = untyped.wrap_formdata(form, formdata)
            if sent is None:
                return None
            return MultiDict((name, trimmed(value)) for name, value in sent.items(multi=True))

    def __init__(self, *arguments: Any, **values: Any) -> None:
        """Read what was sent, or else the values given."""
        untyped: Any = super()
        untyped.__init__(*arguments, **values)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Judge what was sent; the sentences stand beside the fields."""
        untyped: Any = super()
        return bool(untyped.validate(extra_validators))

    def validate_on_submit(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Judge what was sent, if anything was."""
        untyped: Any = super()
        return bool(untyped.validate_on_submit(extra_validators))

    def show_refusals(self, fields: Mapping[str, str]) -> None:
        """Put the sentences of an ``Invalid`` beside their fields; none is lost."""
        for name, sentence in fields.items():
            field: Field | None = self._fields.get(name)
            if field is None:
                self.form_errors.append(sentence)
            else:
                field.errors = (*field.errors, sentence)
