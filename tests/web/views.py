"""Small views that tests add to an application: each shows one habit of the web room."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request

from conference.web import access

Made = Callable[[], Any]


def add(app: Flask, rule: str, view: Callable[..., Any], *methods: str) -> None:
    """Add a view at ``rule``, for GET and POST unless methods are given."""
    endpoint = rule.strip("/").replace("/", "_") or "test"
    app.add_url_rule(rule, endpoint, view, methods=list(methods) or ["GET", "POST"])


def add_saying(app: Flask, rule: str, words: str = "Come in.") -> None:
    """Add a public view that says something."""
    add(app, rule, access.public(lambda: Response(words, mimetype="text/plain")))


def add_raising(app: Flask, rule: str, fault: Callable[[], Exception]) -> None:
    """Add a public view that ends in a fault."""

    def view() -> str:
        raise fault()

    add(app, rule, access.public(view))


def add_reading(app: Flask, rule: str) -> None:
    """Add a public view that counts the fields of the form which it is sent."""
    add(app, rule, access.public(lambda: Response(str(len(request.form)), mimetype="text/plain")))
