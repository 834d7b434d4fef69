"""What is compiled once in a process: nearly every test makes an application of its own.

Only the time differs. Of what is ours, nothing is touched but the options of the templates.
"""

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from conference.web import templating

_compile = Rule.compile
_compiled: dict[tuple[object, ...], Rule] = {}
_statements: LRUCache[object, object] = LRUCache(10_000)


def _compile_once(rule: Rule) -> None:
    """Give a rule what an equal one was compiled to: half of making an application goes there."""
    key = (type(rule), rule.rule, repr(rule.defaults), rule.subdomain, rule.host)
    known = _compiled.setdefault(key, rule)
    if known is rule:
        _compile(rule)
        return
    rule._trace, rule._parts, rule._converters = known._trace, known._parts, known._converters
    rule.arguments = set(known.arguments)
    rule._build = known._build.__func__.__get__(rule)  # type: ignore[attr-defined]
    rule._build_unknown = known._build_unknown.__func__.__get__(rule)  # type: ignore[attr-defined]


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


def share_statements(engine: Engine) -> None:
    """Let this engine find the statements that an engine of the same kind has compiled."""
    engine._compiled_cache = _statements  # type: ignore[assignment]


def install() -> None:
    """Compile each address, template and statement once, not once in every test."""
    Rule.compile = _compile_once  # type: ignore[assignment, method-assign]
    templating.OPTIONS["bytecode_cache"] = _KeptTemplates()
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):  # statements are found by these
        dialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
        dialect.__hash__ = lambda one: hash(type(one))  # type: ignore[assignment, method-assign]
