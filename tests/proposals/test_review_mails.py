"""What reviewers' mails say."""

from datetime import timedelta

import pytest
from flask import Flask

from conference.kernel import clock
from conference.kernel.database import transaction
from conference.mail import flows
from conference.mail.office import office
from conference.mail.transport import MemoryCarrier
from conference.proposals.mails import reviews as mails
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    CLOSES,
    ask_for_review,
    make_call,
    make_proposal,
    make_reviewer,
)

WIDTH = 78


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 proposal is waiting"), (2, "2 proposals are waiting")]
)
@pytest.mark.parametrize(
    ("days", "when"),
    [
        (0, "Reviews are taken until 11:59pm UK time on Monday 24 June 2024."),
        (-30, "Reviewing begins on Monday 3 June 2024."),
        (60, ""),
    ],
)
def test_how_many_wait_is_told_and_no_title(
    app: Flask, count: int, words: str, days: int, when: str
) -> None:
    edition = make_edition()
    make_call(edition.id)
    ada = make_reviewer(edition.id, "ada@gmail.com")
    for number in range(count):
        code = make_proposal(edition.id, title="A title", email=f"s{number}@gmail.com")
        ask_for_review(code, ada)
    with transaction():
        clock.set_moment(AFTER + timedelta(days=days))
    with transaction():
        mails.tell_waiting(edition.id, {ada}, now=CLOSES)
    carrier = MemoryCarrier()
    flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    (mail,) = carrier.carried
    text = mail.get_content()
    assert (mail["To"], mail["Subject"]) == (
        "ada@gmail.com",
        f"{words} for you: Warwick Improvement Conference",
    )
    assert "/2024/review\n" in text
    assert when in text
    assert "A title" not in text
    assert max(len(line) for line in text.splitlines()) <= WIDTH


def test_who_has_nothing_to_do_gets_no_mail(app: Flask) -> None:
    edition = make_edition()
    make_call(edition.id)
    ada = make_reviewer(edition.id, "ada@gmail.com")
    with transaction():
        mails.tell_waiting(edition.id, {ada}, now=AFTER)
    carrier = MemoryCarrier()
    flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    assert carrier.carried == []
