"""Files that were damaged, on the way or on purpose: complaints, never a traceback."""

import copy
import json
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from conference.documents.imports import ImportedProgramme, read
from conference.programme.rules.imports import Known, plan
from tests.documents.imports.files import (
    EVENT,
    FILES,
    PRETALX_PEOPLE,
    PRETALX_SESSIONS,
    SESSIONIZE,
    schedule,
)

ZONE = ZoneInfo("Europe/London")
DOCUMENTS: list[Any] = [schedule(EVENT), PRETALX_SESSIONS, PRETALX_PEOPLE, SESSIONIZE]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(["", "NaN", "99:99", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]),
    st.just(10**40),
    st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=3),
)


NOWHERE = Known(
    first_day=date(2024, 9, 25),
    last_day=date(2024, 9, 26),
    zone=ZONE,
    venue="The Slate",
    tracks=(),
    formats=(),
    rooms=(),
    sessions=(),
    speakers=(),
)


def check(found: ImportedProgramme) -> None:
    """Check that what was read is what the rest relies on, and fits the columns if it is taken."""
    for new in plan(found, NOWHERE).sessions:
        facts = new.facts
        assert len(new.code or "") <= 20
        assert len(new.guid or "") in {0, 36}
        assert [len(one.code or "") <= 12 for one in new.speakers] == [True] * len(new.speakers)
        assert max(len(facts.title), len(facts.summary) // 2) <= 200
        assert len(facts.language) <= 12
        for one in facts.materials:
            assert one.title
            assert one.address.lower().startswith(("http://", "https://"))
            assert max(len(one.title) // 120, len(one.address) // 500) <= 1
    for session in found.sessions:
        assert session.title
        assert session.starts_at is None or session.starts_at.utcoffset() is not None
        assert session.minutes is None or session.minutes >= 0
        session.title.encode()
        session.description.encode()
    for complaint in found.complaints:
        assert complaint.place
        assert complaint.what


def places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to each value in a document."""
    found = [path] if path else []
    pairs = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    for key, value in pairs:
        found += places(value, (*path, key))
    return found


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a document in which some values are others."""
    document = copy.deepcopy(draw(st.sampled_from(DOCUMENTS)))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(places(document)))
        holder = document
        for key in way:
            holder = holder[key]
        holder[last] = draw(ODD)
    return json.dumps(document).encode()


@st.composite
def torn(draw: st.DrawFn) -> bytes:
    """Return a file in which bytes are missing, doubled or others."""
    data = draw(st.sampled_from(sorted(FILES.values())))
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 40)))
    return data[:start] + draw(st.binary(max_size=20)) + data[end:]


@given(damaged())
def test_values_of_any_kind(data: bytes) -> None:
    check(read("file", data, zone=ZONE))


@given(torn())
def test_bytes_of_any_kind(data: bytes) -> None:
    check(read("file", data, zone=ZONE))


@given(st.binary(max_size=200))
def test_anything_at_all(data: bytes) -> None:
    check(read("file", data, zone=ZONE))


@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=4), st.sampled_from(",;\t"))
def test_tables_of_any_kind(lines: list[list[str]], sign: str) -> None:
    words = "\n".join(["title,day,start,end,speakers", *(sign.join(line) for line in lines)])
    check(read("file", words.encode(errors="ignore"), zone=ZONE))
