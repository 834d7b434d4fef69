"""XML of strangers as a small tree; the only file that imports expat.

A document type is refused: with it come entities, which can name other files or grow without end.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from conference.documents.imports.entries import Unfit

DEEPEST = 30
MOST_NODES = 400_000


@dataclass(slots=True)
class Node:
    """An element: its name, attributes, text, children, and the line on which it begins."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: "list[Node]" = field(default_factory=list)

    def all(self, tag: str) -> "list[Node]":
        """Return the children of a name."""
        return [child for child in self.children if child.tag == tag]

    def child(self, tag: str) -> "Node | None":
        """Return the first child of a name."""
        return next((child for child in self.children if child.tag == tag), None)

    def told(self, tag: str) -> str:
        """Return the text of the first child of a name; empty where there is none."""
        found = self.child(tag)
        return found.text if found else ""


class _Tree:
    """The tree while it grows."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.root: Node | None = None
        self._open: list[Node] = []
        self._said: list[list[str]] = []
        self._count = 0

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= DEEPEST or self._count > MOST_NODES:
            raise Unfit("it is too deep or too large to be a schedule.")
        node = Node(tag, attributes, self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)
        self._said.append([])

    def _end(self, _tag: str) -> None:
        self._open.pop().text = "".join(self._said.pop())

    def _words(self, words: str) -> None:
        self._said[-1].append(words)

    def _refuse(self, *_: object) -> None:
        raise Unfit("it has a document type (DOCTYPE): files with one are not read.")


def tree(data: bytes) -> Node:
    """Return the root of an XML file. Raises: Unfit."""
    grown = _Tree()
    try:
        grown.parser.Parse(data, True)  # noqa: FBT003 (expat takes no name for it)
    except expat.ExpatError as error:
        raise Unfit(f"the XML breaks off at line {error.lineno}.") from error
    except (LookupError, UnicodeError) as error:
        raise Unfit("its encoding is unknown: save it as UTF-8.") from error
    if grown.root is None:
        raise Unfit("it is empty.")
    return grown.root
