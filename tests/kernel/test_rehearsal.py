"""What is rehearsed is seen and stored nowhere."""

import pytest
from flask import Flask
from sqlalchemy import select

from conference.history.models import Entry
from conference.kernel.database import (
    KICK,
    db,
    in_transaction,
    kick_after_commit,
    mark_public_change,
    public_changes,
    transaction,
)
from conference.kernel.rehearsal import in_rehearsal, rehearsal
from tests.kernel.test_database import make_entry, stored


def test_a_rehearsal_sees_what_it_did_and_stores_nothing(database: Flask) -> None:
    kicked: list[str] = []
    database.extensions[KICK] = kicked.append
    changes = public_changes()
    with rehearsal():
        assert (in_transaction(), in_rehearsal()) == (True, True)
        db.session.add(make_entry("tried"))
        kick_after_commit("mail")
        mark_public_change()
        assert list(db.session.scalars(select(Entry.what))) == ["tried"]
    assert (in_transaction(), in_rehearsal()) == (False, False)
    assert stored() == []
    with transaction():
        assert not in_rehearsal()
        db.session.add(make_entry("done"))
    assert (stored(), kicked, public_changes()) == (["done"], [], changes)


def test_what_goes_wrong_in_a_rehearsal_is_told(database: Flask) -> None:
    def fail_half_way() -> None:
        with rehearsal():
            db.session.add(make_entry("tried"))
            db.session.flush()
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way()
    assert (stored(), in_rehearsal()) == ([], False)
