"""Where somebody on stage works changes: who reviews what else they proposed is looked at again."""

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.people.models import Speaker
from conference.programme.actions.desk import Desk
from conference.programme.actions.speakers import change_speaker
from conference.proposals.actions.tasks import Self, Shown, save_visibility
from conference.proposals.models import ConflictOfInterest
from conference.proposals.rules.states import ConflictKind
from tests.factories.programme import make_edition, make_speaker
from tests.factories.proposals import (
    AFTER,
    ask_for_review,
    asked_reviewers,
    make_call,
    make_person_once,
    make_proposal,
    make_reviewer,
)
from tests.support.races import at_once

OWNER = "yewande@example.org"
ADA, BEN = "ada@example.org", "ben@example.org"
Change = Callable[[EditionFrame, str], None]


@pytest.fixture
def edition(database: Flask) -> EditionFrame:
    """Somebody on stage with another proposal, for which Ada of the Leam Trust is asked."""
    return make_edition()


def waiting(edition: EditionFrame) -> str:
    make_call(edition.id)
    ada = make_reviewer(edition.id, ADA, organisation="The Leam Trust", name="Ada")
    make_reviewer(edition.id, BEN, organisation="Elsewhere", name="Ben")
    code = make_proposal(edition.id, email=OWNER)
    ask_for_review(code, ada)
    return code


def on_stage(edition: EditionFrame) -> None:
    make_speaker(edition.id, "YEW", "Yewande Cole", person_id=make_person_once(OWNER))


def by_organisers(edition: EditionFrame, organisation: str) -> None:
    with transaction():
        change_speaker(
            "YEW",
            name="Yewande Cole",
            organisation=organisation,
            desk=Desk(edition_id=edition.id, actor="person 1", now=AFTER),
        )


def by_themselves(edition: EditionFrame, organisation: str) -> None:
    person_id = make_person_once(OWNER)
    with transaction():
        save_visibility(
            Self(edition_id=edition.id, person_id=person_id, now=AFTER),
            Shown(
                name="Yewande Cole",
                organisation=organisation,
                alias="",
                is_listed=True,
                shows_organisation=False,
                shows_biography=True,
                shows_picture=True,
            ),
        )


EITHER = pytest.mark.parametrize("change", [by_organisers, by_themselves])


@EITHER
def test_somebody_else_is_asked_and_it_is_written_down(
    edition: EditionFrame, change: Change
) -> None:
    code = waiting(edition)
    on_stage(edition)
    change(edition, "Leam Trust Ltd")
    assert asked_reviewers() == {code: {BEN}}
    found = db.session.query(ConflictOfInterest).one()
    assert (found.kind, found.person_id) == (ConflictKind.ORGANISATION, make_person_once(ADA))


@EITHER
def test_what_is_no_conflict_leaves_all_as_it_is(edition: EditionFrame, change: Change) -> None:
    code = waiting(edition)
    on_stage(edition)
    change(edition, "A third house")
    assert asked_reviewers() == {code: {ADA}}


@EITHER
def test_without_a_call_it_is_just_saved(edition: EditionFrame, change: Change) -> None:
    on_stage(edition)
    change(edition, "Leam Trust")
    db.session.rollback()
    assert db.session.query(Speaker.organisation).scalar() == "Leam Trust"


def test_both_at_once_take_turns(database: Flask, edition: EditionFrame) -> None:
    code = waiting(edition)
    on_stage(edition)
    jobs = [partial(change, edition, "Leam Trust") for change in (by_organisers, by_themselves)]
    assert at_once(database, jobs) == [None, None]
    assert asked_reviewers() == {code: {BEN}}
