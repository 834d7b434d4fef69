"""The stand-in's state: one SQLite file of objects, kept answers, planned deliveries, settings."""

import json
import math
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from conference.demo.stripe_server.wire import Json

KEEP_ANSWERS_SECONDS = 24 * 3600
LOCK_SECONDS = 30
SOON_SECONDS = 1.0
"""Nobody who waits sleeps for longer, so only what is due sooner must wake them."""

_SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS objects (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    payment_intent TEXT, due_at REAL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, number);
CREATE INDEX IF NOT EXISTS objects_by_intent ON objects (payment_intent);
CREATE INDEX IF NOT EXISTS objects_due ON objects (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, path TEXT NOT NULL,
    request_id TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, kept_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, due_at REAL NOT NULL,
    attempt INTEGER NOT NULL, sent_at REAL, status INTEGER);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at) WHERE sent_at IS NULL;
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What an idempotency key was answered the first time."""

    fingerprint: str
    path: str
    request_id: str
    status: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to tell the shop of an event; ``status`` 0 means that nobody answered."""

    number: int
    event: str
    due_at: float
    attempt: int
    sent_at: float | None
    status: int | None


class Store:
    """The file; every piece of work is one transaction on it."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.changes = 0
        self._changed = threading.Condition()
        self._path = path
        self._one_writer = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as connection:
            connection.executescript(_SCHEMA)
            # What was on its way when the last process was killed is sent again.
            connection.execute("UPDATE deliveries SET sent_at = NULL WHERE status IS NULL")

    @contextmanager
    def transaction(self, origin: Json | None = None) -> Iterator["Ledger"]:
        """Open the ledger to read and write; an exception undoes everything.

        Args:
            origin: the request that causes what is written, as events name it.
        """
        with self._one_writer, closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            ledger = Ledger(connection, self.clock(), origin)
            with connection:
                yield ledger
        if ledger.has_news:
            self.announce()

    def announce(self) -> None:
        """Wake whoever waits."""
        with self._changed:
            self.changes += 1
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> None:
        """Wait until ``changes`` is no longer what the caller saw, or for so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.changes != seen, seconds)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=LOCK_SECONDS)
        # In WAL this outlives a kill; only a power cut could lose the last demonstration payment.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.row_factory = sqlite3.Row
        return connection


class Ledger:
    """An open transaction; ``now`` is Stripe's own clock, in seconds since 1970."""

    def __init__(self, connection: sqlite3.Connection, now: float, origin: Json | None) -> None:
        self.now = now
        self.origin = origin or {"id": None, "idempotency_key": None}
        self.has_news = False
        self._execute = connection.execute

    def find(self, kind: str, key: str) -> Json | None:
        """Return the object, or None."""
        query = "SELECT body FROM objects WHERE id = ? AND kind = ?"
        row = self._execute(query, (key, kind)).fetchone()
        return json.loads(row["body"]) if row else None

    def save(self, thing: Json) -> None:
        """Store the object; ``_due_at`` says when the courier is to look at it."""
        is_due_soon = (thing.get("_due_at") or math.inf) < self.now + SOON_SECONDS
        self.has_news = self.has_news or is_due_soon
        self._execute(
            "INSERT INTO objects (id, kind, payment_intent, due_at, body) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET payment_intent = excluded.payment_intent, "
            "due_at = excluded.due_at, body = excluded.body",
            (
                thing["id"],
                thing["object"],
                thing.get("payment_intent"),
                thing.get("_due_at"),
                json.dumps(thing),
            ),
        )

    def number_of(self, kind: str, key: str) -> int | None:
        """Return the object's place in the order of creation."""
        query = "SELECT number FROM objects WHERE id = ? AND kind = ?"
        row = self._execute(query, (key, kind)).fetchone()
        return row["number"] if row else None

    def newest(
        self, kind: str, *, payment_intent: str = "", below: int = 2**62, above: int = 0
    ) -> Iterator[Json]:
        """Walk through objects of a kind, the newest first, between two numbers."""
        rows = self._execute(
            "SELECT body FROM objects WHERE kind = ? AND number < ? AND number > ? "
            "AND (? = '' OR payment_intent = ?) ORDER BY number DESC",
            (kind, below, above, payment_intent, payment_intent),
        )
        return (json.loads(row["body"]) for row in rows)

    def due(self) -> list[Json]:
        """Return the objects whose moment has come, the earliest first."""
        query = "SELECT body FROM objects WHERE due_at <= ? ORDER BY due_at"
        return [json.loads(row["body"]) for row in self._execute(query, (self.now,))]

    def next_due(self) -> float | None:
        """Return the next moment at which something is to be done or delivered."""
        query = (
            "SELECT min(due_at) FROM (SELECT min(due_at) AS due_at FROM objects "
            "WHERE due_at IS NOT NULL UNION ALL "
            "SELECT min(due_at) FROM deliveries WHERE sent_at IS NULL)"
        )
        moment: float | None = self._execute(query).fetchone()[0]
        return moment

    def answer(self, key: str) -> KeptAnswer | None:
        """Return what was answered to the key within the last 24 hours."""
        row = self._execute(
            "SELECT fingerprint, path, request_id, status, body FROM answers "
            "WHERE key = ? AND kept_at > ?",
            (key, self.now - KEEP_ANSWERS_SECONDS),
        ).fetchone()
        return KeptAnswer(**row) if row else None

    def keep_answer(self, key: str, kept: KeptAnswer) -> None:
        """Keep an answer in the transaction of its effect, so that a kill loses both or none."""
        values = (kept.fingerprint, kept.path, kept.request_id, kept.status, kept.body, self.now)
        self._execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)", (key, *values))

    def plan_delivery(self, event: str, due_at: float, attempt: int = 1) -> None:
        """Have the courier tell the shop of an event."""
        self.has_news = True
        statement = "INSERT INTO deliveries (event, due_at, attempt) VALUES (?, ?, ?)"
        self._execute(statement, (event, due_at, attempt))

    def take_delivery(self) -> Delivery | None:
        """Claim the delivery that has been due for longest."""
        row = self._execute(
            "UPDATE deliveries SET sent_at = ? WHERE number = (SELECT number FROM deliveries "
            "WHERE sent_at IS NULL AND due_at <= ? ORDER BY due_at, number LIMIT 1) RETURNING *",
            (self.now, self.now),
        ).fetchone()
        return Delivery(**row) if row else None

    def close_delivery(self, number: int, status: int) -> None:
        """Write down how the shop answered."""
        self._execute("UPDATE deliveries SET status = ? WHERE number = ?", (status, number))

    def deliveries(self, event: str) -> list[Delivery]:
        """Return the attempts to deliver an event, in the order they were planned."""
        query = "SELECT * FROM deliveries WHERE event = ? ORDER BY number"
        return [Delivery(**row) for row in self._execute(query, (event,))]

    def setting(self, name: str, default: str) -> str:
        """Return what was chosen on the control page."""
        row = self._execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return row["value"] if row else default

    def change_setting(self, name: str, value: str) -> None:
        """Remember a choice."""
        self._execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))
