"""What is compiled once in a process: nearly every test makes an application of its own.

Only the time differs. The one thing of ours that is touched are the options of the templates.
"""

from collections.abc import Callable
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from conference.web import templating

Builder = Callable[..., tuple[str, str]]

_compile: Callable[[Rule, bool], Builder] = Rule._compile_builder
_builders: dict[tuple[str, str, bool], Builder] = {}


def _compiled_once(rule: Rule, append_unknown: bool = True) -> Builder:
    """Return what werkzeug makes of a rule: a function of the rule, the same for equal rules."""
    key = (rule.rule, repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile(rule, append_unknown)
    return _builders[key]


class _KeptTemplates(BytecodeCache):
    """Keeps the code of templates by their place and content."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code back if the template is still the same."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of one template."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


def install() -> None:
    """Compile each address and each template once, not once in every test."""
    Rule._compile_builder = _compiled_once  # type: ignore[assignment, method-assign]
    templating.OPTIONS["bytecode_cache"] = _KeptTemplates()
