"""Markdown as somebody reads it who has only letters: for mails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conference.kernel.text import MARKDOWN_LIMIT, parsed

if TYPE_CHECKING:  # the parser is loaded when the first text is read
    from markdown_it.token import Token

RULE = "-" * 20
INDENT = "  "
TEXTS = frozenset({"inline", "fence", "code_block"})
ENDS = TEXTS | {"hr", "bullet_list_close", "ordered_list_close"}
"""After these stands an empty line, outside of lists."""


def plain(markdown: str) -> str:
    """Return Markdown without its signs: paragraphs, lists with dashes, addresses in brackets.

    Line breaks stay where they were typed.
    """
    return "\n".join(_lines(parsed(markdown[:MARKDOWN_LIMIT]))).strip()


def _lines(tokens: Sequence["Token"]) -> Iterator[str]:
    lists = _Lists()
    for token in tokens:
        if token.type in TEXTS:
            yield from lists.placed(_text(token))
        elif token.type == "hr":
            yield RULE
        lists.note(token)
        if not lists.depth and token.type in ENDS:
            yield ""


def _text(token: "Token") -> str:
    return _words(token.children) if token.type == "inline" else token.content.rstrip("\n")


@dataclass(slots=True)
class _Lists:
    """Which lists are open: the next number of each, or none for dashes; the mark to come."""

    numbers: list[int | None] = field(default_factory=list)
    mark: str = ""

    @property
    def depth(self) -> int:
        """How many lists are open."""
        return len(self.numbers)

    def note(self, token: "Token") -> None:
        """Open or close a list, or begin an item."""
        if token.type == "bullet_list_open":
            self.numbers.append(None)
        elif token.type == "ordered_list_open":
            self.numbers.append(int(token.attrs.get("start", 1)))
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self.numbers.pop()
        elif token.type == "list_item_open":
            number = self.numbers[-1]
            self.mark = "- " if number is None else f"{number}. "
            self.numbers[-1] = None if number is None else number + 1

    def placed(self, text: str) -> Iterator[str]:
        """Return the lines of a text under its item, the first one with the item's mark."""
        first, *others = text.split("\n")
        indent = INDENT * (self.depth - 1 if self.mark else self.depth)
        yield f"{indent}{self.mark}{first}"
        yield from (f"{indent}{' ' * len(self.mark)}{line}" for line in others)
        self.mark = ""


def _words(tokens: "Sequence[Token] | None") -> str:
    """Return the words of a line; a link is followed by its address, unless that is all it says."""
    found: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens or ():
        if token.type == "link_open":
            links.append((str(token.attrs["href"]), len(found)))
        elif token.type == "link_close":
            address, start = links.pop()
            if "".join(found[start:]) not in {address, address.removeprefix("mailto:")}:
                found.append(f" ({address})")
        elif token.type in {"softbreak", "hardbreak"}:
            found.append("\n")
        else:
            found.append(token.content)
    return "".join(found)
