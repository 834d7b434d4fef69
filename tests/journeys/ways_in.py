"""How journeys become somebody: the demonstration's door and clock, and its mails."""

import re

from playwright.sync_api import Locator, Page, expect


def sign_in_as(page: Page, name: str) -> None:
    """Sign in at the demonstration's door as one of its people."""
    page.goto("/demo")
    page.get_by_role("button", name=f"Sign in as {name}", exact=True).click()
    page.get_by_text(f"You are {name}.").wait_for()


def sign_in_by_mail(page: Page, address: str) -> None:
    """Sign in as everybody else does: by the link in a mail."""
    page.goto("/sign-in")
    page.get_by_label("Your email address").fill(address)
    page.get_by_role("button", name="Email me a link").click()
    page.get_by_text("A link is on its way").wait_for()
    page.goto(link_in(mail_to(page, address), "sign-in"))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_title(re.compile("^Sign in"))


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
