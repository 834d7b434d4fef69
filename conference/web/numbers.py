"""A field for a whole number of a size that people mean."""

import re
from typing import Any

from wtforms import IntegerField

WHOLE_DIGITS = 6
MESSAGE = "Enter a whole number, like 80"
_WHOLE = re.compile(rf"[0-9]{{1,{WHOLE_DIGITS}}}")
_SIGNED = re.compile(rf"[-+]?[0-9]{{1,{WHOLE_DIGITS}}}")


class WholeNumberField(IntegerField):
    """A number of places, minutes or tickets; empty is nothing."""

    def __init__(
        self, *arguments: Any, is_signed: bool = False, message: str = MESSAGE, **values: Any
    ) -> None:
        """Make the field; a signed one takes a minus, ``message`` refuses what is no number."""
        untyped: Any = super()
        untyped.__init__(*arguments, **values)
        self.is_signed = is_signed
        self.message = message

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not (_SIGNED if self.is_signed else _WHOLE).fullmatch(text):
            raise ValueError(self.message)
        self.data = int(text)
