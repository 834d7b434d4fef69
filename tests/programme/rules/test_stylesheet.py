"""The colours of tracks as a style sheet."""

from dataclasses import dataclass

from conference.programme.rules.stylesheet import track_styles


@dataclass(frozen=True)
class Track:
    """The colours of a track."""

    code: str
    colour: str
    dark_colour: str


def test_each_track_has_its_two_colours() -> None:
    styles = track_styles([Track("m", "#0a1867", "#bec8ee"), Track("T2", "#097A37", "#97FDB0")])
    assert styles == (
        "@layer components{"
        ".track--m{--track-colour:#0a1867}.track--t2{--track-colour:#097a37}"
        "@media (prefers-color-scheme:dark){"
        ".track--m{--track-colour:#bec8ee}.track--t2{--track-colour:#97fdb0}}}\n"
    )


def test_what_is_no_code_or_colour_is_left_out() -> None:
    styles = track_styles(
        [
            Track("m{}", "#0a1867", "#bec8ee"),
            Track("h", "red;}body{display:none", "#97fdb0"),
            Track("", "#0a1867", "#bec8ee"),
            Track("u", "#0a18670", "#0a186"),
        ]
    )
    assert styles == (
        "@layer components{@media (prefers-color-scheme:dark){.track--h{--track-colour:#97fdb0}}}\n"
    )
