"""A field of several boxes."""

from typing import Any

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget


class CheckboxesField(SelectMultipleField):
    """Several boxes, of which any may be ticked."""

    widget = ListWidget(prefix_label=False)  # type: ignore[assignment]
    option_widget = CheckboxInput()  # type: ignore[assignment]

    def __init__(self, label: str, **values: Any) -> None:
        """Ask the question."""
        untyped: Any = super()
        untyped.__init__(label, **values)
