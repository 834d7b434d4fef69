"""Every point of the safety brief (domain.md A1) stands on the page that has to carry it."""

import pytest

from tests.factories.safeguarding import make_sample_help
from tests.safeguarding.reading import Cue, advice, sections, words
from tests.support.pages import Browser

BULLYING = ("/help/online-1",)
STALKING = ("/help/online-2",)
GETTING_HELP = ("/help/contacts",)

CUES = (
    Cue("SG-01", BULLYING, ("online", "only|entirely|purely")),
    Cue("SG-02", BULLYING, ("part of|alongside", "bullying")),
    Cue("SG-03", BULLYING, ("know",)),
    Cue("SG-04", BULLYING, ("anonymous",)),
    Cue("SG-05", BULLYING, ("threat", "message")),
    Cue("SG-06", BULLYING, ("social media",)),
    Cue("SG-07", BULLYING, (r"gam(e|ing)",)),
    Cue("SG-08", BULLYING, ("text",)),
    Cue("SG-09", BULLYING, ("email",)),
    Cue("SG-10", BULLYING, ("video", "embarrass|humiliat")),
    Cue("SG-11", BULLYING, ("repeated|again and again", "chat|instant message")),
    Cue("SG-12", BULLYING, ("account|page", "Facebook", "only|solely")),
    Cue("SG-13", BULLYING, ("block", "social", "email", "messag")),
    Cue("SG-14", BULLYING, ("internet (service )?provider",)),
    Cue("SG-15", BULLYING, ("mobile", "provider|company|network")),
    Cue("SG-16", BULLYING, ("site|app", "report")),
    Cue("SG-17", BULLYING, ("number", "chang|new")),
    Cue("SG-18", BULLYING, ("number", "private")),
    Cue("SG-19", BULLYING, ("password", "protect|secure")),
    Cue("SG-20", BULLYING, ("phone", "passcode|PIN|password")),
    Cue("SG-21", BULLYING, ("reply|respond|answer", "not|n.t")),
    Cue("SG-22", BULLYING, ("reply|respond|answer", "what they (want|are after)")),
    Cue("SG-23", BULLYING + GETTING_HELP, ("friend", "family|relative", "trust")),
    Cue("SG-24", BULLYING + GETTING_HELP, ("Safeguarding Manager", "Designated Safeguarding Lead")),
    Cue("SG-25", BULLYING + GETTING_HELP, ("feel",)),
    Cue("SG-26", BULLYING, ("keep|save", "evidence", "posts", "messages", "emails")),
    Cue("SG-27", BULLYING + GETTING_HELP, ("police", "threat", "harm|abuse")),
    Cue("SG-28", STALKING, ("persistent|keeps", "unwanted")),
    Cue("SG-29", STALKING, ("know", "stranger")),
    Cue("SG-30", STALKING, ("motive|reason", "differ|many|different")),
    Cue("SG-31", STALKING, ("wrong(ed)?|grievance",)),
    Cue("SG-32", STALKING, ("ex-partner|former partner",)),
    Cue("SG-33", STALKING, ("sexual interest",)),
    Cue("SG-34", STALKING, ("fright|scar", "random")),
    Cue("SG-35", STALKING, ("digital footprint", "social", "apps")),
    Cue("SG-36", STALKING, ("where you (go|are)|movements",)),
    Cue("SG-37", STALKING, ("contact with|in touch",)),
    Cue("SG-38", STALKING, ("what you plan",)),
    Cue("SG-39", STALKING, ("determined|escalat", "online")),
    Cue("SG-40", STALKING, ("hack", r"tak(e|ing) over")),
    Cue("SG-41", STALKING, ("only online|online only",)),
    Cue("SG-42", STALKING, ("wider|part of", "stalking|harassment")),
    Cue("SG-43", STALKING, ("search|review|look up", "about you")),
    Cue("SG-44", STALKING, ("minimum|least|reduce",)),
    Cue("SG-45", STALKING, ("password", "chang", "email")),
    Cue("SG-46", STALKING, ("password", "safe")),
    Cue("SG-47", STALKING, ("settings", "social", "privacy", "security")),
    Cue("SG-48", STALKING, ("search engine", "settings")),
    Cue("SG-49", STALKING, ("forum", "public")),
    Cue(
        "SG-50",
        STALKING,
        ("security software|antivirus", "computer", "phone|tablet", "up to date", r"\bon\b"),
    ),
    Cue("SG-51", STALKING, ("router|hub", "security")),
    Cue("SG-52", STALKING, ("public Wi-Fi", "private")),
    Cue("SG-53", STALKING, ("financial", "personal", "online", "offline")),
    Cue("SG-54", STALKING, ("evidence", "gather|collect")),
    Cue("SG-55", STALKING, ("record|log|document",)),
    Cue("SG-56", STALKING + GETTING_HELP, ("police",)),
    Cue("SG-57", STALKING + GETTING_HELP, ("Designated Safeguarding Lead",)),
    Cue("SG-58", STALKING + GETTING_HELP, ("National Stalking Helpline", "0808 802 0300")),
)

BEFORE_CUTTING_OFF = (
    "Before you block someone who will not leave you alone, talk to the National Stalking "
    "Helpline or the police. Blocking can lose evidence, and some people try another way to "
    "reach you."
)
"""The one place where the page on stalking may speak of it (domain.md C1)."""


@pytest.fixture(autouse=True)
def _sample(browser: Browser) -> None:
    make_sample_help()


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.point)
def test_a_point_of_the_brief_stands_in_one_section(browser: Browser, cue: Cue) -> None:
    missing = [
        address
        for address in cue.pages
        if not any(cue.is_met_by(section) for section in sections(browser.get(address)))
    ]
    assert missing == []


def test_no_point_of_the_brief_is_left_out() -> None:
    assert [cue.point for cue in CUES] == [f"SG-{number:02}" for number in range(1, 59)]


def test_the_landing_page_names_both_topics_and_leads_to_each(browser: Browser) -> None:
    page = browser.get("/help")  # SG-59
    links = {words(link): link.get("href") for link in page.all("//main//h3/a")}
    assert links == {
        "Cyberbullying: get help": "/help/online-1",
        "Cyberstalking: get help": "/help/online-2",
    }


def test_the_page_on_stalking_never_tells_people_to_block(browser: Browser) -> None:
    page = browser.get("/help/online-2")  # C1
    assert [text for text in advice(page) if "block" in text.lower()] == [BEFORE_CUTTING_OFF]
    assert page.text.lower().count("block") == BEFORE_CUTTING_OFF.lower().count("block")


def test_bullying_is_blocked_only_after_saving(browser: Browser) -> None:
    steps = [words(step) for step in browser.get("/help/online-1").all("//ol/li/h3")]  # C1, C6
    assert steps == [
        "Do not reply",
        "Save what upset you",
        "Tell someone",
        "Report it where it happens",
        "Block them, if that is right for you",
    ]


def test_the_page_on_stalking_saves_before_it_removes(browser: Browser) -> None:
    steps = [words(step) for step in browser.get("/help/online-2").all("//ol/li/h3")]  # C6
    assert steps == [
        "Tell someone",
        "Call people who do this every day",
        "Keep what you can",
        "Write it down",
        "Tell the police",
    ]


@pytest.mark.parametrize(
    ("address", "groups"),
    [
        ("/help/online-2", ("new phone number", "advice first", "second phone")),  # C2
        ("/help/online-2", ("if anyone might know them", "from time to time")),  # C3
        ("/help/online-2", ("different one for each", "password manager", "2-step")),  # C3
        ("/help/online-2", ("easier to follow", "may choose")),  # C4
        ("/help/online-2", ("Steps that make it harder", "never your fault")),  # C5
        ("/help/online-1", ("never your fault",)),  # C5
        ("/help/online-2", ("before you ask anyone to take it down",)),  # C6
        ("/help/online-1", ("under 18", "not save, screenshot", "not even as evidence")),  # C7
        ("/help/online-2", ("under 18", "not save, screenshot", "not even as evidence")),  # C7
        ("/help/online-1", ("under 18", "Report Remove", "IWF", "CEOP", "police")),  # C7
        ("/help/contacts", ("under 18", "not save, screenshot", "not even as evidence")),  # C7
        ("/conduct/reporting", ("under 18", "not even as evidence")),  # C7
        ("/help/online-1", ("watching your phone", "another phone", "advice first")),  # C8
        ("/help/online-2", ("watching your phone", "different phone", "Get advice")),  # C8
        ("/help/online-2", ("police without one",)),  # C10
        ("/help/contacts", ("do not need to have written it down",)),  # C10
    ],
)
def test_a_reconciliation_is_kept(browser: Browser, address: str, groups: tuple[str, ...]) -> None:
    cue = Cue("", (address,), groups)
    assert any(cue.is_met_by(section) for section in sections(browser.get(address)))


def test_passwords_are_not_changed_by_the_calendar(browser: Browser) -> None:
    text = browser.get("/help/online-2").text.lower()  # C3
    assert [word for word in ("regularly", "every month", "every 90") if word in text] == []
