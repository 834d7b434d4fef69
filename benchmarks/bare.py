"""The least that a web server can be asked to serve: what others are measured against."""

from collections.abc import Callable, Iterable
from typing import Any

BODY = b"<!doctype html><title>bare</title>"


def app(_: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with a few bytes."""
    headers = [("Content-Type", "text/html"), ("Content-Length", str(len(BODY)))]
    start_response("200 OK", headers)
    return [BODY]
