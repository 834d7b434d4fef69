"""Organisers say which tracks and formats there are."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.editions.models import Format, Track
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound, Refused
from conference.kernel.permissions import Permission
from conference.programme.actions import threads as actions
from conference.programme.forms.threads import (
    ChangeFormatForm,
    ChangeTrackForm,
    FormatForm,
    TrackForm,
    shown_track,
)
from conference.programme.manage.blueprint import blueprint, desk, done
from conference.programme.queries import threads as queries
from conference.programme.rules.colours import PAIRS, pair_of
from conference.web import access

KINDS: dict[str, type[Track | Format]] = {"tracks": Track, "formats": Format}
STEPS = {"up": -1, "down": 1}


@blueprint.route("/tracks", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def tracks() -> ResponseReturnValue:
    """List the tracks in their order, and add one; the first pair of colours left is offered."""
    rows = queries.thread_rows(Track, this_edition().id)
    used = {pair_of(row.colour, row.dark_colour) for row, _ in rows}
    form = TrackForm(colours=next((key for key in PAIRS if key not in used), None))
    if form.validate_on_submit() and done(
        form, lambda: actions.add_track(form.facts(), desk=desk())
    ):
        flash(f"{form.name.data} is added, as the last track.", "success")
        return redirect(url_for(".tracks"), 303)
    page = render_template("programme/manage/tracks.html", rows=rows, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/tracks/<int:track_id>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def track(track_id: int) -> ResponseReturnValue:
    """Show and change a track."""
    row = queries.thread(Track, this_edition().id, track_id)
    form = ChangeTrackForm(data=shown_track(row))
    if form.validate_on_submit() and done(
        form, lambda: actions.change_track(track_id, form.facts(), desk=desk())
    ):
        flash(f"{form.name.data} is saved. Every page shows it now.", "success")
        return redirect(url_for(".tracks"), 303)
    page = render_template(
        "programme/manage/track.html", row=row, form=form, use=queries.thread_use(row)
    )
    return page, 422 if form.errors else 200


@blueprint.route("/formats", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def formats() -> ResponseReturnValue:
    """List the formats in their order, and add one."""
    form = FormatForm()
    if form.validate_on_submit() and done(
        form, lambda: actions.add_format(form.facts(), desk=desk())
    ):
        flash(f"{form.name.data} is added, as the last format.", "success")
        return redirect(url_for(".formats"), 303)
    rows = queries.thread_rows(Format, this_edition().id)
    page = render_template("programme/manage/formats.html", rows=rows, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/formats/<int:format_id>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def change_format(format_id: int) -> ResponseReturnValue:
    """Show and change a format."""
    row = queries.thread(Format, this_edition().id, format_id)
    form = ChangeFormatForm(obj=row)
    if form.validate_on_submit() and done(
        form, lambda: actions.change_format(format_id, form.facts(), desk=desk())
    ):
        flash(f"{form.name.data} is saved. Every page shows it now.", "success")
        return redirect(url_for(".formats"), 303)
    page = render_template(
        "programme/manage/format.html", row=row, form=form, use=queries.thread_use(row)
    )
    return page, 422 if form.errors else 200


@blueprint.post("/<any(tracks, formats):kind>/<int:row_id>/<any(up, down):way>")
@access.requires(Permission.EDIT_PROGRAMME)
def move_thread(kind: str, row_id: int, way: str) -> Response:
    """Let a track or format change places with its neighbour."""
    with transaction():
        actions.move_thread(KINDS[kind], row_id, STEPS[way], desk=desk())
    return redirect(url_for(f".{kind}", _anchor=f"row-{row_id}"), 303)


@blueprint.post("/<any(tracks, formats):kind>/<int:row_id>/removal")
@access.requires(Permission.EDIT_PROGRAMME)
def remove_thread(kind: str, row_id: int) -> Response:
    """Delete a track or format that no session is of; a second press is success."""
    try:
        with transaction():
            actions.remove_thread(KINDS[kind], row_id, desk=desk())
    except NotFound:
        flash("It was deleted already.", "success")
    except Refused as refusal:
        flash(str(refusal), "warning")
    else:
        flash("It is deleted.", "success")
    return redirect(url_for(f".{kind}"), 303)
