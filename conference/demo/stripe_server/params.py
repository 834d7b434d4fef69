"""What requests may say: readers that turn form text into values, or refuse in Stripe's words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from conference.demo.stripe_server.wire import ApiError, Json

Reader = Callable[[object, str], Any]

CURRENCIES = ("eur", "gbp", "usd")
METADATA_KEYS, METADATA_KEY_LENGTH, METADATA_LENGTH = 50, 40, 500
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WHOLE = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Text:
    """A string of at most so many signs, never empty."""

    limit: int = 5000

    def __call__(self, raw: object, name: str) -> str:
        """Read one value."""
        if not isinstance(raw, str):
            raise ApiError(f"Invalid string: {name}", param=name)
        if not raw:
            message = f"You passed an empty string for '{name}'. Leave it out or give it a value."
            raise ApiError(message, param=name, code="parameter_invalid_empty")
        if len(raw) > self.limit:
            message = f"Invalid string: {raw[:20]}...; must be at most {self.limit} characters"
            raise ApiError(message, param=name)
        return raw


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two bounds."""

    low: int = 0
    high: int = 99_999_999

    def __call__(self, raw: object, name: str) -> int:
        """Read one value."""
        if not isinstance(raw, str) or not _WHOLE.fullmatch(raw):
            message = f"Invalid integer: {raw}"
            raise ApiError(message, param=name, code="parameter_invalid_integer")
        if not self.low <= int(raw) <= self.high:
            message = f"This value must be between {self.low} and {self.high}."
            raise ApiError(message, param=name, code="parameter_invalid_integer")
        return int(raw)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def __call__(self, raw: object, name: str) -> str:
        """Read one value."""
        if raw not in self.words:
            message = f"Invalid {name}: must be one of {', '.join(self.words)}"
            raise ApiError(message, param=name)
        return str(raw)


@dataclass(frozen=True, slots=True)
class Many:
    """A list, in the order of its indexes."""

    item: Reader
    limit: int = 100

    def __call__(self, raw: object, name: str) -> list[Any]:
        """Read every item."""
        if not isinstance(raw, dict) or not all(key.isdecimal() for key in raw):
            raise ApiError("Invalid array", param=name)
        if len(raw) > self.limit:
            raise ApiError(f"Invalid array: at most {self.limit} items", param=name)
        return [self.item(raw[key], f"{name}[{key}]") for key in sorted(raw, key=int)]


@dataclass(frozen=True, slots=True)
class Record:
    """A group of named values; a name that is not listed is refused."""

    fields: Mapping[str, Reader]
    required: tuple[str, ...] = ()

    def __call__(self, raw: object, name: str = "") -> Json:
        """Read every value."""
        if not isinstance(raw, dict):
            raise ApiError("Invalid object", param=name)
        named = {key: f"{name}[{key}]" if name else key for key in (*raw, *self.required)}
        for key in raw:
            if key not in self.fields:
                message = f"Received unknown parameter: {named[key]}. (The stand-in knows few.)"
                raise ApiError(message, param=named[key], code="parameter_unknown")
        for key in self.required:
            if key not in raw:
                message = f"Missing required param: {named[key]}."
                raise ApiError(message, param=named[key], code="parameter_missing")
        return {key: self.fields[key](value, named[key]) for key, value in raw.items()}


def flag(raw: object, name: str) -> bool:
    """Read ``true`` or ``false``."""
    return Choice(("true", "false"))(raw, name) == "true"


def currency(raw: object, name: str) -> str:
    """Read a currency code, kept in small letters."""
    return Choice(CURRENCIES)(str(raw).lower(), name)


def email(raw: object, name: str) -> str:
    """Read a mail address; only its form is looked at."""
    value = Text(800)(raw, name)
    if not _EMAIL.fullmatch(value):
        raise ApiError(f"Invalid email address: {value}", param=name, code="email_invalid")
    return value


def url(raw: object, name: str) -> str:
    """Read an absolute web address."""
    value = Text()(raw, name)
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ApiError("Not a valid URL", param=name, code="url_invalid")
    return value


def metadata(raw: object, name: str) -> dict[str, str]:
    """Read key-value pairs within Stripe's limits; an empty value unsets its key."""
    if raw == "":
        return {}
    if not isinstance(raw, dict):
        raise ApiError("Metadata must be a hash", param=name)
    if len(raw) > METADATA_KEYS or any(len(key) > METADATA_KEY_LENGTH for key in raw):
        message = f"Metadata can have {METADATA_KEYS} keys of {METADATA_KEY_LENGTH} characters."
        raise ApiError(message, param=name)
    read = Text(METADATA_LENGTH)
    return {key: read(value, f"{name}[{key}]") for key, value in raw.items() if value != ""}


PERIOD = Record({bound: Whole(high=10**11) for bound in ("gt", "gte", "lt", "lte")})


def created(raw: object, name: str) -> Json:
    """Read a moment, or a period such as ``created[gte]``."""
    if isinstance(raw, dict):
        return PERIOD(raw, name)
    moment = Whole(high=10**11)(raw, name)
    return {"gte": moment, "lte": moment}


EXPAND = {"expand": Many(Text())}
PAGING: dict[str, Reader] = {
    "limit": Whole(1, 100),
    "starting_after": Text(),
    "ending_before": Text(),
    "created": created,
    **EXPAND,
}
