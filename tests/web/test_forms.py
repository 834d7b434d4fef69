"""What every form shares: trimming, zero bytes, lists, limits, sentences of refusals."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, FieldList, FormField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from conference.web.forms import LONG, SHORT, Form, trimmed


class PartForm(Form):
    """A part of a form, under the whole form's token."""

    class Meta(Form.Meta):
        """Without a token of its own."""

        csrf = False

    name = StringField("Name", [InputRequired("Enter a name")])


class SampleForm(Form):
    """A form with a field of each kind that trims differently."""

    name = StringField("Name", [InputRequired("Enter a name"), Length(max=SHORT)])
    shouted = StringField("Shouted", filters=[lambda text: text and text.upper()])
    many = IntegerField("How many?", default=1)
    day = DateField("Day", [Optional()])
    text = TextAreaField("Text", [Length(max=LONG)])
    names = FieldList(StringField("Name", [Length(max=5)]), min_entries=1)
    parts = FieldList(FormField(PartForm), min_entries=1)


def filled(app: Flask, **values: Any) -> SampleForm:
    """Return the form as it was sent."""
    sent = MultiDict({"name": "Rowan", "parts-0-name": "Robin"} | values)
    with app.test_request_context(method="POST", data={}):
        form = SampleForm(sent, meta={"csrf": False})
        form.validate()
        return form


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Rowan \n", "Rowan"),
        ("Ro\x00wan", "Rowan"),
        (" \x00 ", ""),
        ("\u00a0Rowan\u2003", "Rowan"),
        ("O\u2019Neil", "O\u2019Neil"),
        (None, None),
        (7, 7),
    ],
)
def test_text_is_trimmed(typed: object, kept: object) -> None:
    assert trimmed(typed) == kept


def test_white_space_alone_is_no_answer(app: Flask) -> None:
    assert filled(app, name=" \t\x00 ").errors == {"name": ["Enter a name"]}


def test_the_fields_own_filters_come_after_the_trimming(app: Flask) -> None:
    assert filled(app, shouted=" help ").shouted.data == "HELP"


def test_text_is_judged_after_trimming(app: Flask) -> None:
    form = filled(app, name=f"  {'n' * SHORT}  ", text="t" * (LONG + 1))
    assert list(form.errors) == ["text"]


def test_numbers_and_days_are_read_without_their_blanks(app: Flask) -> None:
    form = filled(app, many=" 5 ", day=" 2024-09-25\x00")
    assert (form.many.data, form.day.data) == (5, date(2024, 9, 25))


def test_lists_trim_and_judge_their_entries(app: Flask) -> None:
    form = filled(app, **{"names-0": " Ann ", "names-1": "Be\x00n", "parts-0-name": " Cy "})
    assert (form.names.data, [part["name"] for part in form.parts.data]) == (
        ["Ann", "Ben"],
        ["Cy"],
    )
    assert list(filled(app, **{"names-0": "too long"}).errors) == ["names"]


def test_refusals_of_a_rule_stand_beside_their_fields(app: Flask) -> None:
    form = filled(app)
    form.show_refusals({"name": "That name is taken.", "gone": "The day is over."})
    assert (form.name.errors, form.form_errors) == (("That name is taken.",), ["The day is over."])


def test_a_form_that_was_not_sent_is_not_judged(app: Flask) -> None:
    with app.test_request_context():
        form = SampleForm(name="Rowan")
        assert (form.validate_on_submit(), form.name.data, form.errors) == (False, "Rowan", {})


def test_the_library_speaks_in_our_voice(app: Flask) -> None:
    form = filled(app, many="five", day="soon", **{"names-0": "too long"})
    assert form.errors == {
        "many": ["Enter a whole number"],
        "day": ["Enter a real date, like 2024-09-25"],
        "names": [["Enter 5 characters or fewer"]],
    }
