"""Filters and words of the public programme."""

import pytest

from conference.programme.rules.finding import (
    Asked,
    Findable,
    Unknown,
    Wanted,
    folded,
    is_wanted,
    known,
    query,
)

HERE = {"tracks": ("m", "s"), "formats": ("talk", "workshop"), "rooms": ("studio-1",)}
RUN = Findable(
    track="m",
    format="workshop",
    room="studio-1",
    is_bookable=True,
    words=folded("Run charts without tears\nTomasz Wilk\nZoë Þórsdóttir\nNgozi O’Brien"),
)
PLENARY = Findable(track="", format="talk", room="", is_bookable=False, words="make one thing")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (Asked(), Wanted()),
        (
            Asked(tracks=("s", "m", "s"), format="talk", room="studio-1", bookable="1", text="x"),
            Wanted(
                tracks=frozenset("ms"), format="talk", room="studio-1", is_bookable=True, text="x"
            ),
        ),
        (
            Asked(tracks=("zz", "m", ""), format="opera", room="cellar", bookable="yes"),
            Wanted(
                tracks=frozenset("m"),
                unknown=(
                    Unknown("track", "zz"),
                    Unknown("format", "opera"),
                    Unknown("room", "cellar"),
                    Unknown("bookable", "yes"),
                ),
            ),
        ),
        (Asked(text="  two \t words "), Wanted(text="two words")),
        (Asked(text="x" * 500), Wanted(text="x" * 120)),
    ],
)
def test_what_is_not_known_is_ignored_and_named(asked: Asked, wanted: Wanted) -> None:
    assert known(asked, **HERE) == wanted


@pytest.mark.parametrize(
    ("wanted", "is_everything"),
    [
        (Wanted(), True),
        (Wanted(unknown=(Unknown("track", "zz"),)), True),
        (Wanted(tracks=frozenset("m")), False),
        (Wanted(format="talk"), False),
        (Wanted(room="studio-1"), False),
        (Wanted(is_bookable=True), False),
        (Wanted(text="x"), False),
    ],
)
def test_whether_anything_is_left_out(wanted: Wanted, is_everything: bool) -> None:
    assert wanted.is_everything is is_everything


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        (Wanted(), True),
        (Wanted(tracks=frozenset("ms")), True),
        (Wanted(tracks=frozenset("s")), False),
        (Wanted(format="workshop"), True),
        (Wanted(format="talk"), False),
        (Wanted(room="studio-1"), True),
        (Wanted(room="studio-3"), False),
        (Wanted(is_bookable=True), True),
        (Wanted(text="CHARTS run"), True),
        (Wanted(text="wilk zoe"), True),
        (Wanted(text="thorsdottir"), True),
        (Wanted(text="o'brien"), True),
        (Wanted(text="charts opera"), False),
        (Wanted(text="%"), False),
        (Wanted(text="_"), False),
        (Wanted(tracks=frozenset("m"), format="talk"), False),
    ],
)
def test_a_session_is_found_by_all_that_is_asked(wanted: Wanted, is_found: bool) -> None:
    assert is_wanted(RUN, wanted) is is_found


def test_a_session_without_track_room_or_places_is_found_by_none_of_them() -> None:
    asked = [Wanted(tracks=frozenset("m")), Wanted(room="studio-1"), Wanted(is_bookable=True)]
    assert [is_wanted(PLENARY, wanted) for wanted in asked] == [False, False, False]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("NAÏVE", "naive"),
        ("\u2018so\u2019 \u201csaid\u201d", "'so' \"said\""),
        ("ﬁne", "fine"),
        ("عربي", "عربي"),
    ],
)
def test_folding(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_the_address_of_a_filtered_view_asks_for_the_same_again() -> None:
    wanted = Wanted(
        tracks=frozenset("sm"), format="talk", room="studio-1", is_bookable=True, text="a b"
    )
    assert query(wanted) == {
        "track": ["m", "s"],
        "format": "talk",
        "room": "studio-1",
        "bookable": "1",
        "q": "a b",
    }
    assert query(Wanted()) == {}
