"""Markdown as plain words."""

import pytest

from conference.kernel.plain_words import plain


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("", ""),
        ("Come.\nSoon.\n\nNow", "Come.\nSoon.\n\nNow"),
        (
            "# Well done\n\nYour talk **is** _in_: `{title}`",
            "Well done\n\nYour talk is in: {title}",
        ),
        ("- one\n- two\n  more\n\nEnd", "- one\n- two\n  more\n\nEnd"),
        ("3. three\n4. four\n   - deep", "3. three\n4. four\n  - deep"),
        ("See [the page](https://a.example/b) now", "See the page (https://a.example/b) now"),
        ("<https://a.example/b>", "https://a.example/b"),
        ("<help@a.example>", "help@a.example"),
        ("> Quoted\n\n---\n\nAfter", "Quoted\n\n--------------------\n\nAfter"),
        ("One  \ntwo \\* three", "One\ntwo * three"),
        ("<b>not a tag</b> & more", "<b>not a tag</b> & more"),
        ("{title}: {confirm_by}", "{title}: {confirm_by}"),
    ],
)
def test_signs_go_and_words_stay(markdown: str, words: str) -> None:
    assert plain(markdown) == words
