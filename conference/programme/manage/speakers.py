"""Organisers see who is on stage, say when somebody cannot be there, and hide a name at once."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.kernel.database import transaction
from conference.kernel.permissions import Permission
from conference.programme.actions import absences, emergencies
from conference.programme.actions import speakers as actions
from conference.programme.forms.speakers import AbsenceForm, SpeakerForm
from conference.programme.manage.blueprint import STAYS, blueprint, desk, done, within
from conference.programme.queries import backstage as queries
from conference.programme.queries.backstage import BackstagePage
from conference.web import access


@blueprint.get("/speakers")
@access.requires(Permission.EDIT_PROGRAMME)
def speakers() -> str:
    """List who is on stage."""
    rows = queries.backstage(this_edition().id)
    return render_template("programme/manage/speakers.html", rows=rows)


@blueprint.route("/speakers/<code>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def speaker(code: str) -> ResponseReturnValue:
    """Show a speaker, and correct the name."""
    page = queries.backstage_page(this_edition().id, code)
    form = SpeakerForm(data={"name": page.row.name, "organisation": page.organisation})
    if form.validate_on_submit() and done(
        form,
        lambda: actions.change_speaker(
            code,
            name=" ".join(form.name.data.split()),
            organisation=form.organisation.data or "",
            desk=desk(),
        ),
    ):
        flash("Saved. Every page says it now, as far as this person shows it.", "success")
        return redirect(url_for(".speaker", code=code), 303)
    return _page(page, form, AbsenceForm(formdata=None, starts_at=this_edition().opens_at))


@blueprint.route("/speakers/<code>/absences", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def note_absence(code: str) -> ResponseReturnValue:
    """Say when a speaker cannot be there; what is wrong is told on the speaker's page."""
    page = queries.backstage_page(this_edition().id, code)
    absence = AbsenceForm(starts_at=this_edition().opens_at)
    if absence.validate_on_submit() and done(
        absence,
        lambda: absences.add_absence(
            code,
            starts_at=absence.starts_at.data,
            ends_at=absence.ends_at.data,
            desk=desk(),
        ),
    ):
        flash("Noted. The schedule says where it is in the way.", "success")
        return redirect(url_for(".speaker", code=code), 303)
    stored = {"name": page.row.name, "organisation": page.organisation}
    return _page(page, SpeakerForm(formdata=None, data=stored), absence)


@blueprint.post("/speakers/<code>/absences/<int:absence_id>/removal")
@access.requires(Permission.EDIT_PROGRAMME)
def remove_absence(code: str, absence_id: int) -> Response:
    """Take an absence away."""
    with transaction():
        absences.remove_absence(code, absence_id, desk=desk())
    flash("Removed.", "success")
    return redirect(url_for(".speaker", code=code), 303)


@blueprint.post("/speakers/<code>/hiding")
@access.requires(Permission.EDIT_PROGRAMME)
def hide_speaker(code: str) -> Response:
    """Take a name out of everything public at once."""
    with transaction():
        emergencies.hide_speaker(code, desk())
    flash(
        f"Hidden: {within()} no page, file or feed names this person. {STAYS} Nobody was told.",
        "success",
    )
    return redirect(url_for(".speaker", code=code), 303)


@blueprint.post("/speakers/<code>/showing")
@access.requires(Permission.EDIT_PROGRAMME)
def show_speaker(code: str) -> Response:
    """Let a hidden speaker be seen again."""
    with transaction():
        emergencies.show_speaker(code, desk())
    flash("Seen again, as far as this person chose to be.", "success")
    return redirect(url_for(".speaker", code=code), 303)


def _page(page: BackstagePage, form: SpeakerForm, absence: AbsenceForm) -> ResponseReturnValue:
    answer = render_template("programme/manage/speaker.html", page=page, form=form, absence=absence)
    return answer, 422 if form.errors or absence.errors else 200
