"""What takes long, outside of any transaction: a virus scanner reads a file that was sent."""

from collections.abc import Sequence

from conference.documents import scanner
from conference.kernel.database import db, transaction
from conference.programme.actions import files as actions
from conference.programme.actions.desk import Desk
from conference.programme.actions.files import Given
from conference.programme.queries.files import on_stage


def give_file(
    code: str, given: Given, *, person_id: int, desk: Desk, command: Sequence[str]
) -> None:
    """Let the scanner read a file of somebody on stage, then keep it.

    Raises: NotFound (not on this stage), FileRefused (not clean), FilesFull.
    """
    on_stage(desk.edition_id, code, person_id)
    db.session.rollback()  # the read ends here: no connection waits for the scanner
    scanner.scan(given.file.content, command)
    with transaction():
        actions.give_file(code, given, person_id=person_id, desk=desk)
