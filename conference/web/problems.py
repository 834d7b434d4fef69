"""What the summary above a form lists: each problem, and the field where it is put right."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wtforms import Field, FieldList, FormField
from wtforms.validators import Length

OF_LENGTH = "characters or fewer"
"""How each sentence ends that says only how long a text may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One sentence, and the id of what its link leads to."""

    text: str
    field_id: str


@dataclass(frozen=True, slots=True)
class _Wrong:
    place: str
    field: Field
    sentence: str


def problems(fields: Iterable[Field]) -> tuple[Problem, ...]:
    """Return what is wrong, in the order of the form.

    The words are those beside the field. What several fields say is told apart by their names,
    and in a list of parts by the part's: “Person 2, Email address: Enter …”. So is what says only
    how long a text may be, where the form has more than one text with a limit.
    """
    fields = tuple(fields)
    wrong = tuple(_wrong(fields, ""))
    times = Counter(one.sentence for one in wrong)
    has_texts = sum(map(_is_limited, fields)) > 1
    return tuple(
        Problem(
            text=f"{_name(one)}: {one.sentence}"
            if times[one.sentence] > 1 or (has_texts and _is_of_length(one))
            else one.sentence,
            field_id=_target(one.field),
        )
        for one in wrong
    )


def sentence(field: Field) -> str:
    """Return what stands beside a field; a field may say it with its own name inside."""
    own: str | None = getattr(field, "sentence", None)
    return str(field.errors[0]) if own is None else own


def _wrong(fields: Iterable[Field], place: str) -> Iterator[_Wrong]:
    for field in fields:
        if not field.errors:
            continue
        if isinstance(field, FieldList):
            for number, entry in enumerate(field.entries, 1):
                yield from _wrong((entry,), f"{entry.label.text} {number}")
        elif isinstance(field, FormField):
            yield from _wrong(field.form, place or field.label.text)
        else:
            yield _Wrong(place, field, sentence(field))


def _is_limited(field: Field) -> bool:
    return any(isinstance(check, Length) for check in getattr(field, "validators", ()))


def _is_of_length(one: _Wrong) -> bool:
    return _is_limited(one.field) and one.sentence.endswith(OF_LENGTH)


def _name(one: _Wrong) -> str:
    """Return the field's name; in a list of bare fields the number is a part of it."""
    label = one.field.label.text.rstrip("?")
    is_entry = one.place.startswith(f"{one.field.label.text} ")
    return one.place if is_entry else ", ".join(filter(None, (one.place, label)))


def _target(field: Field) -> str:
    """Return the id of the field, or of the first of its choices."""
    is_list = getattr(field.widget, "html_tag", None) is not None
    return f"{field.id}-0" if is_list else str(field.id)
