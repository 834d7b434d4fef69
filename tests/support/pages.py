"""The page-contract client: it opens pages like a person, and refuses one that breaks the rules."""

import re
from contextvars import Context
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import html5lib
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.people import actions as people

Element = Any
NEUTRAL = re.compile(r"^(Help and information|Help: (part 1|part 2|contacts))")
VOID_INPUTS = {"hidden", "submit", "button", "image", "reset"}


class ContractBroken(AssertionError):
    """A page breaks the page contract."""


@dataclass
class Page:
    """One answer, read as a person reads it."""

    browser: "Browser"
    response: TestResponse
    address: str

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.response.status_code

    @property
    def headers(self) -> Any:
        """Answer headers."""
        return self.response.headers

    @property
    def location(self) -> str:
        """Where a redirect leads, without the host."""
        return re.sub(r"^https?://localhost", "", self.response.headers["Location"])

    @property
    def html(self) -> str:
        """The text of the answer as sent."""
        return self.response.get_data(as_text=True)

    @cached_property
    def tree(self) -> Element:
        """The parsed document."""
        return self.parsed[0]

    @cached_property
    def parsed(self) -> tuple[Element, list[str]]:
        """The document and what is wrong with its HTML, read once: nothing here costs more."""
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False
        )
        tree = parser.parse(self.html)
        return tree, [f"HTML: {code} at {place}" for place, code, _ in parser.errors]

    @cached_property
    def text(self) -> str:
        """All visible text, white space folded."""
        body = self.tree.find(".//body")
        return " ".join(" ".join(_visible(body)).split())

    @property
    def title(self) -> str:
        """What the tab says."""
        return " ".join((self.tree.findtext(".//title") or "").split())

    @property
    def h1(self) -> str:
        """The one heading."""
        return _words(self.tree.find(".//h1"))

    @property
    def alerts(self) -> list[str]:
        """The texts of all alerts and status messages."""
        return [
            _words(found) for found in self.all("//*[contains(@class, 'alert ') or @class='alert']")
        ]

    @property
    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        return [_words(found) for found in self.all("//*[contains(@class,'error-summary')]//li")]

    def all(self, xpath: str) -> list[Element]:
        """Return all elements that an XPath finds."""
        return list(self.tree.xpath(xpath))

    def link(self, label: str) -> str:
        """Return the address of the first link whose text holds ``label``."""
        for anchor in self.all("//a[@href]"):
            if label in _words(anchor):
                return str(anchor.get("href"))
        raise AssertionError(f"no link {label!r} on {self.address}: {self.text[:400]}")

    def follow(self, label: str = "") -> "Page":
        """Open the redirect's target, or the link with this label."""
        return self.browser.get(self.link(label) if label else self.location)

    def submit(self, button: str = "", **values: Any) -> "Page":
        """Press the button of a form with the page's own values, changed by ``values``.

        A value may be a list (several boxes) or None (the field is left out).
        """
        form, pressed = self._form(button)
        data = _values(form, pressed)
        for name, value in values.items():
            key = name.rstrip("_")
            data.pop(key, None)
            if value is not None:
                data[key] = value if isinstance(value, list) else [value]
        action = form.get("action") or self.address
        if (form.get("method") or "get").lower() == "get":
            return self.browser.get(action.split("?")[0], **data)
        return self.browser.send(action, data)

    def _form(self, button: str) -> tuple[Element, Element | None]:
        for form in self.all("//main//form") or self.all("//form"):
            outside = f"//button[@form='{form.get('id')}']"  # a button may stand beside its form
            for pressed in form.xpath(f".//button | .//input[@type='submit'] | {outside}"):
                label = _words(pressed) or pressed.get("value") or ""
                if button in label:
                    return form, pressed
        raise AssertionError(f"no button {button!r} on {self.address}: {self.text[:400]}")


@dataclass
class Browser:
    """A browser with its own cookies; every page that it opens must keep the contract."""

    app: Flask
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        """Start with an empty cookie jar."""
        self.client = self.app.test_client()

    def other(self) -> "Browser":
        """Return another browser: nobody is signed in there."""
        return Browser(self.app)

    def get(self, address: str, /, **query: Any) -> Page:
        """Open an address or an endpoint's page, without following redirects."""
        return self._open("GET", address, query_string=query or None)

    def send(self, address: str, data: Any) -> Page:
        """Send a form as it is: nothing is added."""
        return self._open("POST", address, data=data)

    def post(self, address: str, /, **data: Any) -> Page:
        """Send a form with a valid token, as a page of ours would."""
        return self.send(address, {"csrf_token": self.token(), **data})

    def token(self) -> str:
        """Return this browser's token against forgery."""
        found = self.get("/sign-in").all("//input[@name='csrf_token']/@value")
        return str(found[0])

    def sign_in(self, person_id: int, *, is_confirmed: bool = True) -> "Browser":
        """Sign a person in, second step passed, without the mail."""
        with transaction():
            token = people.sign_in_directly(
                person_id, device="Test", now=clock.real_now(), is_confirmed=is_confirmed
            )
        with self.client.session_transaction() as cookie:
            cookie["sign_in"] = token
        return self

    def hold(self, kind: str, selector: str) -> "Browser":
        """Behave as if the link of an order or ticket had been opened."""
        with self.client.session_transaction() as cookie:
            cookie[f"{kind}s"] = [*cookie.get(f"{kind}s", []), selector]
        return self

    def _open(self, method: str, address: str, **arguments: Any) -> Page:
        db.session.rollback()
        address = re.sub(r"^https?://localhost", "", address)
        response = Context().run(self.client.open, address, method=method, **arguments)
        db.session.rollback()
        db.session.expire_all()
        page = Page(self, response, address)
        if response.mimetype == "text/html" and response.status_code not in {302, 303, 304}:
            check(page)
        return page


def address_of(app: Flask, endpoint: str, **values: Any) -> str:
    """Return the address of an endpoint."""
    with app.test_request_context():
        return url_for(endpoint, **values)


def check(page: Page) -> None:
    """Check the page contract. Raises: ContractBroken."""
    problems = [problem for rule in RULES for problem in rule(page)]
    if problems:
        raise ContractBroken(f"{page.address}: " + "; ".join(problems))


def _valid(page: Page) -> list[str]:
    return page.parsed[1]


def _one_heading(page: Page) -> list[str]:
    count = len(page.all("//h1"))
    return [] if count == 1 else [f"{count} h1"]


def _title_begins_with_heading(page: Page) -> list[str]:
    title = page.title.removeprefix("Error: ")
    if title.startswith(page.h1) or NEUTRAL.match(title) or page.h1.startswith(title):
        return []
    return [f"title {page.title!r} does not begin with {page.h1!r}"]


def _labelled(page: Page) -> list[str]:
    problems = []
    for control in page.all("//input | //select | //textarea"):
        if control.get("type") in VOID_INPUTS or control.get("aria-label"):
            continue
        is_wrapped = control.xpath("ancestor::label")
        own_id = control.get("id")
        if not is_wrapped and not (own_id and page.tree.xpath("//label[@for=$i]", i=own_id)):
            problems.append(f"unlabelled field {control.get('name')}")
    return problems


def _unique_ids(page: Page) -> list[str]:
    ids = [str(found) for found in page.all("//@id")]
    twice = sorted({found for found in ids if ids.count(found) > 1})
    return [f"id {found} stands twice" for found in twice]


def _references(page: Page) -> list[str]:
    ids = {str(found) for found in page.all("//@id")}
    problems = []
    for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
        for value in page.all(f"//@{name}"):
            problems += [f"{name} {part}" for part in str(value).split() if part not in ids]
    return problems


def _nothing_inline(page: Page) -> list[str]:
    problems = []
    if page.all("//style | //@style"):
        problems.append("inline style")
    if page.all("//script[not(@src)][not(@type='application/ld+json')]"):
        problems.append("inline script")
    if page.all("//@*[starts-with(name(), 'on')]"):
        problems.append("inline handler")
    return problems


def _forms(page: Page) -> list[str]:
    problems = []
    for form in page.all("//form[translate(@method,'POST','post')='post']"):
        if not form.xpath(".//input[@name='csrf_token']"):
            problems.append("a form without token")
        if form.xpath(".//button[not(normalize-space())]"):
            problems.append("a button without words")
    return problems


def _images(page: Page) -> list[str]:
    return ["an image without alt"] if page.all("//img[not(@alt)]") else []


def _own_sources(page: Page) -> list[str]:
    foreign = page.all("//@src[contains(., '//')] | //link/@href[contains(., '//')]")
    return [f"foreign source {found}" for found in foreign]


RULES = (
    _valid,
    _one_heading,
    _title_begins_with_heading,
    _labelled,
    _unique_ids,
    _references,
    _nothing_inline,
    _forms,
    _images,
    _own_sources,
)


def _words(element: Element | None) -> str:
    return "" if element is None else " ".join(" ".join(_visible(element)).split())


def _visible(element: Element) -> list[str]:
    if element.tag in {"script", "style", "template"}:
        return []
    parts = [element.text or ""] if isinstance(element.tag, str) else []
    for child in element:
        parts += [*_visible(child), child.tail or ""]
    return parts


def _values(form: Element, pressed: Element | None) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for control in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        for value in _control_values(control):
            data.setdefault(control.get("name"), []).append(value)
    if pressed is not None and pressed.get("name"):
        data.setdefault(pressed.get("name"), []).append(pressed.get("value") or "")
    return data


def _control_values(control: Element) -> list[str]:
    if control.tag == "textarea":
        return [(control.text or "").removeprefix("\n")]
    if control.tag == "select":
        chosen = control.xpath(".//option[@selected]") or control.xpath(".//option")[:1]
        return [option.get("value", _words(option)) for option in chosen]
    kind = control.get("type", "text")
    if kind in {"submit", "button", "image", "reset", "file"}:
        return []
    if kind in {"checkbox", "radio"} and control.get("checked") is None:
        return []
    return [control.get("value", "on" if kind == "checkbox" else "")]


__all__ = ["Browser", "ContractBroken", "Page", "address_of", "check"]
