"""The first two steps: who the tickets are for, and which."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from wtforms import Field, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, ValidationError

from conference.orders.forms.fields import QuantityField, RefusingForm
from conference.orders.queries import OrderPage
from conference.orders.rules import Audience
from conference.tickets.rules import SaleState, TypeOffer
from conference.web import filters
from conference.web.forms import Form

QUANTITY_PREFIX = "many_"


class ForWhomForm(Form):
    """Who the tickets are for; sent as an address, so it needs no token."""

    class Meta(Form.Meta):
        """Nothing changes by asking."""

        csrf = False

    whom = RadioField(
        "Who are the tickets for?",
        name="for",
        choices=[SelectChoice(value=audience.value, label=audience.label) for audience in Audience],
        validate_choice=False,
    )


class Sold(Protocol):
    """What a form of choosing must know of a ticket type."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def code(self) -> str:
        """Its public code."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def max_per_order(self) -> int:
        """How many of it one order may hold."""


class ChooseForm(RefusingForm):
    """What every form of choosing carries: the token that makes it one order."""

    form_token = HiddenField()

    def chosen(self, types: Sequence[Sold]) -> Mapping[int, int]:
        """Return ticket type id → quantity."""
        raise NotImplementedError

    def show(self, types: Sequence[Sold]) -> None:
        """Offer these types; boxes of others are not shown."""


class ChooseTicketForm(ChooseForm):
    """One ticket for oneself."""

    ticket = RadioField(
        "Which ticket?", validators=[InputRequired("Choose a ticket")], validate_choice=False
    )

    def validate_ticket(self, field: RadioField) -> None:
        """Take a type of this list only."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError("Choose a ticket from the list")

    def show(self, types: Sequence[Sold]) -> None:
        """Offer these types."""
        self.ticket.choices = [SelectChoice(value=kind.code, label=kind.name) for kind in types]

    def chosen(self, types: Sequence[Sold]) -> Mapping[int, int]:
        """Return the one type."""
        return {kind.id: 1 for kind in types if kind.code == self.ticket.data}

    def show_refusals(self, fields: Mapping[str, str]) -> None:
        """Put whatever was refused beside the only question."""
        self.ticket.errors = (*self.ticket.errors, *fields.values())


class ChooseManyForm(ChooseForm):
    """How many of each type; a box for each type is added for the page."""

    def quantity(self, kind: Sold) -> Field:
        """Return the box of a type."""
        box: Field = self[QUANTITY_PREFIX + kind.code]
        return box

    def chosen(self, types: Sequence[Sold]) -> Mapping[int, int]:
        """Return the types with their numbers."""
        return {kind.id: self.quantity(kind).data or 0 for kind in types}


def choosing(
    audience: Audience, types: Sequence[Sold], order: OrderPage | None = None
) -> ChooseForm:
    """Return the form of choosing, filled in from the order that it would change."""
    held = {line.type_code: line.quantity for line in order.lines} if order else {}
    if audience is Audience.ME:
        form = ChooseTicketForm(ticket=next(iter(held), None))
        form.show(types)
        return form
    boxes = {QUANTITY_PREFIX + kind.code: _quantity_box(kind) for kind in types}
    form_class: type[ChooseManyForm] = type("ChooseManyForm", (ChooseManyForm,), boxes)
    return form_class(data={QUANTITY_PREFIX + code: many for code, many in held.items()})


def reason_off(offer: TypeOffer) -> str:
    """Say why a type cannot be bought now; empty for one that can."""
    if offer.sale_state is SaleState.NOT_YET and offer.opens_at:
        return f"On sale from {filters.deadline(offer.opens_at)}."
    if offer.sale_state is SaleState.ENDED and offer.closes_at:
        return f"Ended at {filters.deadline(offer.closes_at)}."
    return "Sold out." if offer.sale_state is SaleState.SOLD_OUT else ""


def offer_note(offer: TypeOffer) -> str:
    """Say for whom a type is, until when, and how many are left where they are few."""
    words = [offer.note]
    if offer.is_on_sale and offer.closes_at:
        words.append(f"Until {filters.deadline(offer.closes_at)}.")
    if offer.few_left is not None:
        words.append(f"{offer.few_left} left.")
    return " ".join(word for word in words if word)


def _quantity_box(kind: Sold) -> QuantityField:
    limit = kind.max_per_order
    return QuantityField(
        kind.name,
        default=0,
        validators=[
            NumberRange(min=0, message="Enter 0 or more"),
            NumberRange(max=limit, message=f"Enter {limit} or fewer. One order can hold no more"),
        ],
    )
