"""The public changelog and its feed: what changed, in what everybody may know."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from lxml import etree

from conference.editions.models import Edition
from conference.kernel.database import db, transaction
from conference.people.models import Speaker
from conference.programme import queries
from conference.programme.actions import emergencies, releases
from conference.programme.actions.desk import Desk
from conference.programme.actions.rooms import change_room
from conference.programme.models import Release, Room, Session, SessionSpeaker, Slot
from conference.programme.queries import ChangelogRelease, PublicStand, rooms
from conference.programme.queries.changelog import MOST_RELEASES
from conference.programme.rules.releases import ChangeKind
from tests.factories.programme import (
    RELEASED_AT,
    SUMMER,
    SmallDay,
    at,
    change,
    make_edition,
    make_session,
    make_small_day,
    make_speaker,
    remove,
)
from tests.support.pages import Browser
from tests.support.statements import counted

CHANGES = "/2024/programme/changes"
FEED = "/2024/programme/changes.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def desk(day: SmallDay, minutes: int = 0) -> Desk:
    return Desk(
        edition_id=day.edition_id, actor="person 1", now=SUMMER + timedelta(minutes=minutes)
    )


def release(day: SmallDay, minutes: int = 0, *, name: str = "", note: str = "") -> int:
    """Release the draft some minutes after the factories' summer began."""
    now = SUMMER + timedelta(minutes=minutes)
    with transaction():
        found = queries.next_release(day.edition_id, now)
        return releases.publish_entries(found.entries, desk(day, minutes), name=name, note=note)


def move(day: SmallDay, code: str, start: str, end: str, room: str | None = None) -> None:
    more: dict[str, Any] = {"room_id": day.rooms[room]} if room else {}
    change(Slot, day.sessions[code], starts_at=at(start), ends_at=at(end), **more)


def newest(day: SmallDay) -> ChangelogRelease:
    return queries.changelog(day.edition).releases[0]


def lines(found: ChangelogRelease) -> list[tuple[str, str]]:
    return [(line.kind.value, line.title) for line in found.lines]


def feed(browser: Browser, address: str = FEED) -> Any:
    answer = browser.get(address)
    assert answer.status == 200
    return etree.fromstring(answer.response.get_data())


def text(parent: Any, name: str) -> str:
    found = parent.find(f"{ATOM}{name}")
    assert found is not None
    return " ".join("".join(found.itertext()).split())


def test_before_the_first_release_there_is_nothing(app: Flask) -> None:
    edition = make_edition()
    browser = Browser(app)
    assert queries.changelog(edition).releases == ()
    assert "The programme is not out yet" in browser.get(CHANGES).text
    found = feed(browser)
    assert found.findall(f"{ATOM}entry") == []
    assert text(found, "updated") == RELEASED_AT.isoformat()


def test_the_first_release_tells_only_how_many(database: Flask) -> None:
    day = make_small_day()
    with transaction():
        emergencies.hide("KIND", desk(day))
    (only,) = queries.changelog(day.edition).releases
    assert (only.number, only.title, only.sessions, only.lines) == (1, "Version 1", 6, ())


def test_every_kind_of_change_is_told_by_time(database: Flask) -> None:
    day = make_small_day()
    move(day, "KIND", "14:00", "14:40", "Studio 3")
    change(Session, day.sessions["TIRED"], is_cancelled=True)
    change(Session, day.sessions["OPEN"], summary="Other words.")
    change(Session, day.sessions["LUNCH"], title="Lunch without posters")
    make_session(day.edition_id, "NEW", ("15:00", "15:40"), day.rooms["Main Hall"], title="New one")
    release(day, name="After the call", note="One\nmoved")
    found = newest(day)
    assert (found.title, found.note, found.released_at) == ("After the call", "One moved", SUMMER)
    assert lines(found) == [
        ("reworded", "Make one thing happen"),
        ("cancelled", "What tired teams can still do"),
        ("moved", "Kind and clear"),
        ("new", "New one"),
    ]
    (moved,) = found.of_kind("moved")
    assert moved.was == PublicStand(starts_at=at("11:00"), ends_at=at("11:40"), room="Main Hall")
    assert moved.now == PublicStand(starts_at=at("14:00"), ends_at=at("14:40"), room="Studio 3")
    change(Session, day.sessions["TIRED"], is_cancelled=False)
    release(day, 1)
    assert lines(newest(day)) == [("back", "What tired teams can still do")]
    assert [row.number for row in queries.changelog(day.edition).releases] == [3, 2, 1]


def test_breaks_are_left_out(database: Flask) -> None:
    day = make_small_day()
    move(day, "LUNCH", "12:40", "13:30")
    remove(Slot, day.sessions["DOORS"])
    release(day)
    assert newest(day).lines == ()


def test_hidden_sessions_are_never_named(app: Flask) -> None:
    day = make_small_day()
    move(day, "RUN", "14:00", "15:30")
    release(day)
    browser = Browser(app)
    assert "Run charts" in browser.get(CHANGES).text
    assert "Run charts" in browser.get(FEED).html
    with transaction():
        emergencies.hide("RUN", desk(day, 1))
    assert "Run charts" not in browser.get(CHANGES).text
    assert "Run charts" not in browser.get(FEED).html


NOTE = "Kind: Ada Secret is ill"


def test_what_was_said_of_a_session_that_is_hidden_now_is_not_said(app: Flask) -> None:
    """In whichever order it is called off with a note, and hidden."""
    day = make_small_day()
    move(day, "RUN", "14:00", "15:30")
    release(day, name="Run later", note="It begins at 14:00")
    with transaction():
        emergencies.cancel_now("KIND", NOTE, desk(day, 1))
    browser = Browser(app)
    assert NOTE in browser.get(CHANGES).text
    with transaction():
        emergencies.hide("KIND", desk(day, 2))
    assert [(row.title, row.note) for row in queries.changelog(day.edition).releases] == [
        ("Version 3", ""),
        ("Run later", "It begins at 14:00"),
        ("Version 1", ""),
    ]
    for address in (CHANGES, FEED):
        assert "Ada Secret" not in browser.get(address).html
    with transaction():
        emergencies.show("KIND", desk(day, 3))
    assert NOTE in browser.get(CHANGES).text


def test_the_words_of_a_first_release_go_with_what_is_hidden_in_it(database: Flask) -> None:
    day = make_small_day()
    change(Release, 1, name="With Ada", note="Ada opens the day")
    with transaction():
        emergencies.hide("OPEN", desk(day))
    (only,) = queries.changelog(day.edition).releases
    assert (only.name, only.note) == ("", "")


def renamings(day: SmallDay) -> list[tuple[str, str]]:
    """Return old and new titles as the changelog has them, the newest release first."""
    return [
        (line.was_called, line.title)
        for row in queries.changelog(day.edition).releases
        for line in row.lines
    ]


def rename(day: SmallDay, code: str, title: str, minutes: int = 0, **values: Any) -> None:
    change(Session, day.sessions[code], title=title, **values)
    release(day, minutes)


def test_a_rename_says_both_titles_on_the_page_and_in_the_feed(app: Flask) -> None:
    day = make_small_day()
    move(day, "TIRED", "11:55", "12:30")
    change(Session, day.sessions["TIRED"], title="What rested teams do")
    rename(day, "KIND", "Kind & clearer")
    assert renamings(day) == [
        ("Kind and clear", "Kind & clearer"),
        ("What tired teams can still do", "What rested teams do"),
    ]
    browser = Browser(app)
    said = (
        "“Kind and clear” is now called Kind & clearer",
        "What rested teams do (was called “What tired teams can still do”): was 11:50 to 12:30",
    )
    page = browser.get(CHANGES).text
    (entry, _) = feed(browser).findall(f"{ATOM}entry")
    told = text(entry, "content")
    assert [(words in page, words in told) for words in said] == [(True, True), (True, True)]


def test_each_rename_leads_to_the_title_of_today_and_one_back_is_none(database: Flask) -> None:
    day = make_small_day()
    for minutes, title in enumerate(("Second", "Third")):
        rename(day, "KIND", title, minutes)
    assert renamings(day) == [("Second", "Third"), ("Kind and clear", "Third")]
    rename(day, "KIND", "Kind and clear", 2)
    assert renamings(day) == [
        ("Third", "Kind and clear"),
        ("Second", "Kind and clear"),
        ("", "Kind and clear"),
    ]


def test_an_old_title_that_nobody_saw_is_not_told(database: Flask) -> None:
    day = make_small_day()
    with transaction():
        releases.switch(desk(day), is_on=False)
    rename(day, "KIND", "Secret plans", 1)
    rename(day, "KIND", "Kinder", 2)
    with transaction():
        releases.switch(desk(day, 3), is_on=True)
    assert renamings(day) == [("Kind and clear", "Kinder")]


def test_a_title_that_was_hidden_away_is_not_told(database: Flask) -> None:
    """What organisers do when a title must not be seen: hide, rename, release, show again."""
    day = make_small_day()
    with transaction():
        emergencies.hide("KIND", desk(day))
    rename(day, "KIND", "Kinder", 1)
    with transaction():
        emergencies.show("KIND", desk(day, 2))
    assert renamings(day) == [("", "Kinder")]
    rename(day, "KIND", "Kindest", 3)
    rename(day, "KIND", "Kindness", 4)
    assert renamings(day) == [("Kindest", "Kindness"), ("", "Kindness"), ("", "Kindness")]


def test_a_title_that_was_hidden_in_a_release_that_nobody_saw_is_not_told(
    database: Flask,
) -> None:
    day = make_small_day()
    with transaction():
        releases.switch(desk(day), is_on=False)
        emergencies.hide("KIND", desk(day))
    rename(day, "KIND", "Kinder", 1)
    with transaction():
        emergencies.show("KIND", desk(day, 2))
    rename(day, "RUN", "Runs", 3)
    with transaction():
        releases.switch(desk(day, 4), is_on=True)
    assert renamings(day) == [("Run charts without tears", "Runs"), ("", "Kinder")]


def test_titles_of_sensitive_sessions_and_of_protected_people_are_not_told(
    database: Flask,
) -> None:
    """STALK's speaker is protected; Wilk is hidden after the rename of his session."""
    day = make_small_day()
    rename(day, "LEAD", "Ask somebody")
    rename(day, "KIND", "Kinder", 1, is_sensitive=True)
    rename(day, "STALK", "It will stop", 2)
    rename(day, "CHART", "The dots", 3)
    rename(day, "OPEN", "Verborgen: one thing", 4)
    rename(day, "OPEN", "One thing", 5)
    assert renamings(day) == [
        ("", "One thing"),
        ("Make one thing happen", "One thing"),
        ("The chart that changed my mind", "The dots"),
        ("", "It will stop"),
        ("", "Kinder"),
        ("", "Ask somebody"),
    ]
    with transaction():
        emergencies.hide_speaker("WILK", desk(day, 6))
    assert renamings(day)[2] == ("", "The dots")


def test_a_title_that_was_taken_back_is_not_kept_here(app: Flask) -> None:
    day = make_small_day()
    change(Session, day.sessions["RUN"], title="Told by Nadia Verborgen")
    release(day)
    change(Session, day.sessions["RUN"], title="Told by somebody")
    release(day, 1)
    assert [lines(row) for row in queries.changelog(day.edition).releases] == [
        [("reworded", "Told by somebody")],
        [("reworded", "Told by somebody")],
        [],
    ]
    assert "Verborgen" not in Browser(app).get(CHANGES).text


def test_private_and_hidden_rooms_and_where_protected_people_are_is_not_told(
    database: Flask,
) -> None:
    """STALK's speaker is protected; LEAD is in a private room."""
    day = make_small_day()
    move(day, "STALK", "10:00", "10:40", "Studio 1")
    move(day, "LEAD", "12:50", "13:20", "Main Hall")
    move(day, "KIND", "14:00", "14:40", "Studio 3")
    change(Room, day.rooms["Studio 3"], hidden_at=SUMMER)
    release(day)
    rooms = {line.title: (line.was and line.was.room, line.now.room) for line in newest(day).lines}
    assert rooms == {
        "When it will not stop": ("", ""),
        "Ask a safeguarding lead": ("", "Main Hall"),
        "Kind and clear": ("Main Hall", "Room to be announced"),
    }


def test_a_speaker_who_is_protected_now_is_protected_in_old_versions(database: Flask) -> None:
    day = make_small_day()
    move(day, "CHART", "10:00", "10:40", "Studio 3")
    release(day)
    assert [line.now.room for line in newest(day).lines] == ["Studio 3"]
    with transaction():
        db.session.query(Speaker).filter_by(code="WILK").one().is_listed = False
    assert [line.now.room for line in newest(day).lines] == [""]


def test_only_the_room_changed_and_it_cannot_be_told(app: Flask) -> None:
    day = make_small_day()
    move(day, "STALK", "09:55", "10:35", "Studio 1")
    release(day)
    page = Browser(app).get(CHANGES)
    assert "When it will not stop : in another room" in page.text


def test_other_people_on_stage_count_as_other_words(database: Flask) -> None:
    day = make_small_day()
    with transaction():
        db.session.query(SessionSpeaker).filter_by(session_id=day.sessions["RUN"]).delete()
    release(day)
    assert lines(newest(day)) == [("reworded", "Run charts without tears")]


def test_what_the_public_never_saw_is_left_out(database: Flask) -> None:
    day = make_small_day()
    with transaction():
        releases.switch(desk(day), is_on=False)
    move(day, "KIND", "14:00", "14:40")
    release(day, 1, note="Nobody saw this")
    move(day, "KIND", "15:00", "15:40")
    late = make_session(
        day.edition_id, "LATE", ("16:00", "16:30"), day.rooms["Main Hall"], title="Late"
    )
    release(day, 2)
    change(Session, late, is_cancelled=True)
    release(day, 3, note="Shown")
    assert queries.changelog(day.edition).releases == ()
    with transaction():
        releases.switch(desk(day, 4), is_on=True)
    found = queries.changelog(day.edition).releases
    assert [(row.number, row.note) for row in found] == [(4, "Shown"), (1, "")]
    assert lines(found[0]) == [("moved", "Kind and clear"), ("cancelled", "Late")]
    assert found[0].lines[0].was == PublicStand(
        starts_at=at("11:00"), ends_at=at("11:40"), room="Main Hall"
    )


def test_what_came_back_unseen_is_no_change(database: Flask) -> None:
    """Moved, reworded, and with somebody else on stage: whatever was taken back is not told."""
    day = make_small_day()
    with transaction():
        releases.switch(desk(day), is_on=False)
    on_stage = {"session_id": day.sessions["CHART"], "speaker_id": 1}
    with transaction():
        db.session.query(SessionSpeaker).filter_by(**on_stage).delete()
    move(day, "KIND", "14:00", "14:40")
    change(Session, day.sessions["TIRED"], abstract="Other words.")
    change(Session, day.sessions["LEAD"], is_cancelled=True)
    rename(day, "RUN", "Runs", 1)
    with transaction():
        db.session.add(SessionSpeaker(**on_stage))
    move(day, "KIND", "11:00", "11:40")
    change(Session, day.sessions["TIRED"], abstract="")
    change(Session, day.sessions["LEAD"], is_cancelled=False)
    make_speaker(day.edition_id, "NEW", "Nora New", day.sessions["STALK"])
    release(day, 2)
    with transaction():
        releases.switch(desk(day, 3), is_on=True)
    assert lines(newest(day)) == [
        ("reworded", "When it will not stop"),
        ("reworded", "Runs"),
    ]


def test_the_page_says_it_in_words(app: Flask) -> None:
    day = make_small_day()
    move(day, "KIND", "14:00", "14:40", "Studio 3")
    change(Session, day.sessions["TIRED"], is_cancelled=True)
    release(day, name="After the call", note="Two changes")
    browser = Browser(app)
    page = browser.get("/2024/programme").follow("What has changed")
    assert (page.address, page.h1) == (CHANGES, "What has changed")
    assert [" ".join("".join(found.itertext()).split()) for found in page.all("//main//h2")] == [
        "After the call",
        "Version 1",
    ]
    told = page.text
    assert "15 July 2024, 10:00 Two changes Moved Kind and clear : was 11:00 to 11:40" in told
    assert "Main Hall; now 14:00 to 14:40 , Studio 3" in told
    assert "What tired teams can still do , planned for 11:50 to 12:30" in told
    assert "The programme is published, with 7 sessions." in told
    assert page.link("Kind and clear") == "/2024/sessions/KIND"
    alternate = "//head/link[@rel='alternate'][@type='application/atom+xml']/@href"
    assert page.all(alternate) == [FEED]
    assert browser.get("/2024/programme").all(alternate) == [FEED]


def test_a_conference_of_several_days_names_the_day(app: Flask) -> None:
    day = make_small_day()
    change(Edition, day.edition_id, ends_on=day.edition.ends_on + timedelta(days=1))
    move(day, "KIND", "14:00", "14:40")
    release(day)
    assert "now Wednesday 25 September 2024 , 14:00 to 14:40" in Browser(app).get(CHANGES).text


def test_a_copy_answers_again_until_something_public_changes(app: Flask) -> None:
    day = make_small_day()
    browser = Browser(app)
    for address in (CHANGES, FEED):
        first = browser.get(address)
        tag = first.headers["ETag"]
        with counted() as statements:
            again = browser.client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.headers["Cache-Control"]) == (304, "public, no-cache")
        assert not any("release_entries" in statement for statement in statements)
    move(day, "KIND", "14:00", "14:40")
    release(day)
    assert browser.client.get(CHANGES, headers={"If-None-Match": tag}).status_code == 200
    assert "Kind and clear" in browser.get(FEED).html


def test_the_feed_has_what_atom_requires(app: Flask) -> None:
    """RFC 4287, sections 4.1.1 and 4.1.2; ids are tags (RFC 4151)."""
    day = make_small_day()
    move(day, "KIND", "14:00", "14:40", "Studio 3")
    change(Session, day.sessions["OPEN"], title="Make <one> & only\x0b thing happen")
    release(day, name="Up & <down>", note="Two \u0007changes")
    browser = Browser(app)
    answer = browser.get(FEED)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feed(browser)
    assert found.tag == f"{ATOM}feed"
    assert (
        text(found, "title") == "Warwick Improvement Conference: what has changed in the programme"
    )
    assert text(found, "author") == "Warwick Improvement Conference"
    assert text(found, "id") == "tag:127.0.0.1,2024-07-01:2024/programme/changes"
    assert text(found, "updated") == SUMMER.isoformat()
    links = {link.get("rel"): link.get("href") for link in found.findall(f"{ATOM}link")}
    base = str(links["alternate"]).removesuffix(CHANGES)
    assert base.startswith("http")
    assert links == {"self": base + FEED, "alternate": base + CHANGES}
    entries = found.findall(f"{ATOM}entry")
    assert [
        (text(one, "id"), text(one, "title"), text(one, "updated"), text(one, "published"))
        for one in entries
    ] == [
        (
            "tag:127.0.0.1,2024-07-01:2024/programme/changes/2",
            "Up & <down>",
            SUMMER.isoformat(),
            SUMMER.isoformat(),
        ),
        (
            "tag:127.0.0.1,2024-07-01:2024/programme/changes/1",
            "Version 1",
            RELEASED_AT.isoformat(),
            RELEASED_AT.isoformat(),
        ),
    ]


def test_an_entry_of_the_feed_leads_to_its_place_and_holds_its_words(app: Flask) -> None:
    day = make_small_day()
    move(day, "KIND", "14:00", "14:40", "Studio 3")
    change(Session, day.sessions["OPEN"], title="Make <one> & only\x0b thing happen")
    release(day, note="Two \u0007changes")
    found = feed(Browser(app))
    base = found.find(f"{ATOM}link[@rel='alternate']").get("href").removesuffix(CHANGES)
    entries = found.findall(f"{ATOM}entry")
    for one in entries:
        assert datetime.fromisoformat(text(one, "updated")).tzinfo is not None
        (link,) = one.findall(f"{ATOM}link")
        assert link.get("href") == f"{base}{CHANGES}#version-{text(one, 'id')[-1]}"
        content = one.find(f"{ATOM}content")
        assert content is not None
        assert content.get("type") == "xhtml"
        assert [child.tag for child in content] == [f"{XHTML}div"]
    assert text(entries[0], "content").startswith("Two changesMoved Kind and clear: was 11:00")
    assert "Make <one> & only thing happen" in text(entries[0], "content")
    addresses = [anchor.get("href") for anchor in entries[0].iter(f"{XHTML}a")]
    assert addresses == [f"{base}/2024/sessions/KIND", f"{base}/2024/sessions/OPEN"]


def test_ids_stay_from_one_reading_to_the_next_and_after_a_release(app: Flask) -> None:
    day = make_small_day()
    browser = Browser(app)

    def ids() -> list[str]:
        return [text(one, "id") for one in feed(browser).findall(f"{ATOM}entry")]

    first = ids()
    assert ids() == first
    move(day, "KIND", "14:00", "14:40")
    release(day)
    assert ids()[1:] == first
    assert len(set(ids())) == 2


def test_a_long_history_costs_the_same_statements_and_is_cut(database: Flask) -> None:
    day = make_small_day()
    counts = []
    for size in (1, MOST_RELEASES):
        for number in range(size):
            move(day, "KIND", f"14:{number:02}", f"15:{number:02}")
            release(day, 100 * size + number)
        with counted() as statements:
            found = queries.changelog(day.edition)
        counts.append((len(statements), len(found.releases), found.is_cut))
    assert [few for few, _, _ in counts] == [9, 8]
    assert [rest for _, *rest in counts] == [[2, False], [MOST_RELEASES, True]]
    assert {line.kind for row in found.releases for line in row.lines} == {ChangeKind.MOVED}


def test_a_room_that_becomes_private_is_named_nowhere_in_the_past(browser: Browser) -> None:
    day = make_small_day()
    move(day, "CHART", "09:55", "10:35", "Studio 3")
    release(day, 1)
    move(day, "STALK", "09:50", "10:30", "Main Hall")
    move(day, "CHART", "09:55", "10:35", "Main Hall")
    release(day, 2)
    assert "Studio 3" in browser.get(CHANGES).text
    with transaction():
        facts = rooms.room_page(day.edition_id, day.rooms["Studio 3"]).facts
        change_room(day.rooms["Studio 3"], replace(facts, is_private=True), desk=desk(day, 3))
    assert "Studio 3" not in browser.get(CHANGES).text
    assert "Studio 3" not in browser.get(FEED).html
