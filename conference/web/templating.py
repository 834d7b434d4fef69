"""How templates are read: nothing missing passes, and imports between them are cheap."""

from collections.abc import MutableMapping
from typing import Any

import flask.templating
from jinja2 import StrictUndefined


class Environment(flask.templating.Environment):
    """Flask's environment, with the globals of a template in one dictionary.

    The library chains two, and at each import of a component walks through the chain name by
    name; our globals are complete before the first template is read.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return a template's globals."""
        return {**self.globals, **(d or {})}


OPTIONS = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
