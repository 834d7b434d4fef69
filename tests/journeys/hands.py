"""Three ways to use a page: a mouse, a finger, and the keyboard alone."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

MOST_TABS = 150
"""No control of ours is further from the start of its page."""

NOON = "12:00"

IS_SEEN = """
(element) => {
  const target = element.labels?.[0] ?? element;
  const box = element.getBoundingClientRect();
  const shares = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]];
  return shares.some(([x, y]) => {
    const top = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
    return top && (element.contains(top) || target.contains(top) || top.contains(element));
  });
}
"""
HAS_FOCUS = "(element) => element === document.activeElement"
IS_MARKED = "(element) => element.matches(':focus-visible')"


@dataclass(frozen=True, slots=True)
class Hand(ABC):
    """Somebody at a page."""

    page: Page

    @abstractmethod
    def press(self, target: Locator) -> None:
        """Press a button or a link."""

    @abstractmethod
    def choose(self, target: Locator) -> None:
        """Choose a radio button or tick a box."""

    @abstractmethod
    def write(self, target: Locator, text: str) -> None:
        """Replace what stands in a field."""

    def pick(self, target: Locator, label: str) -> None:
        """Choose from a list."""
        target.select_option(label=label)


class Mouse(Hand):
    """Clicks."""

    def press(self, target: Locator) -> None:
        """Click it."""
        target.click()

    def choose(self, target: Locator) -> None:
        """Click it."""
        target.check()

    def write(self, target: Locator, text: str) -> None:
        """Fill it."""
        target.fill(text)


class Finger(Hand):
    """Taps."""

    def press(self, target: Locator) -> None:
        """Tap it."""
        target.tap()

    def choose(self, target: Locator) -> None:
        """Tap it."""
        target.tap()

    def write(self, target: Locator, text: str) -> None:
        """Tap it and type."""
        target.tap()
        target.fill(text)


class Keys(Hand):
    """Tab, Enter, Space and arrows; whatever has the focus must be marked and not hidden."""

    def press(self, target: Locator) -> None:
        """Go there and press Enter."""
        self._reach(target)
        self.page.keyboard.press("Enter")

    def choose(self, target: Locator) -> None:
        """Go there and press Space; inside a group of radio buttons the arrows lead on."""
        name = target.get_attribute("name")
        if target.get_attribute("type") != "radio":
            self._reach(target)
            self.page.keyboard.press("Space")
            return
        group = self.page.locator(f"input[type=radio][name='{name}']")
        chosen = group.and_(self.page.locator(":checked"))
        self._reach(chosen if chosen.count() else group.first)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert target.is_checked(), "the arrows do not lead there"

    def write(self, target: Locator, text: str) -> None:
        """Go there and type; a browser that counts hours to twelve is told which half it is."""
        self._reach(target)
        self.page.keyboard.press("Control+A")
        is_time = target.get_attribute("type") == "time"
        half = ("p" if text >= NOON else "a") if is_time else ""
        self.page.keyboard.type(text + half)

    def pick(self, target: Locator, label: str) -> None:
        """Go there and type what the choice is called."""
        self._reach(target)
        self.page.keyboard.type(label)
        chosen = target.evaluate("(element) => element.selectedOptions[0].label")
        assert chosen == label, f"typing leads to {chosen}"

    def _reach(self, target: Locator) -> None:
        target.wait_for()
        element = target.element_handle()  # found once: to look for it at each Tab takes seconds
        for _ in range(MOST_TABS):
            if element.evaluate(HAS_FOCUS):
                assert element.evaluate(IS_MARKED), f"the focus cannot be seen on {target}"
                assert element.evaluate(IS_SEEN), f"something hides {target}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {target}")
