"""Signs that no file can hold are gone; everything a person means stays."""

import pytest

from conference.documents import plain


@pytest.mark.parametrize(
    ("text", "lines", "one_line"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree", "one two three"),
        ("a\x00b\x07c\x7fd\x85e", "abcde", "abcde"),
        ("half \ud83d sign", "half  sign", "half sign"),
        ("tab\tstays", "tab\tstays", "tab stays"),
        ("می‌خواهم 👩‍⚕️ O'Neill", "می‌خواهم 👩‍⚕️ O'Neill", "می‌خواهم 👩‍⚕️ O'Neill"),
    ],
)
def test_cleaning(text: str, lines: str, one_line: str) -> None:
    assert (plain.lines(text), plain.one_line(text)) == (lines, one_line)


@pytest.mark.parametrize("cell", ["plain", "=1+1", "@here", "-", "'tis", ""])
def test_a_cell_that_was_made_safe_comes_back(cell: str) -> None:
    assert plain.csv_unsafe(plain.csv_safe(cell)) == cell
