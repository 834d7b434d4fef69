"""What the drafts of decisions tell no more."""

from collections.abc import Collection, Mapping
from typing import Any

from conference.mail import actions as mail
from conference.proposals.queries.decisions import DECIDED, told_in, without


def forget(edition_id: int, proposal_ids: Collection[int]) -> None:
    """Let no draft tell of these proposals: what was decided on them is taken back, or told.

    The call is locked. What a draft says of other proposals stays in it.
    """

    def rewritten(facts: Mapping[str, Any]) -> Mapping[str, Any] | None:
        left = without(facts, proposal_ids)
        return left if told_in(left) else None

    mail.rewrite_drafts(DECIDED, edition_id, rewritten)
