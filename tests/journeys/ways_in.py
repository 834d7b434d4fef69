"""How journeys become somebody: the demonstration's door and clock, and its mails."""

from playwright.sync_api import Locator, Page, expect


def sign_in_as(page: Page, name: str) -> None:
    """Sign in at the demonstration's door as one of its people."""
    page.goto("/demo")
    page.get_by_role("button", name=f"Sign in as {name}", exact=True).click()
    page.get_by_text(f"You are {name}.").wait_for()


def set_clock(page: Page, moment: str) -> None:
    """Let the demonstration's clock show one of its moments."""
    page.goto("/demo")
    page.get_by_role("button", name=f"Set the clock: {moment}", exact=True).click()
    page.get_by_text(f"The clock shows: {moment}.").wait_for()


def mail_to(page: Page, address: str) -> Locator:
    """Open the newest mail to an address as it would arrive."""
    page.goto(f"/demo/inbox?address={address}")
    page.locator("main a[href*='/demo/inbox/']").first.click()
    mail = page.get_by_role("article")
    expect(mail).to_contain_text(address)
    return mail


def link_in(mail: Locator, kind: str) -> str:
    """Return the address in a mail that opens an order or a ticket."""
    return mail.locator(f"a[href*='/{kind}/']").first.get_attribute("href") or ""
