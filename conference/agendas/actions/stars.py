"""Putting stars on sessions and taking them away; each runs inside ``transaction()``."""

from collections.abc import Collection
from datetime import datetime

from conference.agendas import queries, rules
from conference.agendas.models import Star
from conference.kernel import clock
from conference.kernel.database import db, delete_where
from conference.orders import queries as orders
from conference.programme import queries as programme


def change_stars(
    *,
    edition_id: int,
    person_id: int,
    add: Collection[str] = (),
    remove: Collection[str] = (),
    now: datetime,
) -> None:
    """Star and unstar sessions of the edition by their codes.

    What is so already is left as it is, and what is not in the programme is passed over: a
    device may bring codes of weeks ago. Raises: TooManyStars (nothing is changed then).
    """
    held = queries.stars_for_update(edition_id, person_id)
    gone = held & queries.session_ids(edition_id, remove)
    fresh = queries.public_session_ids(edition_id, add) - held
    rules.check_stars(len(held) - len(gone) + len(fresh))
    delete_where(Star, (Star.person_id == person_id) & Star.session_id.in_(gone))
    db.session.add_all(
        Star(person_id=person_id, session_id=session_id, starred_at=now)
        for session_id in sorted(fresh)
    )


def set_star(
    *, edition_id: int, person_id: int, code: str, is_starred: bool, now: datetime
) -> None:
    """Star one session, or take its star away.

    Raises: NotFound (it is not in the programme), TooManyStars.
    """
    if is_starred:
        programme.entry(edition_id, code)
    change_stars(
        edition_id=edition_id,
        person_id=person_id,
        add=[code] if is_starred else (),
        remove=() if is_starred else [code],
        now=now,
    )


def delete_stars(*, now: datetime) -> int:
    """Delete the stars of editions that ended more than 7 days ago; return how many.

    Source: domain.md part C4, personal agendas. Safe to run again.
    """
    past = orders.editions_past(rules.last_day_without_stars(clock.day(now)))
    return sum(
        delete_where(Star, Star.session_id.in_(queries.sessions_of(edition_id)))
        for edition_id in past
    )
