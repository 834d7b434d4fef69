"""Idempotency keys: the same question gets the same answer, and its effect happens once.

Source: https://docs.stripe.com/api/idempotent_requests. Answers are kept for 24 hours once the
work has begun: refusals of unreadable or unknown parameters are not kept, refusals of a rule are.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from conference.demo.stripe_server.store import KeptAnswer, Ledger, Store
from conference.demo.stripe_server.wire import ApiError, IdempotencyError, Json

LONGEST_KEY = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Who asks what, and under which key, if any."""

    request_id: str
    path: str
    params: Json
    owner: str
    key: str | None

    def fingerprint(self) -> str:
        """Return what must be the same for an answer to be repeated."""
        return _digest(json.dumps(self.params, sort_keys=True))

    def scope(self) -> str:
        """Return the key within its owner's keys."""
        return _digest(f"{self.owner} {self.key}")


class Once:
    """Answers attempts, each key's work at most once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._in_flight: set[str] = set()
        self._guard = threading.Lock()

    def answer(self, attempt: Attempt, work: Callable[[Ledger], Json]) -> KeptAnswer:
        """Return the first answer to the attempt's key, doing the work if it is new.

        Raises: ApiError (the work's refusal, if it is not to be kept), IdempotencyError.
        """
        origin = {"id": attempt.request_id, "idempotency_key": attempt.key}
        if not attempt.key:
            with self._store.transaction(origin) as ledger:
                return _answered(attempt, 200, work(ledger))
        if len(attempt.key) > LONGEST_KEY:
            raise IdempotencyError(f"Idempotency keys have at most {LONGEST_KEY} characters.")
        with self._claimed(attempt):
            try:
                with self._store.transaction(origin) as ledger:
                    kept = ledger.answer(attempt.scope())
                    if kept is None:
                        kept = _answered(attempt, 200, work(ledger))
                        ledger.keep_answer(attempt.scope(), kept)
            except ApiError as error:
                if not error.is_final:
                    raise
                kept = _answered(attempt, error.status, error.body())
                with self._store.transaction() as ledger:
                    ledger.keep_answer(attempt.scope(), kept)
        return _same_question(kept, attempt)

    @contextmanager
    def _claimed(self, attempt: Attempt) -> Iterator[None]:
        scope = attempt.scope()
        with self._guard:
            if scope in self._in_flight:
                message = "There is currently another in-progress request using this idempotent key"
                raise IdempotencyError(message, code="idempotency_key_in_use", status=409)
            self._in_flight.add(scope)
        try:
            yield
        finally:
            with self._guard:
                self._in_flight.discard(scope)


def _same_question(kept: KeptAnswer, attempt: Attempt) -> KeptAnswer:
    advice = f"Try using a key other than '{attempt.key}' if you meant a different request."
    if kept.path != attempt.path:
        message = "Keys for idempotent requests can only be used for the endpoint they were first"
        raise IdempotencyError(f"{message} used for ('{kept.path}'). {advice}")
    if kept.fingerprint != attempt.fingerprint():
        message = "Keys for idempotent requests can only be used with the same parameters they were"
        raise IdempotencyError(f"{message} first used with. {advice}")
    return kept


def _answered(attempt: Attempt, status: int, body: Json) -> KeptAnswer:
    return KeptAnswer(
        fingerprint=attempt.fingerprint(),
        path=attempt.path,
        request_id=attempt.request_id,
        status=status,
        body=json.dumps(body),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
