"""Logs: one line for each thing that happened, with ids and codes, never names or links."""

import logging
import re
import secrets
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_ADDRESS = re.compile(
    r"(/(?:calendar|open|sign-in)/)[^/\s?.\"]+|([?&](?:key|token)=)[^&\s\"]+"
)
MAIL_ADDRESS = re.compile(r"[^\s@'\"<>(),:;=][^\s@\"<>(),:;=]*@[^\s@'\"<>(),:;]+")
"""Loose on purpose; it also meets the password in ``smtp://user:password@host``."""


def masked(text: str) -> str:
    """Blank whatever in an address opens something, and every mail address."""
    without_links = SECRET_ADDRESS.sub(lambda match: f"{match[1] or match[2]}[masked]", text)
    return MAIL_ADDRESS.sub("[address]", without_links)


def configure(log_format: str) -> None:
    """Write ``key=value`` lines, or JSON, to standard error."""
    renderer = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _mask_all,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def request_id() -> str:
    """Return a short random name for one request, also shown on error pages."""
    return secrets.token_hex(6)


def _mask_all(_: Any, __: str, values: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {
        key: masked(value) if isinstance(value, str) else value for key, value in values.items()
    }
