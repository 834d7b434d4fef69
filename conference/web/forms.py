"""What every form shares: the token against forgery, trimmed text, and limits."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field

SHORT = 120
LONG = 2_000


def trimmed(text: Any) -> Any:
    """Drop white space around what was typed, and the zero byte that PostgreSQL refuses."""
    return text.replace("\x00", "").strip() if isinstance(text, str) else text


class Form(FlaskForm):
    """Base of all forms; text is trimmed before it is judged."""

    class Meta(FlaskForm.Meta):
        """Trim what was sent."""

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
