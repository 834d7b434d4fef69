"""A field for a day and a time in the UK."""

from datetime import UTC
from typing import Any

from wtforms import DateTimeLocalField

from conference.kernel import clock

BROWSER_MOMENT = "%Y-%m-%dT%H:%M"
TYPED_MOMENT = "%Y-%m-%d %H:%M"


class UkMomentField(DateTimeLocalField):
    """A day and a time in the UK, kept as an aware moment."""

    def __init__(self, label: str, **values: Any) -> None:
        """Name the field."""
        untyped: Any = super()
        untyped.__init__(label, format=[BROWSER_MOMENT, TYPED_MOMENT], **values)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return clock.local(self.data).strftime(BROWSER_MOMENT) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        untyped: Any = super()
        try:
            untyped.process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a day and a time, like 2024-07-31 23:59") from None
        if self.data is not None:
            self.data = self.data.replace(tzinfo=clock.ZONE).astimezone(UTC)
