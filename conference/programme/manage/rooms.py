"""Organisers say which rooms there are, what they hold, and when they cannot be used."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.kernel.database import transaction
from conference.kernel.permissions import Permission
from conference.programme.actions import emergencies
from conference.programme.actions import rooms as actions
from conference.programme.forms.rooms import BlockRoomForm, ChangeRoomForm, RoomForm, shown
from conference.programme.manage.blueprint import STAYS, blueprint, desk, done, within
from conference.programme.queries import rooms as queries
from conference.programme.queries.rooms import RoomPage
from conference.programme.rules.writing import RoomInUse
from conference.web import access


@blueprint.route("/rooms", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def rooms() -> ResponseReturnValue:
    """List the rooms in their order, and add one."""
    form = RoomForm()
    if form.validate_on_submit() and done(
        form, lambda: actions.add_room(form.facts(), desk=desk())
    ):
        flash(f"{form.name.data} is added, as the last room.", "success")
        return redirect(url_for(".rooms"), 303)
    rows = queries.rooms(this_edition().id)
    page = render_template("programme/manage/rooms.html", rooms=rows, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/rooms/<int:room_id>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def room(room_id: int) -> ResponseReturnValue:
    """Show and change a room."""
    page = queries.room_page(this_edition().id, room_id)
    form = ChangeRoomForm(data=shown(page.facts))
    if form.validate_on_submit() and done(
        form, lambda: actions.change_room(room_id, form.facts(), desk=desk())
    ):
        flash(f"{form.name.data} is saved.", "success")
        return redirect(url_for(".rooms"), 303)
    return _answer(page, form, BlockRoomForm(formdata=None, starts_at=this_edition().opens_at))


@blueprint.post("/rooms/<int:room_id>/up")
@access.requires(Permission.EDIT_PROGRAMME)
def move_room_up(room_id: int) -> Response:
    """Move a room before the one that stands before it."""
    with transaction():
        actions.move_room_up(room_id, desk=desk())
    return redirect(url_for(".rooms", _anchor=f"room-{room_id}"), 303)


@blueprint.post("/rooms/<int:room_id>/down")
@access.requires(Permission.EDIT_PROGRAMME)
def move_room_down(room_id: int) -> Response:
    """Move a room after the one that stands after it."""
    with transaction():
        actions.move_room_down(room_id, desk=desk())
    return redirect(url_for(".rooms", _anchor=f"room-{room_id}"), 303)


@blueprint.route("/rooms/<int:room_id>/blocks", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def block_room(room_id: int) -> ResponseReturnValue:
    """Say when a room cannot be used; what is wrong is told on the room's page."""
    page = queries.room_page(this_edition().id, room_id)
    block = BlockRoomForm(starts_at=this_edition().opens_at)
    if block.validate_on_submit() and done(
        block, lambda: actions.block_room(room_id, block.facts(), desk=desk())
    ):
        flash(f"{page.facts.name} is blocked at this time.", "success")
        return redirect(url_for(".room", room_id=room_id), 303)
    return _answer(page, ChangeRoomForm(formdata=None, data=shown(page.facts)), block)


@blueprint.post("/rooms/<int:room_id>/blocks/<int:block_id>/removal")
@access.requires(Permission.EDIT_PROGRAMME)
def unblock_room(room_id: int, block_id: int) -> Response:
    """Take a blocked time away."""
    with transaction():
        actions.unblock_room(room_id, block_id, desk=desk())
    flash("The room can be used at this time again.", "success")
    return redirect(url_for(".room", room_id=room_id), 303)


@blueprint.post("/rooms/<int:room_id>/hiding")
@access.requires(Permission.EDIT_PROGRAMME)
def hide_room(room_id: int) -> Response:
    """Let nothing outside the desk name a room from now on."""
    with transaction():
        emergencies.hide_room(room_id, desk())
    flash(
        f"Hidden: {within()} no page, file or feed names this room. {STAYS} Nobody was told.",
        "success",
    )
    return redirect(url_for(".room", room_id=room_id), 303)


@blueprint.post("/rooms/<int:room_id>/showing")
@access.requires(Permission.EDIT_PROGRAMME)
def show_room(room_id: int) -> Response:
    """Let a hidden room be named again."""
    with transaction():
        emergencies.show_room(room_id, desk())
    flash("The room is named again.", "success")
    return redirect(url_for(".room", room_id=room_id), 303)


@blueprint.get("/rooms/<int:room_id>/removal")
@access.requires(Permission.EDIT_PROGRAMME)
def room_removal(room_id: int) -> str:
    """Ask before a room is deleted, or say why it stays."""
    page = queries.room_page(this_edition().id, room_id)
    return render_template("programme/manage/room_removal.html", page=page)


@blueprint.post("/rooms/<int:room_id>/removal")
@access.requires(Permission.EDIT_PROGRAMME)
def remove_room(room_id: int) -> Response:
    """Delete a room in which no session ever stood."""
    try:
        with transaction():
            actions.remove_room(room_id, desk=desk())
    except RoomInUse as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".room", room_id=room_id), 303)
    flash("The room is deleted.", "success")
    return redirect(url_for(".rooms"), 303)


def _answer(page: RoomPage, form: ChangeRoomForm, block: BlockRoomForm) -> tuple[str, int]:
    has_errors = bool(form.errors or block.errors)
    html = render_template(
        "programme/manage/room.html", page=page, form=form, block=block, has_errors=has_errors
    )
    return html, 422 if has_errors else 200
