"""Files of sessions: people on stage give them, everybody gets them from their day on."""

import unicodedata
from urllib.parse import quote

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.documents import uploads
from conference.documents.uploads import FileRefused
from conference.editions.address import this_edition
from conference.history.actions import person
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.programme import flows
from conference.programme.actions import files as actions
from conference.programme.actions.desk import Desk
from conference.programme.actions.files import Given
from conference.programme.forms.files import GiveFileForm
from conference.programme.forms.sessions import MaterialForm
from conference.programme.queries import files as queries
from conference.programme.queries.files import FileRow, OnStage
from conference.programme.queries.materials import materials
from conference.programme.views.blueprint import blueprint
from conference.web import access, headers
from conference.web.frame import SLUG
from conference.web.identity import viewer

FILES = f"/<{SLUG}>/speak/sessions/<code>/files"
SECONDS = 300
"""What was taken away is gone from caches too after five minutes (domain.md PR-29)."""


@blueprint.get(FILES)
@access.signed_in
def own_files(code: str) -> str:
    """List files and links of a session. Raises: NotFound (not on this stage)."""
    stage = _stage(code)
    return render_template(
        "programme/own_files.html",
        code=code,
        title=stage.title,
        files=queries.files(stage.session_id),
        links=materials(stage.session_id),
    )


@blueprint.route(f"{FILES}/new", methods=["GET", "POST"])
@access.signed_in
def give_file(code: str) -> ResponseReturnValue:
    """Give a file. Raises: NotFound (not on this stage)."""
    stage, form = _stage(code), GiveFileForm()
    if form.validate_on_submit():
        try:
            flows.give_file(
                code,
                Given(
                    file=uploads.checked(*form.sent()),
                    title=form.title.data,
                    shown_from=form.shown_from.data,
                ),
                person_id=viewer().known_id,
                desk=_desk(),
                command=current_app.config["CONFERENCE"].scanner,
            )
        except FileRefused as refusal:
            form.show_refusals({"file": str(refusal)})
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"Added: {form.title.data}.", "success")
            return redirect(url_for(".own_files", code=code), 303)
    page = render_template("programme/give_file.html", code=code, title=stage.title, form=form)
    return page, 422 if form.errors else 200


@blueprint.route(f"{FILES}/link", methods=["GET", "POST"])
@access.signed_in
def give_link(code: str) -> ResponseReturnValue:
    """Give a link. Raises: NotFound (not on this stage)."""
    stage, form = _stage(code), MaterialForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.give_link(
                    code,
                    title=form.title.data,
                    address=form.address.data,
                    shown_from=form.shown_from.data,
                    person_id=viewer().known_id,
                    desk=_desk(),
                )
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"Added: {form.title.data}.", "success")
            return redirect(url_for(".own_files", code=code), 303)
    page = render_template("programme/give_link.html", code=code, title=stage.title, form=form)
    return page, 422 if form.errors else 200


@blueprint.post(f"{FILES}/<int:file_id>/removal")
@access.signed_in
def take_file(code: str, file_id: int) -> ResponseReturnValue:
    """Take a file away. Raises: NotFound."""
    with transaction():
        actions.take_file(code, file_id, person_id=viewer().known_id, desk=_desk())
    flash("It is removed. Its address is dead.", "success")
    return redirect(url_for(".own_files", code=code), 303)


@blueprint.post(f"{FILES}/links/<int:material_id>/removal")
@access.signed_in
def take_link(code: str, material_id: int) -> ResponseReturnValue:
    """Take a link away. Raises: NotFound."""
    with transaction():
        actions.take_link(code, material_id, person_id=viewer().known_id, desk=_desk())
    flash("It is removed. No page shows it any more.", "success")
    return redirect(url_for(".own_files", code=code), 303)


@blueprint.get(f"/<{SLUG}>/files/<mark>/<name>")
@access.public
@headers.sandboxed
def file(mark: str, name: str) -> Response:
    """Hand a file out, only while everybody may have it. Raises: NotFound."""
    today = clock.local(clock.now()).date()
    row = queries.shown_file(this_edition().id, mark, name, today=today)
    is_known = request.if_none_match.contains(row.mark)
    response = Response(status=304) if is_known else Response(queries.content_of(row.id))
    response.set_etag(row.mark)
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return _handed(row, response)


@blueprint.get(f"{FILES}/<int:file_id>")
@access.signed_in
@headers.sandboxed
def own_file(code: str, file_id: int) -> Response:
    """Hand a file to somebody on its stage, also before its day. Raises: NotFound."""
    row = queries.own_file(_stage(code).session_id, file_id)
    response = Response(queries.content_of(row.id))
    response.headers["Cache-Control"] = "no-store"
    return _handed(row, response)


def _handed(row: FileRow, response: Response) -> Response:
    """Let a file be saved, never shown as a page of ours."""
    response.mimetype = row.media_type
    response.headers.set("Content-Disposition", "attachment", **_names(row.file_name))
    return response


def _names(name: str) -> dict[str, str]:
    """Return a file's name as a header holds it: plain, and with all its signs (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    if plain == name:
        return {"filename": name}
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def _stage(code: str) -> OnStage:
    return queries.on_stage(this_edition().id, code, viewer().known_id)


def _desk() -> Desk:
    return Desk(edition_id=this_edition().id, actor=person(viewer().known_id), now=clock.now())
