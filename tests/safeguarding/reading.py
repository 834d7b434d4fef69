"""Reading a page section by section, as the cues of domain.md part A1 ask for it."""

import re
from dataclasses import dataclass

from tests.support.pages import Element, Page


@dataclass(frozen=True, slots=True)
class Cue:
    """Word groups that must all stand in one section of each named page."""

    point: str
    pages: tuple[str, ...]
    groups: tuple[str, ...]

    def is_met_by(self, section: str) -> bool:
        """Say whether every group stands in the text."""
        return all(re.search(group, section, re.IGNORECASE) for group in self.groups)


def words(element: Element) -> str:
    """Return the text of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def sections(page: Page) -> list[str]:
    """Return the text of each section of the main part; what stands in none comes last."""
    parts = page.all("//main//section")
    rest = page.all(
        "//main//*[self::p or self::h1 or self::li][not(ancestor::section)][not(ancestor::aside)]"
    )
    return [*(words(part) for part in parts), " ".join(words(part) for part in rest)]


def advice(page: Page) -> list[str]:
    """Return each heading, paragraph and list item of the main part, in order."""
    return [
        words(part)
        for part in page.all("//main//*[self::h1 or self::h2 or self::h3 or self::p or self::li]")
    ]
