"""The committee's ranking, single proposals, and decisions that nobody hears of."""

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.people import queries as people
from conference.people.rules import Role
from conference.proposals.actions import decisions
from conference.proposals.actions.decisions import Deciding
from conference.proposals.models import ConflictOfInterest, Proposal, Review, ReviewComment
from conference.proposals.queries.readers import Reader
from conference.proposals.rules.deciding import DecidedMeanwhile, read_tick
from conference.proposals.rules.states import ConflictKind, Decision, ProposalState
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    DURING,
    ask_for_review,
    change_phases,
    make_author,
    make_call,
    make_proposal,
    make_review,
    make_reviewer,
    proposal_row,
)
from tests.support.pages import Browser
from tests.support.races import at_once
from tests.support.statements import counted

COMMITTEE = "/2024/manage/proposals/committee"
CAROL = "carol@example.org"


@pytest.fixture
def edition(browser: Browser) -> EditionFrame:
    """Return an edition with a call; somebody of the committee has signed in."""
    edition = make_edition()
    make_call(edition.id)
    person_id = make_person(CAROL)
    make_grant(person_id, Role.COMMITTEE)
    browser.sign_in(person_id)
    return edition


def reviewed(edition: EditionFrame, title: str, *scores: tuple[int, ...], **values: object) -> str:
    """Store a proposal with a review for each tuple of scores; return its code."""
    code = make_proposal(edition.id, title=title, **values)  # type: ignore[arg-type]
    proposal_id = proposal_row(code).id
    for number, given in enumerate(scores):
        reviewer = make_reviewer_once(edition.id, f"reviewer{number}@example.org")
        make_review(
            proposal_id, reviewer, given, for_speaker="Kind words", for_committee="Only for you"
        )
    return code


def make_reviewer_once(edition_id: int, email: str) -> int:

    found = people.id_of(email)
    return found if found is not None else make_reviewer(edition_id, email, name=email[:9])


def head(browser: Browser) -> list[str]:
    text = browser.get(f"{COMMITTEE}.csv").response.get_data().decode("utf-8-sig")
    return next(csv.reader(io.StringIO(text)))


def ranking(browser: Browser, **query: str) -> list[list[str]]:
    """Return the rows of the ranking's file, without its head."""
    answer = browser.get(f"{COMMITTEE}.csv", **query)
    text = answer.response.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


def test_the_ranking_says_how_it_ranks(browser: Browser, edition: EditionFrame) -> None:
    reviewed(edition, "Loved once", (5, 5), (1, 1), (1, 1))
    reviewed(edition, "Fair", (3, 3), (3, 3), ())
    by_median = browser.get(COMMITTEE)
    assert "by the median of their reviews" in by_median.text
    assert "Use (2), Evidence (1)." in by_median.text
    assert [row[2] for row in ranking(browser)] == ["Fair", "Loved once"]
    assert ranking(browser, by="mean") == [
        [
            *("1", proposal_code("Fair"), "Fair", "None", "None", "Did not say"),
            *("3.00", "0.00", "2", "1", "Sent in", ""),
        ],
        [
            *("2", proposal_code("Loved once"), "Loved once", "None", "None", "Did not say"),
            *("2.33", "4.00", "3", "0", "Sent in", ""),
        ],
    ]


def test_the_file_names_its_columns(browser: Browser, edition: EditionFrame) -> None:
    assert head(browser) == [
        *("Place", "Reference", "Title", "Track", "Format", "Experience"),
        *("Score", "Spread", "Opinions", "Abstentions", "State", "Decision, not told"),
    ]


@pytest.mark.parametrize(("said", "shown"), [(True, "Yes"), (False, "No"), (None, "Not given")])
def test_a_proposal_reads_as_it_was_meant(
    browser: Browser, edition: EditionFrame, said: bool | None, shown: str
) -> None:
    code = make_proposal(edition.id, abstract="By **me**.", has_spoken_before=said)
    page = browser.get(f"{COMMITTEE}/{code}")
    assert page.all("//div[@class='prose']//strong/text()") == ["me"]
    facts = [item.xpath("string(.)").split() for item in page.all("//main//dl[1]/div")][:3]
    assert facts == [["Track", "None"], ["Format", "None"], ["Spoken", "before", *shown.split()]]


def proposal_code(title: str) -> str:

    return db.session.query(Proposal).filter_by(title=title).one().code


def test_a_title_is_no_formula_in_the_file(browser: Browser, edition: EditionFrame) -> None:
    reviewed(edition, "=HYPERLINK(1)", (5, 5))
    assert ranking(browser)[0][2] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, ["A", "B", "C"]),
        ({"track": "first"}, ["A"]),
        ({"format": "first"}, ["B"]),
        ({"state": "reserve"}, ["B"]),
        ({"state": "withdrawn"}, ["D"]),
        ({"pending": "accept"}, ["C"]),
        ({"pending": "none"}, ["A", "B"]),
        ({"first": "yes"}, ["A"]),
        ({"fewer": "1"}, ["B", "C"]),
        ({"fewer": "x", "by": "x", "track": "x", "state": "draft"}, ["A", "B", "C"]),
    ],
)
def test_filters(
    browser: Browser, edition: EditionFrame, query: dict[str, str], titles: list[str]
) -> None:
    track, kind = edition.tracks[0], edition.formats[0]
    reviewed(edition, "A", (4, 4), track_id=track.id, has_spoken_before=False)
    reviewed(edition, "B", format_id=kind.id, state=ProposalState.RESERVE)
    reviewed(edition, "C", pending=Decision.ACCEPT)
    reviewed(edition, "D", state=ProposalState.WITHDRAWN)
    reviewed(edition, "E", state=ProposalState.DRAFT)
    asked = {
        name: {"track": track.code, "format": kind.code}.get(name, text)
        if text == "first"
        else text
        for name, text in query.items()
    }
    assert [row[2] for row in ranking(browser, **asked)] == titles


def test_tracks_formats_and_newcomers_are_counted(browser: Browser, edition: EditionFrame) -> None:
    track = edition.tracks[0]
    reviewed(edition, "A", track_id=track.id, state=ProposalState.CONFIRMED)
    reviewed(edition, "B", track_id=track.id, pending=Decision.ACCEPT, has_spoken_before=False)
    page = browser.get(COMMITTEE)
    assert f"{track.name} 2 1 0 0 1 0 0" in page.text
    assert "First-time speakers 1 0 0 0 1 0 0" in page.text


def test_many_are_decided_at_once_and_their_speakers_see_nothing(
    browser: Browser, edition: EditionFrame
) -> None:
    first, second = reviewed(edition, "A"), reviewed(edition, "B")
    ticks = [f"{code}:submitted:-" for code in (first, second)]
    done = browser.get(COMMITTEE).submit("To decline", pick=ticks)
    assert done.status == 303
    assert "2 proposals noted to decline. Nobody is told" in done.follow().text
    rows = [proposal_row(code) for code in (first, second)]
    assert [(row.state, row.pending, row.decided_at, row.told_at) for row in rows] == [
        (ProposalState.SUBMITTED, Decision.DECLINE, None, None)
    ] * 2
    cleared = browser.get(f"{COMMITTEE}/{first}").submit("Undecided").follow()
    assert cleared.h1 == "A"
    assert (proposal_row(first).pending, proposal_row(second).pending) == (None, Decision.DECLINE)


def test_nobody_decides_over_what_they_have_not_seen(
    browser: Browser, edition: EditionFrame
) -> None:
    first, second = reviewed(edition, "A"), reviewed(edition, "B")
    page = browser.get(COMMITTEE)
    ticks = [f"{code}:submitted:-" for code in (first, second)]
    other = browser.get(f"{COMMITTEE}/{second}").submit("To accept")
    assert other.status == 303
    refused = page.submit("To decline", pick=ticks)
    assert (refused.status, "“B” was sent in and is sent in, accept" in refused.text) == (
        409,
        True,
    )
    assert refused.all("//input[@name='pick'][@checked]/@value") == ticks[:1]
    assert (proposal_row(first).pending, proposal_row(second).pending) == (None, Decision.ACCEPT)


def test_no_tick_and_what_is_accepted_already_are_refused(
    browser: Browser, edition: EditionFrame
) -> None:
    code = reviewed(edition, "A", state=ProposalState.ACCEPTED)
    reviewed(edition, "B")
    page = browser.get(COMMITTEE)
    assert "Tick at least one" in page.submit("To accept").text
    told = page.submit("To decline", pick=[f"{code}:accepted:-"]).text
    assert "This proposal is accepted by now, so it cannot become declined" in told
    assert page.submit("To decline", pick=["forged"]).status == 404


@pytest.mark.parametrize(
    "state", [ProposalState.ACCEPTED, ProposalState.CONFIRMED, ProposalState.WITHDRAWN]
)
@pytest.mark.parametrize("decision", ["accept", "reserve", "decline", "clear"])
def test_what_is_settled_is_refused_with_a_sentence(
    browser: Browser, edition: EditionFrame, state: ProposalState, decision: str
) -> None:
    code = reviewed(edition, "A", state=state)
    browser.get(COMMITTEE)
    sent = {"csrf_token": [browser.token()], "decision": [decision], "pick": [f"{code}:{state}:-"]}
    refused = browser.send(COMMITTEE, sent)
    assert refused.status == 409
    assert refused.alerts[0].startswith(f"This proposal is {state} by now, so it cannot become ")
    assert (proposal_row(code).state, proposal_row(code).pending) == (state, None)


@pytest.mark.parametrize("relation", ["owner", "named", "conflict"])
@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.ORGANISER])
def test_an_author_sees_and_decides_nothing_of_their_own(
    browser: Browser, edition: EditionFrame, relation: str, role: Role
) -> None:
    email = f"{relation}@example.org"
    person_id = make_person(email)
    make_grant(person_id, role)
    owner = email if relation == "owner" else "somebody@example.org"
    code = reviewed(edition, "Mine", (5, 5), email=owner, pending=Decision.ACCEPT)
    row_id = proposal_row(code).id
    if relation == "named":
        make_author(row_id, email)
    if relation == "conflict":
        with transaction():
            db.session.add(
                ConflictOfInterest(
                    proposal_id=row_id,
                    person_id=person_id,
                    kind=ConflictKind.DECLARED,
                    noted_at=AFTER,
                    noted_by="person 1",
                )
            )
    with transaction():
        db.session.add(
            ReviewComment(
                proposal_id=row_id, person_id=person_id, body="Let us talk", written_at=AFTER
            )
        )
    reviewed(edition, "Theirs", (2, 2))
    mine = browser.other().sign_in(person_id)
    assert [row[:3] for row in ranking(mine)] == [
        ["1", proposal_code("Theirs"), "Theirs"],
        ["", code, "Mine"],
    ]
    assert ranking(mine)[1][6:] == [*["Not shown"] * 4, "Sent in", "Not shown"]
    assert ranking(mine, pending="accept") == []
    page, alone = mine.get(COMMITTEE), mine.get(f"{COMMITTEE}/{code}")
    assert "To accept, not told" not in page.text
    assert "All 2 0 0 0 0 0 0" in page.text
    secrets = ("Kind words", "Only for you", "reviewer0", "5.00", "To accept", "Let us talk")
    assert [word for word in secrets if word in alone.text] == []
    refused = page.submit("To decline", pick=[f"{code}:submitted:accept"])
    assert "somebody else decides on it" in refused.text
    assert proposal_row(code).pending is Decision.ACCEPT


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.ORGANISER])
def test_a_reviewer_gives_their_own_opinion_before_reading_others(
    browser: Browser, edition: EditionFrame, role: Role
) -> None:
    code = reviewed(edition, "Asked", (5, 5), pending=Decision.ACCEPT)
    reviewed(edition, "Free", (2, 2))
    person_id = make_reviewer(edition.id, "both@gmail.com")
    make_grant(person_id, role)
    ask_for_review(code, person_id)
    row_id = proposal_row(code).id
    with transaction():
        clock.set_moment(AFTER)
        reviewer_id = db.session.scalars(select(Review.person_id)).first()
        said = {"person_id": reviewer_id, "body": "Let us talk", "written_at": AFTER}
        db.session.add(ReviewComment(proposal_id=row_id, **said))
    both = browser.other().sign_in(person_id)
    secrets = ("Kind words", "Only for you", "reviewer0", "5.00", "Let us talk")
    alone = both.get(f"{COMMITTEE}/{code}").text
    assert [word for word in secrets if word in alone] == []
    assert "Your own review first" in alone
    assert "Not shown before your own review" in both.get(COMMITTEE).text
    assert [row[2:3] + row[6:] for row in ranking(both)] == [
        ["Free", "2.00", "0.00", "1", "0", "Sent in", ""],
        ["Asked", *["Not shown"] * 4, "Sent in", "Accept"],
    ]
    assert [row[2] for row in ranking(both, fewer="9")] == ["Free"]
    make_review(row_id, person_id)
    assert [word in both.get(f"{COMMITTEE}/{code}").text for word in secrets] == [True] * 5
    assert ranking(both)[0][2:9] == ["Asked", *["None"] * 2, "Did not say", "5.00", "0.00", "1"]


def test_who_could_never_give_an_opinion_reads_others(
    browser: Browser, edition: EditionFrame
) -> None:
    code = reviewed(edition, "Asked", (5, 5))
    person_id = make_reviewer(edition.id, "both@gmail.com")
    make_grant(person_id, Role.COMMITTEE)
    ask_for_review(code, person_id)
    assert "Kind words" in browser.other().sign_in(person_id).get(f"{COMMITTEE}/{code}").text


def test_a_proposal_is_read_without_its_authors(browser: Browser, edition: EditionFrame) -> None:
    code = reviewed(
        edition, "A", (4, 1), (), name="Yewande Cole", organisation="Blue Trust", email="y@b.org"
    )
    page = browser.get(f"{COMMITTEE}/{code}")
    assert "reviewer0: 3.00 Use 4, Evidence 1" in page.text
    assert "reviewer1: abstained" in page.text
    assert "Kind words" in page.text
    ranked = browser.get(COMMITTEE)
    names = ("Yewande", "Blue Trust", "y@b.org")
    assert [name for name in names if name in page.html + ranked.html] == []


def test_who_may_open_it(browser: Browser, edition: EditionFrame) -> None:
    code = reviewed(edition, "A")
    draft = reviewed(edition, "B", state=ProposalState.DRAFT)
    reviewer = browser.other().sign_in(make_reviewer(edition.id, "r@example.org"))
    assert [reviewer.get(path).status for path in (COMMITTEE, f"{COMMITTEE}/{code}")] == [403, 403]
    assert browser.get(f"{COMMITTEE}/{draft}").status == 404
    make_edition("2025", is_current=False)
    assert browser.get(f"/2025/manage/proposals/committee/{code}").status == 404


def test_the_page_costs_the_same_however_long(browser: Browser, edition: EditionFrame) -> None:
    reviewed(edition, "A", (4, 4))
    browser.get(COMMITTEE)
    with counted() as few:
        browser.get(COMMITTEE)
    for number in range(4):
        reviewed(edition, f"B {number}", (4, 4), (2, 2), pending=Decision.RESERVE)
    with counted() as many:
        browser.get(COMMITTEE)
    assert len(many) == len(few)


def test_the_whole_ranking_is_one_page_to_print(browser: Browser, edition: EditionFrame) -> None:
    for number in range(102):
        make_proposal(edition.id, title=f"Number {number}")
    assert len(browser.get(COMMITTEE).all("//tbody//input")) == 100
    assert len(browser.get(COMMITTEE, page="2").all("//tbody//input")) == 2
    whole = browser.get(COMMITTEE, view="print")
    assert ("Number 0" in whole.text, "Number 101" in whole.text) == (True, True)
    assert whole.all("//tbody//input") == []


def test_on_paper_the_ranking_says_its_filter_and_its_day(
    browser: Browser, edition: EditionFrame
) -> None:
    with transaction():
        clock.set_moment(AFTER)
    track = edition.tracks[0]
    reviewed(edition, "A", track_id=track.id, has_spoken_before=False)
    reviewed(edition, "B")
    whole = browser.get(COMMITTEE, view="print", track=track.code, first="yes", pending="none")
    said = "1 of 2 proposals on 10 June 2024, 10:00"
    narrowed = (
        f"Track: {track.name}; State: Any but withdrawn; Decision, not told: Undecided; "
        "Speakers: First-time only."
    )
    assert (said in whole.text, narrowed in whole.text) == (True, True)
    assert "10 June 2024, 10:00" not in browser.get(COMMITTEE).text


def test_the_next_proposal_is_that_of_the_same_filter(
    browser: Browser, edition: EditionFrame
) -> None:
    reviewed(edition, "One", (5, 5), has_spoken_before=False)
    reviewed(edition, "Two", (4, 4))
    reviewed(edition, "Three", (3, 3), has_spoken_before=False)
    first = browser.get(COMMITTEE, first="yes").follow("One")
    noted = first.submit("To accept").follow()
    assert (noted.h1, len(noted.all(f"//a[@href='{COMMITTEE}?first=yes']"))) == ("One", 1)
    following = noted.follow("Next proposal")
    assert (following.h1, "Next proposal" in following.text) == ("Three", False)
    undecided = browser.get(COMMITTEE, pending="none").follow("Two").submit("To decline").follow()
    assert (undecided.h1, undecided.follow("Next proposal").h1) == ("Two", "Three")


def test_words_on_the_page_of_one_proposal_mean_one_thing(
    browser: Browser, edition: EditionFrame
) -> None:
    code = reviewed(edition, "A", (4, 4), committee_note="Not on Monday")
    page = browser.get(f"{COMMITTEE}/{code}")
    terms = [item.text for item in page.all("//dt")]
    assert [term for term in terms if "committee" in term] == [
        "The speaker’s note to the committee",
        "The reviewer’s note to the committee",
    ]
    assert "What they will do" in [item.text for item in page.all("//h3")]
    assert "Note for this one, and tell nobody yet:" in page.text


def test_the_committee_joins_the_discussion(browser: Browser, edition: EditionFrame) -> None:
    with transaction():
        clock.set_moment(AFTER)
    code = reviewed(edition, "A", (4, 4))
    reviewer = people.id_of("reviewer0@example.org")
    ask_for_review(code, reviewer or 0)
    address = f"{COMMITTEE}/{code}"
    assert "Words are taken while" in browser.get(address).text
    change_phases(may_discuss=True)
    page = browser.get(address, by="mean")
    said = page.submit("Say it", body="Too long for an hour?")
    assert said.location == f"{address}?by=mean#discussion"
    shown = said.follow()
    assert f"{CAROL} 10 June 2024, 10:00 Too long for an hour?" in shown.text
    page.submit("Say it", body="Too long for an hour?")
    assert len(db.session.scalars(select(ReviewComment.id)).all()) == 1
    empty = shown.submit("Say it", body=" ")
    assert (empty.status, empty.errors) == (422, ["Write something"])
    theirs = browser.other().sign_in(reviewer or 0).get(f"/2024/review/{code}")
    assert "The committee 10 June 2024, 10:00 Too long for an hour?" in theirs.text
    assert CAROL not in theirs.html
    change_phases(may_discuss=False)
    late = shown.submit("Say it", body="A long thought")
    assert (late.status, "A long thought" in late.text) == (422, True)
    assert late.errors == ["The discussion is not open to you now. Nothing was saved."]


def test_nobody_of_the_committee_speaks_where_they_do_not_read(
    browser: Browser, edition: EditionFrame
) -> None:
    change_phases(may_discuss=True, opens_at=DURING)
    with transaction():
        clock.set_moment(AFTER)
    mine = reviewed(edition, "Mine", email=CAROL)
    asked, draft = reviewed(edition, "Asked"), reviewed(edition, "D", state=ProposalState.DRAFT)
    both = make_reviewer(edition.id, "both@gmail.com")
    make_grant(both, Role.COMMITTEE)
    ask_for_review(asked, both)
    own = browser.get(f"{COMMITTEE}/{mine}")
    assert "What do you think?" not in own.text
    page = browser.get(f"{COMMITTEE}/{asked}")
    token = {"csrf_token": [page.all("//input[@name='csrf_token']/@value")[0]], "body": ["Hm"]}
    answers = [browser.send(f"{COMMITTEE}/{code}/comments", token).status for code in (mine, draft)]
    assert answers == [404, 404]
    double = browser.other().sign_in(both)
    page = double.get(f"{COMMITTEE}/{asked}")
    assert "What do you think?" not in page.text
    token = {"csrf_token": [page.all("//input[@name='csrf_token']/@value")[0]], "body": ["Hm"]}
    assert double.send(f"{COMMITTEE}/{asked}/comments", token).status == 422
    assert db.session.scalars(select(ReviewComment.id)).all() == []


def test_two_who_decide_at_once(database: Flask) -> None:

    edition = make_edition()
    make_call(edition.id)
    code = make_proposal(edition.id)
    deciding = Deciding(edition_id=edition.id, reader=Reader(make_person(CAROL), CAROL), now=AFTER)

    def decide(decision: Decision) -> str:
        try:
            with transaction():
                decisions.set_pending(
                    [read_tick(f"{code}:submitted:-")], decision, deciding=deciding
                )
        except DecidedMeanwhile:
            return "refused"
        return "done"

    answers = at_once(database, [lambda: decide(Decision.ACCEPT), lambda: decide(Decision.DECLINE)])
    assert sorted(answers) == ["done", "refused"]
