"""Stripe's wire format: nested form fields in, errors and ids out.

Sources: https://docs.stripe.com/api (errors, pagination, idempotent requests) and the SDK 16.1.0.
"""

import re
import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

Json = dict[str, Any]

API_VERSION = "2026-10-28.endive"
_ALPHABET = string.ascii_letters + string.digits
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_SYMBOLS = {"gbp": "£", "eur": "€", "usd": "$"}


class ApiError(Exception):
    """A refusal in Stripe's words; ``is_final`` ones are replayed to the same idempotency key."""

    def __init__(
        self,
        message: str,
        *,
        param: str = "",
        code: str = "",
        status: int = 400,
        final: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.code = code
        self.status = status
        self.is_final = final
        self.kind = (
            "api_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
        )

    def body(self) -> Json:
        """Return the error envelope."""
        details = {"code": self.code, "param": self.param}
        shown = {name: value for name, value in details.items() if value}
        return {"error": {"message": self.message, "type": self.kind, **shown}}


class IdempotencyError(ApiError):
    """The idempotency key belongs to another request."""

    def __init__(self, message: str, *, code: str = "", status: int = 400) -> None:
        super().__init__(message, code=code, status=status)
        self.kind = "idempotency_error"


class Missing(ApiError):
    """There is no such object."""

    def __init__(self, kind: str, key: str, param: str, *, status: int = 404) -> None:
        message = f"No such {kind}: '{key}'"
        super().__init__(message, param=param, code="resource_missing", status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request to the API: the object it names, its parameters, the address it came to."""

    target: str = ""
    params: Json = field(default_factory=dict)
    base_url: str = ""


def new_id(prefix: str, length: int = 24) -> str:
    """Return an unguessable id as Stripe writes them."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))


def decode(pairs: Iterable[tuple[str, str]]) -> Json:
    """Unfold ``a[b][0]=c`` into nested dicts; lists stay dicts with figures as keys.

    Raises: ApiError (a name that cannot be read, or that is both a value and a group).
    """
    tree: Json = {}
    for name, value in pairs:
        match = _NAME.fullmatch(name)
        if match is None:
            raise ApiError(f"Invalid parameter name: {name[:100]}", param=name[:100])
        *groups, last = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        branch: Any = tree
        for key in groups:
            branch = branch.setdefault(key or str(len(branch)), {})
            if not isinstance(branch, dict):
                raise ApiError(f"Invalid parameter: {match[1]}", param=match[1])
        branch[last or str(len(branch))] = value
    return tree


def nulls(names: str) -> Json:
    """Return the named fields, which Stripe leaves null in what we use."""
    return dict.fromkeys(names.split())


def shown(thing: Json) -> Json:
    """Return the object as Stripe would show it, without what only the stand-in knows."""
    return {name: value for name, value in thing.items() if not name.startswith("_")}


def money(amount: int, currency: str) -> str:
    """Write an amount in minor units with its symbol: £149.00."""
    return f"{_SYMBOLS[currency]}{amount / 100:,.2f}"


def page(rows: list[Json], *, url: str, has_more: bool = False) -> Json:
    """Wrap rows in Stripe's list envelope."""
    return {
        "object": "list",
        "url": url,
        "has_more": has_more,
        "data": [shown(row) for row in rows],
    }
