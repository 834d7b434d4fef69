"""What every form shares: the token against forgery, clean text, limits, no lost update."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from markupsafe import escape
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import Input
from wtforms.widgets.core import clean_key

from conference.kernel.text import holds_address, typed
from conference.web.problems import Problem, problems

SHORT = 120
LONG = 2_000
EMAIL_ODD = "Enter a full email address, like name@example.org"


SENTENCES = {
    "Not a valid integer value.": "Enter a whole number",
    "Not a valid decimal value.": "Enter a number, like 12.50",
    "Not a valid date value.": "Enter a real date, like 2024-09-25",
    "Not a valid time value.": "Enter a real time, like 09:30",
    "Not a valid datetime value.": "Enter a real date and time, like 2024-09-25 09:30",
    "Not a valid choice.": "Choose one from the list",
    "Invalid Choice: could not coerce.": "Choose one from the list",
    "'%(value)s' is not a valid choice for this field.": "Choose from the list",
    "'%(value)s' are not valid choices for this field.": "Choose from the list",
    "Field cannot be longer than %(max)d characters.": "Enter %(max)d characters or fewer",
    "Number must be between %(min)s and %(max)s.": "Enter a number from %(min)s to %(max)s",
    "Number must be at least %(min)s.": "Enter %(min)s or more",
    "Number must be at most %(max)s.": "Enter %(max)s or less",
    "This field is required.": "Fill this in",
    "Invalid email address.": EMAIL_ODD,
}
"""What the form library says by itself, in our voice; a form may say it better."""


def attributes(**values: Any) -> str:
    """Write attributes as the form library's ``html_params`` does, in a third of its time.

    The library formats each one as markup; a page of a form has a hundred.
    """
    named = ((clean_key(name), value) for name, value in sorted(values.items()))
    return " ".join(
        name if value is True else f'{name}="{_quoted(value)}"'
        for name, value in named
        if value is not False
    )


def _quoted(value: Any) -> str:
    return str(escape(value)).replace('"', "&quot;")  # what is markup already may hold quotes


Input.html_params = staticmethod(attributes)


class Wording:
    """Gives the library our sentences where it asks for a translation."""

    def gettext(self, sentence: str) -> str:
        """Return our sentence."""
        return SENTENCES.get(sentence, sentence)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return our sentence; ours need no singular, and thousands are set apart."""
        found = SENTENCES.get(many, one if count == 1 else many)
        return found.replace("%(max)d", f"{count:,}")


SHOWN = 300
"""Signs of what somebody else saved meanwhile, beside one's own."""

MARK = 8
"""Signs of a mark: enough to tell two values apart, too few to tell what they were."""

PLUMBING = frozenset({"csrf_token", "seen"})
"""Fields that nobody fills in."""


class Form(FlaskForm):
    """Base of all forms; text is cleaned before it is judged."""

    class Meta(FlaskForm.Meta):
        """Trim what was sent, and say what is wrong in our voice."""

        def get_translations(self, _: Any) -> Wording:
            """Return our wording."""
            return Wording()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Clean every text before any field sees it: blanks are no answer, also for dates.

            What is no form, JSON for one, is an empty form: no page of ours sends it.
            """
            untyped: Any = super()
            is_asked = formdata is not None and not isinstance(formdata, MultiDict)
            is_foreign = is_asked and request.is_json
            sent = MultiDict() if is_foreign else untyped.wrap_formdata(form, formdata)
            if sent is None:
                return None
            long = {name for name, field in form._fields.items() if _has_lines(field)}
            return MultiDict(
                (name, typed(value, has_lines=name in long) if isinstance(value, str) else value)
                for name, value in sent.items(multi=True)
            )

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

    @property
    def answers(self) -> dict[str, Any]:
        """What was filled in, by field."""
        return {name: value for name, value in self.data.items() if name not in PLUMBING}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the summary above the form lists."""
        return problems(self)

    def show_refusals(self, fields: Mapping[str, str]) -> None:
        """Put the sentences of an ``Invalid`` beside their fields; none is lost."""
        for name, sentence in fields.items():
            field: Field | None = self._fields.get(name)
            if field is None:
                self.form_errors.append(sentence)
            else:
                field.errors = (*field.errors, sentence)


class EditForm(Form):
    """A form over what others edit too: it overwrites nothing that its reader has not seen.

    The page carries a mark of each value as it was shown. What others have changed meanwhile and
    this reader left alone stays theirs. Where both changed the same, nothing is saved, what was
    typed stays with theirs beside it, and the next press counts as seen; what is stored already as
    it was typed is no conflict: of a double press the second changes nothing.
    Two presses within the same instant are not told apart here: where the action compares no
    version the later one stands, and the history shows both.
    """

    seen = HiddenField()

    def __init__(self, *arguments: Any, **values: Any) -> None:
        """Mark what is shown; ``values`` and ``obj`` are what is stored now."""
        super().__init__(*arguments, **values)
        self._sent = self.seen.data
        self.seen.data = " ".join(self._marks().values())

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Judge what was sent, and whether it was typed over what is still stored."""
        is_right = super().validate(extra_validators)
        marks = self._marks()
        sent = (self._sent or "").split()
        if sent == list(marks.values()):
            return is_right
        before = dict(zip(marks, sent, strict=False))
        mine = {name: _mark(self[name].data) for name in marks}
        theirs = [
            name for name, mark in marks.items() if mark not in (before.get(name), mine[name])
        ]
        alone = [name for name in theirs if mine[name] == before.get(name)]
        for name in alone:
            _take_stored(self[name])
        if alone:
            is_right = super().validate(extra_validators)  # theirs and mine together
        changed = [self[name] for name in theirs if name not in alone]
        if not changed:
            return is_right
        for field in changed:
            if isinstance(field.object_data, str):
                field.errors = (*field.errors, f"Saved meanwhile: “{field.object_data[:SHOWN]}”")
        names = ", ".join(field.label.text for field in changed)
        self.form_errors.append(
            f"Somebody saved this while you had it open: {names}. Nothing of yours is saved yet "
            "and it still stands below. Compare, then save again to replace theirs"
        )
        return False

    def _marks(self) -> dict[str, str]:
        """Return a short mark of each stored value, by field."""
        return {
            name: _mark(field.object_data)
            for name, field in self._fields.items()
            if name not in PLUMBING
        }


def _take_stored(field: Field) -> None:
    """Let a field hold, show and be judged by what is stored, as if it had been sent so."""
    field.data, field.raw_data = field.object_data, None
    if hasattr(field, "_value"):
        field.raw_data = [field._value()]  # noqa: SLF001 (what the library's widgets write)


def _mark(value: object) -> str:
    shown = sorted(value) if isinstance(value, set | frozenset | list | tuple) else value
    if shown in ("", []):
        shown = None  # an empty text, an empty list and nothing look the same on a page
    return sha256(repr(shown).encode()).hexdigest()[:MARK]


def _has_lines(field: Field) -> bool:
    return isinstance(field, TextAreaField)


def no_address(_: Form, field: Field) -> None:
    """Keep an email address out of a name, which is read by others. Raises: ValidationError."""
    if holds_address(field.data or ""):
        raise ValidationError("Enter a name here, not an email address")


def deliverable(_: Form, field: Field) -> None:
    """Check that mail can go to an address; a foreign domain is kept as mail servers write it.

    Raises: ValidationError.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(field.data or "", check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValidationError(EMAIL_ODD) from error
    field.data = found.ascii_email or found.normalized
