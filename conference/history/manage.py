"""What was done to one object, for organisers."""

from flask import render_template

from conference.history import queries, rules
from conference.history.actors import named
from conference.kernel.errors import NotFound
from conference.kernel.permissions import Permission
from conference.web import access
from conference.web.frame import edition_blueprint, edition_id

blueprint = edition_blueprint("history_manage", __name__, prefix="/manage")


@blueprint.get("/history/<kind>/<int:object_id>")
@access.requires(Permission.SEE_ORDERS)
def index(kind: str, object_id: int) -> str:
    """Show the newest entries of one object of this edition."""
    if kind not in rules.AT_DESK:
        raise NotFound
    entries = queries.entries_at_desk(edition_id(), kind, object_id)
    if not entries:
        raise NotFound("Nothing is noted about that here.")
    names = named(entry.actor for entry in entries)
    rows = tuple(
        (
            entry.at,
            entry.what.capitalize(),
            names[entry.actor],
            rules.detail_words(entry.details),
        )
        for entry in entries
    )
    return render_template("history/manage/index.html", kind=kind.replace("_", " "), rows=rows)
