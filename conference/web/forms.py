"""What every form shares: the token against forgery, trimmed text, and limits."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField

SHORT = 120
LONG = 2_000


def trimmed(text: Any) -> Any:
    """Drop white space around what was typed, and the zero byte that PostgreSQL refuses."""
    return text.replace("\x00", "").strip() if isinstance(text, str) else text


class Form(FlaskForm):
    """Base of all forms; text is trimmed before it is judged."""

    class Meta(FlaskForm.Meta):
        """Bind the trimming to every text field."""

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Add the trimming filter in front of the field's own; lists trim their entries."""
            if not issubclass(unbound_field.field_class, FieldList | FormField):
                filters = [trimmed, *unbound_field.kwargs.get("filters", [])]
                options = {**options, "filters": filters}
            return unbound_field.bind(form=form, **options)

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
