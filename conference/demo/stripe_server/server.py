"""The server: the application put together, on loopback, in threads."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from flask import Flask, Response, jsonify, make_response, render_template, request
from jinja2 import StrictUndefined
from werkzeug import serving
from werkzeug.exceptions import HTTPException

from conference.demo.stripe_server.api import Api, Exchange
from conference.demo.stripe_server.control import FORM, Control
from conference.demo.stripe_server.courier import Courier, Endpoint
from conference.demo.stripe_server.pay_page import PayPages, policy
from conference.demo.stripe_server.store import Store
from conference.demo.stripe_server.wire import ApiError

HOST = "127.0.0.1"
POLL_SECONDS = 0.1
LARGEST_REQUEST = 1_000_000
_WORDS = {404: "There is nothing at this address.", 500: "The stand-in has a fault. Try again."}
TEMPLATES = Path(__file__).parents[3] / "templates"


class RunningServer:
    """A stand-in that answers at ``url`` until it is closed."""

    def __init__(self, port: int, app: Flask, courier: Courier) -> None:
        self._courier = courier
        self._server = serving.make_server(HOST, port, app, threaded=True, request_handler=_Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True
        )
        self.url = f"http://{HOST}:{self._server.port}"
        self._courier.start()
        self._thread.start()

    def wait(self) -> None:
        """Wait until somebody else closes the server."""
        self._thread.join()

    def close(self) -> None:
        """Answer nothing more and deliver nothing more; the state stays in its file."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._courier.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def make_server(
    *,
    state: Path,
    port: int = 0,
    webhook_url: str = "",
    webhook_secret: str = "",
    clock: Callable[[], float] = time.time,
    on_exchange: Callable[[Exchange], None] | None = None,
) -> RunningServer:
    """Start a stand-in on loopback, in threads of this process.

    Args:
        state: the SQLite file that keeps everything; made if it is not there.
        port: 0 for any free one.
        webhook_url: where the shop listens; empty for a shop that is told nothing.
        webhook_secret: what events are signed with.
        clock: seconds since 1970; real time, except where a test cannot wait for an expiry.
        on_exchange: called with each API request and its answer.
    """
    store = Store(state, clock)
    endpoint = Endpoint(url=webhook_url, secret=webhook_secret) if webhook_url else None
    return RunningServer(port, _create_app(store, on_exchange), Courier(store, endpoint))


def _create_app(store: Store, on_exchange: Callable[[Exchange], None] | None) -> Flask:
    app = Flask(
        __name__, template_folder=str(TEMPLATES), static_folder="assets", static_url_path="/assets"
    )
    app.jinja_env.undefined = StrictUndefined
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    for part in (Api(store, on_exchange), PayPages(store), Control(store)):
        part.install(app)
    app.register_error_handler(ApiError, _refuse)
    app.register_error_handler(HTTPException, _fail)
    app.after_request(_secure)
    return app


def _refuse(error: ApiError) -> Response:
    if request.mimetype != FORM or request.path.startswith("/v1/"):
        answer = jsonify(error.body())
        answer.status_code = error.status
        return answer
    return make_response(
        render_template("demo/stripe/refused.html", message=error.message), error.status
    )


def _fail(error: HTTPException) -> Response:
    status = error.code or 500
    if request.path.startswith("/v1/"):
        return _refuse(ApiError(f"{status} {error.name}", status=status))
    page = render_template("demo/stripe/refused.html", message=_WORDS.get(status, error.name))
    return make_response(page, status)


def _secure(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", policy())
    answer.headers.setdefault("Cache-Control", "no-store")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


class _Handler(serving.WSGIRequestHandler):
    # One request per connection: after close() no kept-alive thread goes on answering.
    protocol_version = "HTTP/1.0"
    timeout = 30

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay silent: addresses of sessions are no business of a log."""
