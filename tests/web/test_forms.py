"""What every form shares: clean text, lists, limits, sentences of refusals, no lost update."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import html_params

from conference.web.forms import LONG, SHORT, EditForm, Form, attributes

SPAN: dict[str, Any] = {"first": date(2024, 9, 1), "last": date(2024, 9, 9), "name": ""}


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


def test_only_texts_keep_their_lines(app: Flask) -> None:
    lines = " one\r\ntwo\rthree\n"
    form = filled(app, name=lines, text=lines, **{"parts-0-name": lines, "names-0": lines})
    assert (form.name.data, form.text.data) == ("one two three", "one\ntwo\nthree")
    assert (form.parts[0].form.name.data, form.names[0].data) == ("one two three",) * 2


class KindForm(EditForm):
    """A form over something that others edit too."""

    name = StringField("Name")
    price = IntegerField("Price")


def saved(app: Flask, stored: dict[str, Any], sent: dict[str, Any]) -> KindForm:
    """Return the form as it was sent over what is stored by now."""
    with app.test_request_context(method="POST", data={}):
        form = KindForm(MultiDict(sent), data=stored, meta={"csrf": False})
        form.validate()
        return form


def test_what_was_changed_meanwhile_is_not_overwritten_unseen(app: Flask) -> None:
    stored = {"name": "Standard", "price": 149}
    with app.test_request_context():
        shown = KindForm(None, data=stored, meta={"csrf": False}).seen.data
    sent = {"name": "Standard, with lunch", "price": "149", "seen": shown}
    theirs = stored | {"name": "Standard, with wine"}
    refused = saved(app, theirs, sent)
    assert [error[:53] for error in refused.form_errors] == [
        "Somebody saved this while you had it open: Name. Noth"
    ]
    assert (refused.name.data, refused.price.data) == ("Standard, with lunch", 149)
    assert refused.name.errors == ("Saved meanwhile: “Standard, with wine”",)
    assert saved(app, theirs, sent | {"seen": refused.seen.data}).errors == {}
    assert saved(app, stored, sent).errors == {}


def test_what_others_changed_and_one_left_alone_stays_theirs(app: Flask) -> None:
    stored = {"name": "Standard", "price": 149}
    with app.test_request_context():
        shown = KindForm(None, data=stored, meta={"csrf": False}).seen.data
    sent = {"name": "Standard, with lunch", "price": "149", "seen": shown}
    merged = saved(app, stored | {"price": 150}, sent)
    assert merged.errors == {}
    assert (merged.name.data, merged.price.data) == ("Standard, with lunch", 150)


class SpanForm(EditForm):
    """Two days, one after the other."""

    first = DateField("First", [InputRequired("Enter it")])
    last = DateField("Last", [InputRequired("Enter it")])
    name = StringField("Name", [Length(max=5)])

    def validate_last(self, field: DateField) -> None:
        """Refuse an end before the beginning."""
        if field.data < self.first.data:
            raise ValidationError("Before the first")


def spanned(app: Flask, stored: dict[str, Any], **sent: str) -> SpanForm:
    """Return the form as it was sent over what is stored by now; it saw 1 to 9 September."""
    with app.test_request_context():
        shown = SpanForm(None, data=SPAN, meta={"csrf": False}).seen.data
    with app.test_request_context(method="POST", data={}):
        values = {"first": "2024-09-01", "last": "2024-09-09", "seen": str(shown)}
        form = SpanForm(MultiDict(values | sent), data=stored, meta={"csrf": False})
        form.validate()
        return form


def test_what_stays_theirs_is_also_shown_so_where_something_else_is_wrong(app: Flask) -> None:
    """Else the next press would send the old day as if it had been chosen."""
    form = spanned(app, SPAN | {"first": date(2024, 9, 5)}, name="too long")
    assert list(form.errors) == ["name"]
    assert 'value="2024-09-05"' in form.first()


def test_theirs_and_mine_are_judged_together(app: Flask) -> None:
    form = spanned(app, SPAN | {"first": date(2024, 9, 8)}, last="2024-09-07")
    assert form.errors == {"last": ["Before the first"]}
    assert spanned(app, SPAN | {"first": date(2024, 9, 2)}, last="2024-09-07").errors == {}


@pytest.mark.parametrize("body", ["[1]", '"abc"', "5", '{"name": {"a": 1}}', "null", "{"])
def test_what_is_no_form_is_an_empty_one(app: Flask, body: str) -> None:
    with app.test_request_context("/", method="POST", data=body, content_type="application/json"):
        form = KindForm(meta={"csrf": False})
        form.validate_on_submit()
        assert set(form.answers.values()) <= {None, "", False}


def test_a_second_press_is_told_no_story(app: Flask) -> None:
    stored = {"name": "Standard", "price": 149}
    with app.test_request_context():
        shown = KindForm(None, data=stored, meta={"csrf": False}).seen.data
    sent = {"name": "Standard, with lunch", "price": "149", "seen": shown}
    assert saved(app, stored | {"name": "Standard, with lunch"}, sent).errors == {}


def test_a_form_that_never_saw_anything_changes_nothing(app: Flask) -> None:
    stored = {"name": "Standard", "price": 149}
    assert saved(app, stored, {"name": "Else", "price": "1"}).errors != {}


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


def test_thousands_are_set_apart_and_one_text_alone_needs_no_name(app: Flask) -> None:
    with app.test_request_context(method="POST", data={}):
        form = NoteForm(MultiDict({"note": "x" * 4_001}), meta={"csrf": False})
        form.validate()
        assert [one.text for one in form.problems] == ["Enter 4,000 characters or fewer"]


class NoteForm(Form):
    """One text with a limit."""

    note = StringField("Note", [Length(max=4_000)])


def test_attributes_are_written_as_the_library_writes_them() -> None:
    values = {
        "name": 'a"b',
        "class_": "input input--short",
        "data_many": "1",
        "aria-describedby": "x & <y>",
        "value": Markup("&amp;'\""),
        "maxlength": 12,
        "checked": True,
        "required": False,
    }
    assert attributes(**values) == str(html_params(**values))


class SeatsForm(Form):
    """Fields that say the same of what is wrong, and parts that do."""

    theatre = IntegerField("Theatre capacity")
    cabaret = IntegerField("Seats at tables?")
    track = RadioField("Track", choices=[SelectChoice("m", "Methods")])
    title = StringField("Title", [Length(max=5)])
    note = StringField("Note", [Length(max=9_000)])
    names = FieldList(StringField("Name", [Length(max=5, message="Too long")]), min_entries=2)
    parts = FieldList(FormField(PartForm, label="Person"), min_entries=2)


def listed(app: Flask, **sent: str) -> list[tuple[str, str]]:
    """Return what the summary lists of a form that was sent: words and target."""
    right = {"theatre": "1", "cabaret": "1", "track": "m", "parts-0-name": "A", "parts-1-name": "B"}
    with app.test_request_context(method="POST", data={}):
        form = SeatsForm(MultiDict(right | sent), meta={"csrf": False})
        form.validate()
        return [(problem.text, problem.field_id) for problem in form.problems]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({}, []),
        ({"title": "too long"}, [("Title: Enter 5 characters or fewer", "title")]),
        ({"theatre": "x"}, [("Enter a whole number", "theatre")]),
        (
            {"theatre": "x", "cabaret": "x", "track": "s"},
            [
                ("Theatre capacity: Enter a whole number", "theatre"),
                ("Seats at tables: Enter a whole number", "cabaret"),
                ("Choose one from the list", "track-0"),
            ],
        ),
        (
            {"names-0": "too long", "names-1": "too long"},
            [("Name 1: Too long", "names-0"), ("Name 2: Too long", "names-1")],
        ),
        (
            {"parts-0-name": "", "parts-1-name": ""},
            [
                ("Person 1, Name: Enter a name", "parts-0-name"),
                ("Person 2, Name: Enter a name", "parts-1-name"),
            ],
        ),
    ],
)
def test_a_summary_tells_apart_what_several_fields_say(
    app: Flask, sent: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert listed(app, **sent) == expected
