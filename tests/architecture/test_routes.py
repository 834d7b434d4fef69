"""The list of addresses: whoever takes one away must say where it went.

The list holds what production serves. After a change on purpose, write it anew:
``python -m tests.architecture.test_routes``. A vanished address that anybody may have kept needs
a redirect.
"""

from pathlib import Path

from flask import Flask

from conference.app import create_app
from tests.support import databases

LIST = Path(__file__).with_name("routes.txt")
DEMONSTRATION = ("demo", "design")
IMPLIED = {"HEAD", "OPTIONS"}


def routes(app: Flask) -> list[str]:
    """Return ``METHODS rule endpoint`` of every address, sorted by rule."""
    rows = [
        (rule.rule, "+".join(sorted((rule.methods or set()) - IMPLIED)), rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] not in DEMONSTRATION
    ]
    return [f"{methods} {rule} {endpoint}" for rule, methods, endpoint in sorted(rows)]


def test_every_address_is_on_the_list(app: Flask) -> None:
    listed = LIST.read_text(encoding="utf-8").splitlines()
    found = routes(app)
    assert (
        [line for line in listed if line not in found],
        [line for line in found if line not in listed],
    ) == ([], [])


if __name__ == "__main__":
    built = create_app(databases.settings_for(databases.fresh_sqlite()))
    LIST.write_text("\n".join(routes(built)) + "\n", encoding="utf-8")
