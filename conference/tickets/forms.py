"""The shape of what organisers say of ticket types and quotas."""

import re
from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from conference.tickets.actions import TypeFacts
from conference.tickets.queries import QuotaSize
from conference.web import filters
from conference.web.checkboxes import CheckboxesField
from conference.web.forms import EditForm, Form
from conference.web.moments import UkMomentField
from conference.web.numbers import WholeNumberField

CODE_LENGTH = 20
NAME_LENGTH = 80
NOTE_LENGTH = 200
LARGEST_QUOTA = 100_000
MOST_IN_ONE_ORDER = 50
LARGEST_RATE = 9_999

_AMOUNT = re.compile(r"([0-9]{1,5})(?:\.([0-9]{1,2}))?")


class HundredthsField(StringField):
    """A number with up to two decimals, kept in hundredths: pounds as pence, 20% as 2000."""

    def __init__(self, label: str, *, example: str, **values: Any) -> None:
        """Name the field; the example stands in its error."""
        untyped: Any = super()
        untyped.__init__(label, **values)
        self.example = example

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        whole, rest = divmod(self.data, 100)
        return f"{whole}.{rest:02d}" if rest else str(whole)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; a pound or percent sign and commas of thousands do no harm."""
        text = valuelist[0].strip().strip("£% ").replace(",", "") if valuelist else ""
        self.data = None
        if not text:
            return
        found = _AMOUNT.fullmatch(text)
        if found is None:
            raise ValueError(f"Enter a number like {self.example}")
        whole, rest = found.groups()
        self.data = int(whole) * 100 + int((rest or "").ljust(2, "0"))


def _size_field(description: str) -> WholeNumberField:
    return WholeNumberField(
        "Places",
        description=description,
        validators=[
            Optional(),
            NumberRange(0, LARGEST_QUOTA, message=f"Enter {LARGEST_QUOTA:,} or fewer"),
        ],
    )


class TypeForm(Form):
    """What organisers say of a ticket type."""

    name = StringField(
        "Name",
        validators=[
            InputRequired("Enter a name, like Early bird"),
            Length(max=NAME_LENGTH, message=f"Enter {NAME_LENGTH:,} characters or fewer"),
        ],
    )
    note = StringField(
        "Note",
        description="One sentence under the name in the shop and on the ticket.",
        validators=[
            Optional(),
            Length(max=NOTE_LENGTH, message=f"Enter {NOTE_LENGTH:,} characters or fewer"),
        ],
    )
    price = HundredthsField(
        "Price in pounds",
        example="149 or 149.50",
        description="VAT is inside. 0 for a free ticket.",
        validators=[InputRequired("Enter the price, or 0 for a free ticket")],
        render_kw={"inputmode": "decimal"},
    )
    vat_rate = HundredthsField(
        "VAT rate in percent",
        example="20 or 17.5",
        description="Your tax team decides. 0 for exempt.",
        validators=[
            InputRequired("Enter the VAT rate, or 0 for none"),
            NumberRange(0, LARGEST_RATE, message="Enter a rate under 100"),
        ],
        render_kw={"inputmode": "decimal"},
    )
    opens_at = UkMomentField(
        "Sale begins", description="UK time. On sale from then on.", validators=[Optional()]
    )
    closes_at = UkMomentField(
        "Sale ends",
        description="UK time. Not on sale from then on.",
        validators=[Optional()],
    )
    max_per_order = WholeNumberField(
        "Most in one order",
        validators=[
            InputRequired("Enter how many one order may hold"),
            NumberRange(1, MOST_IN_ONE_ORDER, message=f"Enter 1 to {MOST_IN_ONE_ORDER}"),
        ],
    )
    is_public = BooleanField(
        "Show in the shop",
        description="Leave it empty for tickets by invitation. Free ones can then be given away.",
    )

    def validate_closes_at(self, field: UkMomentField) -> None:
        """Take an end after the beginning only."""
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError("Choose an end after the beginning of the sale")

    def facts(self) -> TypeFacts:
        """Return what was entered."""
        return TypeFacts(
            name=self.name.data,
            note=self.note.data or "",
            price=self.price.data,
            vat_rate=self.vat_rate.data,
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
            is_public=self.is_public.data,
            max_per_order=self.max_per_order.data,
        )


class CreateTypeForm(TypeForm):
    """A new type with a quota of its own."""

    code = StringField(
        "Code",
        description="Letters and digits, like EARLY. It stands in addresses and never changes.",
        validators=[
            InputRequired("Enter a code, like EARLY"),
            Regexp(
                rf"^[A-Za-z0-9]{{1,{CODE_LENGTH}}}$",
                message=f"Enter up to {CODE_LENGTH} letters and digits, without spaces",
            ),
        ],
        render_kw={"autocapitalize": "characters", "spellcheck": "false"},
    )
    size = _size_field("Of this type's own quota, which is made with it. Empty: no limit.")

    @property
    def type_code(self) -> str:
        """The code, in capitals."""
        return str(self.code.data).upper()


class ChangeTypeForm(EditForm, TypeForm):
    """A type, and the quotas that it counts against."""

    quotas = CheckboxesField(
        "Counts against",
        description="A ticket is sold only while each of these has a place left.",
        coerce=int,
        invalid_value_message="Choose quotas from the list",
        invalid_choice_message="Choose quotas from the list",
    )

    def offer(self, quotas: Iterable[QuotaSize]) -> None:
        """Let the organiser choose among these quotas."""
        self.quotas.choices = [
            SelectChoice(str(quota.id), f"{quota.name} ({_size_words(quota.size)})")
            for quota in quotas
        ]


class QuotaForm(EditForm):
    """A quota: how many places there are."""

    quota_name = StringField(
        "Name",
        validators=[
            InputRequired("Enter a name, like Main hall"),
            Length(max=NAME_LENGTH, message=f"Enter {NAME_LENGTH:,} characters or fewer"),
        ],
    )
    size = _size_field("Empty: no limit.")


def _size_words(size: int | None) -> str:
    return "no limit" if size is None else filters.plural(size, "place")
