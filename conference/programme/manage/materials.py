"""Organisers say what belongs to a session: slides, handouts, pages elsewhere."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.programme import queries
from conference.programme.actions import files as file_actions
from conference.programme.actions import materials as actions
from conference.programme.forms.sessions import MaterialForm
from conference.programme.manage.blueprint import blueprint, desk
from conference.programme.queries.files import files
from conference.web import access


@blueprint.route("/sessions/<code>/materials", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def materials(code: str) -> ResponseReturnValue:
    """List the materials of a session, and add one."""
    words = queries.session_words(this_edition().id, code)
    form = MaterialForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.add_material(
                    code,
                    title=form.title.data,
                    address=form.address.data,
                    shown_from=form.shown_from.data,
                    desk=desk(),
                )
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"Added: {form.title.data}.", "success")
            return redirect(url_for(".materials", code=code), 303)
    page = render_template(
        "programme/manage/materials.html",
        words=words,
        rows=queries.materials(words["id"]),
        files=files(words["id"]),
        form=form,
        is_scanned=bool(current_app.config["CONFERENCE"].scanner),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/sessions/<code>/materials/<int:material_id>/removal")
@access.requires(Permission.EDIT_PROGRAMME)
def remove_material(code: str, material_id: int) -> Response:
    """Take a material away."""
    with transaction():
        actions.remove_material(code, material_id, desk=desk())
    flash("It is removed. No page shows it any more.", "success")
    return redirect(url_for(".materials", code=code), 303)


@blueprint.post("/sessions/<code>/files/<int:file_id>/removal")
@access.requires(Permission.EDIT_PROGRAMME)
def remove_file(code: str, file_id: int) -> Response:
    """Take a file of a speaker away."""
    with transaction():
        file_actions.take_file(code, file_id, desk=desk())
    flash("It is removed. Its address is dead.", "success")
    return redirect(url_for(".materials", code=code), 303)
