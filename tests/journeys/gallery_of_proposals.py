"""What pages of proposals show in the gallery: one in each state, asked for, judged, decided."""

from playwright.sync_api import Page, expect

from tests.journeys.buying import button
from tests.journeys.pages import HOLDER, REVIEWER, SPEAKER
from tests.support.live import Demonstration

OF_STATE = "SELECT code FROM proposals WHERE state = ? ORDER BY id LIMIT 2"


def propose(demonstration: Demonstration) -> dict[str, object]:
    """Give the speaker a draft and one that is sent in, and others theirs; return the names."""
    ask = demonstration.rows
    (draft,), (sent_in,) = ask(OF_STATE, "draft")
    (reserve,), _ = ask(OF_STATE, "reserve")
    (left,), _ = ask(OF_STATE, "withdrawn")
    ((taken, staged),) = ask(
        "SELECT proposals.code, sessions.code FROM proposal_authors"
        " JOIN proposals ON proposals.id = proposal_authors.proposal_id"
        " JOIN sessions ON sessions.proposal_id = proposals.id"
        " JOIN persons ON persons.id = proposal_authors.person_id"
        " WHERE is_owner AND persons.name = ? LIMIT 1",
        SPEAKER,
    )
    ((judged, reviewer),) = ask(
        "SELECT code, persons.id FROM proposals JOIN reviews ON proposal_id = proposals.id"
        " JOIN persons ON persons.id = reviews.person_id WHERE persons.name = ? LIMIT 1",
        REVIEWER,
    )
    ((invited,),) = ask(
        "SELECT code FROM proposals JOIN proposal_authors ON proposal_id = proposals.id"
        " WHERE proposal_authors.state = 'invited'"
    )
    for code in (draft, sent_in):
        _change_author(demonstration, code, SPEAKER, owns=True)
    _change_author(demonstration, invited, HOLDER, owns=False)
    _send_in(demonstration, sent_in, reviewer)
    demonstration.change("UPDATE proposals SET told = 'accept' WHERE code = ?", left)
    return {
        "draft": draft,
        "sent_in": sent_in,
        "reserve": reserve,
        "left": left,
        "taken": taken,
        "staged": staged,
        "judged": judged,
        "reviewer": reviewer,
        "invited": invited,
    }


def decide(page: Page, reserve: object) -> None:
    """Decline what was a reserve, and prepare the mail that will say so."""
    page.goto(f"/2024/manage/proposals/committee/{reserve}")
    button(page, "Decline").click()
    expect(page.get_by_text("To decline, not told")).to_be_visible()
    page.goto("/2024/manage/proposals/decisions")
    button(page, "Prepare the mails").click()
    expect(page.get_by_text("1 mail prepared.")).to_be_visible()


def _change_author(demonstration: Demonstration, code: str, name: str, *, owns: bool) -> None:
    """Let the owner, or whoever is invited and has not answered, be this person."""
    demonstration.change(
        "UPDATE proposal_authors SET person_id = (SELECT id FROM persons WHERE name = ?)"
        " WHERE is_owner = ? AND (is_owner OR state = 'invited')"
        " AND proposal_id = (SELECT id FROM proposals WHERE code = ?)",
        name,
        owns,
        code,
    )


def _send_in(demonstration: Demonstration, code: str, reviewer: int) -> None:
    demonstration.change(
        "UPDATE proposals SET state = 'submitted', submitted_at = created_at WHERE code = ?", code
    )
    demonstration.change(
        "INSERT INTO review_assignments (proposal_id, person_id, assigned_at, assigned_by)"
        " SELECT id, ?, created_at, 'system' FROM proposals WHERE code = ?",
        reviewer,
        code,
    )
