"""Markdown that is safe to show, slugs, single lines."""

import pytest

from conference.kernel.text import MARKDOWN_LIMIT, holds_address, one_line, rendered, slug, typed


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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Rowan \n", "Rowan"),
        ("Ro\x00wan\x1b", "Rowan"),
        (" \x00 ", ""),
        ("\u00a0Rowan\u2003", "Rowan"),
        ("O\u2019Neil", "O\u2019Neil"),
        ("X\r\nBcc: y@example.org", "X Bcc: y@example.org"),
        ("\u200b\u200d\ufeff", ""),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\U0001f469\u200d\U0001f52c", "\U0001f469\u200d\U0001f52c"),
        ("Rowan\u202egpj.exe", "Rowangpj.exe"),
        ("\u3164", ""),
        (" \u2800\u115f\u200d", ""),
        ("Zo\u200b\u00ad\u00eb", "Zo\u00eb"),
        ("\ud55c\u3164\uae00", "\ud55c\u3164\uae00"),
        ("A", "A"),
    ],
)
def test_what_nobody_can_see_is_not_kept(text: str, kept: str) -> None:
    assert typed(text, has_lines=False) == kept


def test_texts_keep_their_lines() -> None:
    assert typed(" one\r\n\ttwo\r\x00three ", has_lines=True) == "one\n\ttwo\nthree"
    assert typed("\u1780\u200b\u1781", has_lines=True) == "\u1780\u200b\u1781"
    assert typed("\u3164\n\u2800", has_lines=True) == ""


def test_a_subject_keeps_its_emoji_whole() -> None:
    title = "Families \N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
    assert one_line(f"{title}\n moves") == f"{title} moves"


def test_a_subject_is_one_line() -> None:
    assert (
        one_line("You have\r\nBcc: x@example.org\ta place\u2028")
        == "You have Bcc: x@example.org a place"
    )


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("zed@example.net", True),
        ("Zed <zed.newcomer@mail.example.net>", True),
        ("Zed Newcomer", False),
        ("Zed @ the trust", False),
        ("@zed.newcomer", False),
        ("", False),
    ],
)
def test_an_address_is_no_name(name: str, is_one: bool) -> None:
    assert holds_address(name) is is_one
