"""What a session takes over from a proposal, and what speakers still owe."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.people.rules import RecordingChoice, most_protective
from conference.proposals.rules.stage import SUMMARY_LENGTH, summary
from conference.proposals.rules.states import SpeakerTaskKind
from conference.proposals.rules.tasks import OWN_TASKS, may_remind, open_tasks

NO, AUDIO, VIDEO = RecordingChoice.NO, RecordingChoice.AUDIO, RecordingChoice.VIDEO
NOW = datetime(2024, 7, 15, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("audience", "outcome", "said"),
    [
        ("", "", ""),
        ("Nurses", "", "For: Nurses."),
        ("", "Count  it\nbetter!", "Count it better!"),
        ("Nurses", "Count better", "Count better. For: Nurses."),
    ],
)
def test_a_summary_says_what_for_and_for_whom(audience: str, outcome: str, said: str) -> None:
    assert summary(audience, outcome) == said


def test_a_long_summary_ends_at_a_word() -> None:
    said = summary("everybody " * 40, "something " * 60)
    assert (len(said) <= SUMMARY_LENGTH, said.endswith("something…")) == (True, True)


@pytest.mark.parametrize(
    ("choices", "kept"),
    [
        ((), RecordingChoice.UNDECIDED),
        ((VIDEO, VIDEO), VIDEO),
        ((VIDEO, AUDIO), AUDIO),
        ((VIDEO, RecordingChoice.UNDECIDED), RecordingChoice.UNDECIDED),
        ((VIDEO, NO, AUDIO), NO),
    ],
)
def test_the_most_protective_choice_counts(
    choices: tuple[RecordingChoice, ...], kept: RecordingChoice
) -> None:
    assert most_protective(choices) is kept


def test_a_new_version_of_the_conduct_is_asked_again() -> None:
    done = set(SpeakerTaskKind)
    assert open_tasks(set(), agreed_to=None, conduct_id=1) == OWN_TASKS
    assert open_tasks(done, agreed_to=1, conduct_id=1) == ()
    assert open_tasks(done, agreed_to=1, conduct_id=2) == (SpeakerTaskKind.CONDUCT,)
    assert open_tasks(done, agreed_to=None, conduct_id=None) == ()


def test_nobody_is_reminded_twice_within_a_day() -> None:
    ago = [None, timedelta(hours=23), timedelta(days=1)]
    asked = [may_remind(None if gap is None else NOW - gap, now=NOW) for gap in ago]
    assert asked == [True, False, True]
