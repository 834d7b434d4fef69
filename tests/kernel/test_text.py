"""Markdown that is safe to show, slugs, single lines."""

import pytest

from conference.kernel.text import MARKDOWN_LIMIT, one_line, rendered, slug


def test_markdown_becomes_html() -> None:
    assert rendered("## Head\n\n- one\n- **two**") == (
        "<h2>Head</h2>\n<ul>\n<li>one</li>\n<li><strong>two</strong></li>\n</ul>\n"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.org/track.png)",
    ],
)
def test_markdown_carries_nothing_that_runs_or_loads(hostile: str) -> None:
    html = str(rendered(hostile))
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


def test_markdown_has_a_limit() -> None:
    assert len(rendered("a" * (MARKDOWN_LIMIT + 5))) == MARKDOWN_LIMIT + len("<p></p>\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Run charts without tears", "run-charts-without-tears"),
        ("  Łódź & Co. ", "odz-co"),
        ("…", ""),
    ],
)
def test_slugs_are_small_ascii_words(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_subject_is_one_line() -> None:
    assert (
        one_line("You have\r\nBcc: x@example.org\ta place\u2028")
        == "You have Bcc: x@example.org a place"
    )
