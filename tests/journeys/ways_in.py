"""How journeys become somebody: the demonstration's door, links from mails."""

from playwright.sync_api import Page


def sign_in_as(page: Page, name: str) -> None:
    """Sign in at the demonstration's door as one of its people."""
    page.goto("/demo")
    page.get_by_role("button", name=f"Sign in as {name}", exact=True).click()
    page.get_by_text(f"You are {name}.").wait_for()
