"""What every form shares: the token against forgery, trimmed text, and limits."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field

SHORT = 120
LONG = 2_000


def trimmed(text: Any) -> Any:
    """Drop white space around what was typed, and the zero byte that PostgreSQL refuses."""
    return text.replace("\x00", "").strip() if isinstance(text, str) else text


class Form(FlaskForm):  # type: ignore[misc]
    """Base of all forms; text is trimmed before it is judged."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Bind the trimming to every text field."""

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Add the trimming filter in front of the field's own."""
            filters = [trimmed, *unbound_field.kwargs.get("filters", [])]
            return unbound_field.bind(form=form, filters=filters, **_without_filters(options))

    def show_refusals(self, fields: Mapping[str, str]) -> None:
        """Put the sentences of an ``Invalid`` beside their fields."""
        for name, sentence in fields.items():
            field: Field | None = self._fields.get(name)
            if field is not None:
                field.errors = [*field.errors, sentence]


def _without_filters(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name != "filters"}
