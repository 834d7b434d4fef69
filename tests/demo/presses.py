"""Presses on the stand-in's control API and pay page, as a tester's browser makes them."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from conference.demo.stripe_server import RunningServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status, headers and text of an answer; redirects are not followed."""

    status: int
    headers: dict[str, str]
    text: str


def ask(
    server: RunningServer, method: str, path: str, form: dict[str, str] | None = None
) -> Answer:
    """Send what a browser sends for a link or a form."""
    body = urlencode(form) if form is not None else None
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    return send(server, method, path, body, headers)


def send(
    server: RunningServer, method: str, path: str, body: str | None, headers: dict[str, str]
) -> Answer:
    """Send a request and read the whole answer."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        return Answer(status=answer.status, headers=dict(answer.getheaders()), text=text)
    finally:
        connection.close()


def press(server: RunningServer, session: str, action: str, **said: object) -> Any:
    """Do something to a session through the control API and return the session."""
    path = f"/control/sessions/{session}/{action}"
    headers = {"Content-Type": "application/json"}
    return json.loads(send(server, "POST", path, json.dumps(said), headers).text)


def tell(server: RunningServer, mode: str, seconds: int = 1) -> None:
    """Choose how the shop hears of events."""
    body = json.dumps({"mode": mode, "seconds": seconds})
    assert (
        send(server, "POST", "/control/webhooks", body, {"Content-Type": "application/json"}).status
        == 200
    )
