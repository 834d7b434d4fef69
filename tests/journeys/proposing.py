"""From a call to a confirmed session, step by step: each leaves the next page open."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from playwright.sync_api import Locator, Page, expect

from tests.journeys.buying import button, link, see
from tests.journeys.hands import Keys
from tests.journeys.ways_in import link_in, mail_to
from tests.support.chromium import Visitors

SMALL_PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 700}}
RUNS_OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

ABSTRACT = "We counted handovers for six weeks. One question at the end halved the gaps."


class Narrow(Keys):
    """The keyboard on a small screen: whatever page it is used on does not scroll sideways."""

    def _reach(self, target: Locator) -> None:
        target.wait_for()
        fits(self.page)
        super()._reach(target)


def fits(page: Page) -> None:
    """See that a page does not scroll sideways."""
    pixels = page.evaluate(RUNS_OVER)
    assert pixels == 0, f"{page.url} is {pixels} pixels too wide"


@dataclass(frozen=True, slots=True)
class Company:
    """Makes those who take part; ``post`` is where their mails are read."""

    visitors: Visitors
    post: Page

    def somebody(self) -> Narrow:
        """Return somebody with a keyboard and a small screen."""
        return Narrow(self.visitors(**SMALL_PHONE))

    def staff(self, name: str) -> Narrow:
        """Return one of the sample people, signed in at the demonstration's door."""
        hand = self.somebody()
        hand.page.goto("/demo")
        hand.press(hand.page.get_by_role("button", name=f"Sign in as {name}", exact=True))
        expect(hand.page.get_by_text(f"You are {name}.")).to_be_visible()
        return hand

    def mail(self, address: str, subject: str | re.Pattern[str]) -> Locator:
        """Return the newest mail to an address, which has this subject."""
        mail = mail_to(self.post, address)
        expect(mail.get_by_role("heading", level=2)).to_have_text(subject)
        return mail


def sign_in(hand: Narrow, company: Company, email: str) -> None:
    """Sign in by the link in a mail, on the page that asks for it."""
    see(hand.page, "Sign in")
    hand.write(hand.page.get_by_label("Your email address"), email)
    hand.press(button(hand.page, "Email me a link"))
    see(hand.page, "Look in your mail")
    hand.page.goto(link_in(mail_to(company.post, email), "sign-in"))
    hand.press(button(hand.page, "Sign in"))


def begin(hand: Narrow, name: str, organisation: str) -> None:
    """Start a proposal as somebody who has told us no name yet."""
    page = hand.page
    see(page, "My proposals")
    expect(page.get_by_text("No proposals yet")).to_be_visible()
    hand.write(page.get_by_label("Your name"), name)
    hand.write(page.get_by_label("Your organisation"), organisation)
    hand.press(button(page, "Start a proposal"))


def write(hand: Narrow, title: str) -> None:
    """Write a proposal, one question on each page, up to the one who speaks too."""
    page = hand.page
    see(page, "What is it called, and what is it?")
    expect(page.get_by_text("Step 1 of 10")).to_be_visible()
    hand.write(page.get_by_label("Title"), title)
    hand.choose(page.get_by_role("radio", name=re.compile("^Talk")))
    _save(hand)
    see(page, "For whom is it?")
    hand.write(page.get_by_label("For whom"), "Whoever hands over to somebody else")
    _save(hand)
    see(page, "What will they be able to do afterwards?")
    hand.write(page.get_by_label("They will be able to"), "Count what a handover leaves out")
    _save(hand)
    see(page, "What will you do?")
    hand.write(page.get_by_label("Abstract"), ABSTRACT)
    expect(page.get_by_text("14 of 300 words")).to_be_visible()
    _save(hand)
    see(page, "Where does it belong?")
    hand.pick(page.get_by_label("Track"), "Health and Care")
    _save(hand)
    see(page, "Who speaks with you?")


def invite(hand: Narrow, name: str, email: str) -> None:
    """Invite somebody to speak too, and go on."""
    page = hand.page
    hand.write(page.get_by_label("Name", exact=True), name)
    hand.write(page.get_by_label("Email address"), email)
    hand.press(button(page, "Send the invitation"))
    expect(page.get_by_text(f"We have mailed {name} an invitation.")).to_be_visible()
    expect(page.get_by_role("row", name=name)).to_contain_text("Has not answered yet")
    hand.press(button(page, "Continue"))


def answer_the_rest(hand: Narrow) -> None:
    """Answer the organisers' questions, one of which follows from another, and skip the rest."""
    page = hand.page
    see(page, "A few questions from the organisers")
    measure = page.get_by_label("What did the measure show?")
    expect(measure).to_have_count(0)
    tried = page.get_by_role("group", name="Has it been tried with real people?")
    hand.choose(tried.get_by_role("radio", name="Yes"))
    _save(hand)
    hand.write(measure, "Nine gaps in ten handovers before, four after")
    _save(hand)
    see(page, "What do you need?")
    hand.choose(page.get_by_role("radio", name="No, it would be the first time"))
    _save(hand)
    see(page, "Is there something the committee should know?")
    _save(hand)


def send_in(hand: Narrow, title: str) -> str:
    """Check the answers, send them in, and return the proposal's reference."""
    page = hand.page
    see(page, "Check your answers")
    for words in (title, ABSTRACT, "Whoever hands over to somebody else", "Health and Care"):
        expect(page.get_by_role("main").get_by_text(words).first).to_be_visible()
    hand.press(button(page, "Send in the proposal"))
    see(page, title)
    expect(page.get_by_text("Your proposal has arrived")).to_be_visible()
    fits(page)
    return page.url.rpartition("/")[2]


def ask_for_a_review(hand: Narrow, reviewer: str, title: str) -> None:
    """Let an organiser ask one reviewer for an opinion."""
    page = hand.page
    page.goto("/2024/manage/proposals/reviewers")
    hand.press(link(page, reviewer))
    see(page, reviewer)
    hand.pick(page.get_by_label("Proposal"), title)
    hand.press(button(page, "Ask for this proposal"))
    expect(page.get_by_text("1 review asked for.")).to_be_visible()
    expect(page.get_by_role("row", name=title)).to_contain_text("To do")


def judge(hand: Narrow, title: str, scores: dict[str, str], *, unseen: Iterable[str]) -> None:
    """Let a reviewer score and write, to whom nothing says who has proposed it."""
    page = hand.page
    page.goto("/2024/review")
    see(page, "Your reviews")
    hand.press(page.get_by_role("region", name="To do").get_by_role("link", name=title))
    see(page, title)
    everything = page.content()
    assert [name for name in unseen if name in everything] == []
    for name, score in scores.items():
        row = page.get_by_role("group", name=name)
        heights = {one.evaluate("it => it.offsetTop") for one in row.get_by_role("radio").all()}
        assert len(heights) == 1, f"the scores of {name} stand in one row"
        hand.choose(row.get_by_role("radio", name=score, exact=True))
    hand.write(page.get_by_label("For the speaker"), "Say who did the counting.")
    hand.write(page.get_by_label("For the committee"), "The best of mine.")
    hand.press(button(page, "Save and go on"))
    expect(page.get_by_text("Saved. Here is the next one.")).to_be_visible()


def decide(hand: Narrow, title: str, *, score: str) -> None:
    """Let the committee find a proposal in the ranking, read its review and accept it."""
    page = hand.page
    page.goto("/2024/manage/proposals/committee")
    see(page, "Committee")
    hand.pick(page.get_by_role("combobox", name="State"), "Sent in")
    hand.press(button(page, "Show these"))
    row = page.get_by_role("row", name=title)
    expect(row).to_contain_text(score)
    hand.press(row.get_by_role("link", name=title))
    see(page, title)
    expect(page.get_by_role("region", name="Reviews")).to_contain_text("The best of mine.")
    hand.press(button(page, "To accept"))
    expect(page.get_by_text("1 proposal noted to accept. Nobody is told")).to_be_visible()
    expect(page.get_by_text("To accept, not told")).to_be_visible()


def tell(hand: Narrow, email: str, title: str) -> None:
    """Let the committee prepare the mails, read the one to an address and send all of them."""
    page = hand.page
    page.goto("/2024/manage/proposals/decisions")
    see(page, "Decisions")
    hand.press(button(page, "Prepare the mails"))
    expect(page.get_by_text("1 mail prepared. None is sent.")).to_be_visible()
    hand.press(link(page, f"Preview of the mail to {email}"))
    see(page, f"Draft to {email}")
    for words in ("Your session has been accepted", title):
        expect(page.get_by_role("article")).to_contain_text(words)
    hand.press(link(page, "Decisions"))
    hand.press(link(page, "Send"))
    see(page, "Send 1 mail now?")
    expect(page.get_by_role("main")).to_contain_text("1 accepted")
    hand.press(button(page, "Send 1 mail"))
    expect(page.get_by_text("Sent to 1 person.")).to_be_visible()


def confirm(hand: Narrow, title: str, *, without: str) -> None:
    """Say that one will come, although a co-speaker has not answered."""
    page = hand.page
    see(page, f"Will you come with “{title}”?")
    who = page.get_by_role("region", name="Who speaks")
    expect(who).to_contain_text(re.compile(f"{without}\\s+Has not answered yet"))
    expect(who).to_contain_text("Who has not answered the invitation is not on stage.")
    hand.choose(page.get_by_role("radio", name="Yes, we will be there"))
    hand.press(button(page, "Continue"))
    see(page, "Your tasks as a speaker")
    expect(page.get_by_text(f"“{title}” is confirmed. Thank you.")).to_be_visible()


def do_the_tasks(hand: Narrow) -> None:
    """Do all that is asked of somebody on stage, one after the other."""
    page = hand.page
    for task, answer in _answers(page).items():
        hand.press(link(page, task))
        see(page, task)
        answer(hand)
        see(page, "Your tasks as a speaker")
        expect(page.get_by_role("row", name=task)).to_contain_text("Done")
    expect(page.get_by_text("9 of 9 done.")).to_be_visible()


def _answers(page: Page) -> dict[str, Callable[[Narrow], None]]:
    """Return how each task is done."""

    def written(label: str, text: str) -> Callable[[Narrow], None]:
        return lambda hand: hand.write(page.get_by_label(label), text)

    def chosen(role: Literal["radio", "checkbox"], label: str) -> Callable[[Narrow], None]:
        return lambda hand: hand.choose(page.get_by_role(role, name=label))

    def then(press: str, first: Callable[[Narrow], None] = lambda _: None) -> Any:
        def answer(hand: Narrow) -> None:
            first(hand)
            hand.press(button(page, press))

        return answer

    return {
        "Biography": then("Save", written("Your biography", "A nurse who counts.")),
        "Picture, or none": then("I want no picture"),
        "How you are shown": then("Save", chosen("checkbox", "Show my picture")),
        "Recording": then("Save", chosen("radio", "Do not record me")),
        "Equipment": then("Save"),
        "Access": then("Save", written("What should we do", "A chair on stage")),
        "Code of conduct": then("Agree", chosen("checkbox", "I agree to the code of conduct")),
        "Travel": then("Save"),
    }


def _save(hand: Narrow) -> None:
    hand.press(button(hand.page, "Save and continue"))
