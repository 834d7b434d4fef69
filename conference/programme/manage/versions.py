"""Organisers look at versions, compare two, take one into the draft, and switch what is shown."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import newest_edition, this_edition
from conference.history.actors import named
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.programme import queries
from conference.programme.actions import releases
from conference.programme.actions import versions as actions
from conference.programme.actions.versions import TakeWish
from conference.programme.forms.versions import SwitchForm, TakeForm
from conference.programme.manage.blueprint import blueprint, desk
from conference.programme.queries.versions import DRAFT
from conference.web import access
from conference.web.filters import plural


@blueprint.get("/release/versions")
@access.requires(Permission.EDIT_PROGRAMME)
def versions() -> str:
    """List all versions, the newest first."""
    rows = queries.release_rows(this_edition().id)
    return render_template(
        "programme/manage/versions.html",
        rows=rows,
        names=named(row.released_by for row in rows),
        sides=queries.version_sides(this_edition().id),
        one=str(rows[0].number) if rows else DRAFT,
        two=DRAFT,
    )


@blueprint.get("/release/versions/<int:number>")
@access.requires(Permission.EDIT_PROGRAMME)
def version(number: int) -> str:
    """Show one version by its days. Raises: NotFound."""
    page = queries.version_page(this_edition().id, number)
    return render_template(
        "programme/manage/version.html",
        page=page,
        names=named([page.row.released_by]),
        sides=queries.version_sides(this_edition().id),
        one=str(number),
        two=DRAFT if page.is_newest else str(number + 1),
    )


@blueprint.get("/release/compare")
@access.requires(Permission.EDIT_PROGRAMME)
def compare() -> str:
    """Show how two versions differ, or one and the draft. Raises: NotFound."""
    edition = this_edition()
    one, two = request.args.get("from", DRAFT), request.args.get("to", DRAFT)
    return render_template(
        "programme/manage/compare.html",
        page=queries.comparison(edition.id, one, two, desk().now),
        sides=queries.version_sides(edition.id),
        one=one,
        two=two,
    )


@blueprint.route("/release/versions/<int:number>/draft", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def restore(number: int) -> ResponseReturnValue:
    """Show what taking a version into the draft changes, and take it. Raises: NotFound."""
    form = TakeForm()
    if form.validate_on_submit():
        wish = TakeWish(
            number=number, mark=form.mark.data or "", moves_locked=form.moves_locked.data
        )
        try:
            with transaction():
                count = actions.take(wish, desk())
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(
                f"Version {number} is in the draft: {plural(count, 'session')} changed. "
                "Nothing is public until you release.",
                "success",
            )
            return redirect(url_for(".board"), 303)
    page = queries.restoration(this_edition().id, number)
    body = render_template("programme/manage/restore.html", form=form, page=page)
    return body, 422 if form.errors else 200


@blueprint.route("/release/switch", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def switch() -> ResponseReturnValue:
    """Say what the published switch does, and turn it."""
    form = SwitchForm()
    if form.validate_on_submit():
        with transaction():
            releases.switch(desk(), is_on=form.is_on)
        flash(_switched(is_on=form.is_on), "success")
        return redirect(url_for(".release"), 303)
    edition = newest_edition()
    page = render_template(
        "programme/manage/switch.html",
        is_on=edition.shows_programme,
        page=queries.switch_page(edition.id),
    )
    return page, 422 if form.errors else 200


def _switched(*, is_on: bool) -> str:
    if is_on:
        return "Everybody sees the programme as the newest release has it."
    return "Nobody outside the team sees the programme. Release as you like: nobody is told."
