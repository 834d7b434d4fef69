"""Mails about a proposal that wait until nothing has changed for a while: several are one."""

from datetime import datetime

from conference.kernel import codes
from conference.mail import actions as mail
from conference.proposals.models import Proposal


def tell(
    kind: str,
    address: str,
    row: Proposal,
    *,
    author_id: int,
    now: datetime,
    until: datetime,
) -> None:
    """Mail what is so of one author at ``until``; a mail that waits already waits on.

    The caller holds the proposal: two changes at once are one mail.
    """
    key = f"{kind}:{author_id}"
    if mail.postpone_any(key, until=until):
        return
    once = f"{key}:{codes.random_token()}"
    mail.enqueue(
        kind,
        address,
        facts={"proposal": row.id, "author": author_id},
        edition_id=row.edition_id,
        now=now,
        once=once,
    )
    mail.postpone(once, until=until)
