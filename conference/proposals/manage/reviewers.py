"""Organisers see who reviews, and say of each what tells a conflict and which tracks they take."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.permissions import Permission
from conference.proposals.actions import assignments as actions
from conference.proposals.actions.assignments import Chair
from conference.proposals.forms.reviewers import (
    AssignOneForm,
    AssignTrackForm,
    DrawForm,
    ReviewerForm,
)
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.manage.deciding import reader
from conference.proposals.queries import assignments as queries
from conference.proposals.queries.assignments import ReviewerPage
from conference.web import access


@blueprint.get("/proposals/reviewers")
@access.requires(Permission.EDIT_CALL)
def reviewers() -> str:
    """List who reviews, with what each has to do."""
    page = queries.reviewers_page(this_edition().id, reader())
    form = DrawForm(formdata=None, each=3)
    return render_template("proposals/manage/reviewers.html", page=page, form=form)


@blueprint.route("/proposals/reviewers/<int:person_id>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def reviewer(person_id: int) -> ResponseReturnValue:
    """Show one reviewer, and change organisation and tracks."""
    page = queries.reviewer_page(this_edition().id, person_id, reader())
    form = _form(page)
    if form.validate_on_submit():
        with transaction():
            moved = actions.change_reviewer(
                chair(),
                person_id,
                organisation=form.organisation.data or "",
                track_ids=frozenset(int(track_id) for track_id in form.tracks.data or ()),
            )
        words = f" {moved} of their proposals went to others, as far as somebody may." * bool(moved)
        flash(f"Saved.{words}", "success")
        return redirect(url_for(".reviewer", person_id=person_id), 303)
    html = render_template(
        "proposals/manage/reviewer.html",
        page=page,
        form=form,
        track_form=track_form(page, is_sent=False),
        one_form=one_form(page, is_sent=False),
    )
    return html, 422 if form.errors else 200


def chair() -> Chair:
    """Return who assigns now, and in which edition."""
    return Chair(edition_id=this_edition().id, reader=reader(), now=clock.now())


def track_form(page: ReviewerPage, *, is_sent: bool) -> AssignTrackForm:
    """Return the form that gives a track to a reviewer."""
    form = AssignTrackForm() if is_sent else AssignTrackForm(formdata=None)
    form.show(
        [row for row in page.tracks if not page.facts.track_ids or row[0] in page.facts.track_ids]
    )
    return form


def one_form(page: ReviewerPage, *, is_sent: bool) -> AssignOneForm:
    """Return the form that gives a proposal to a reviewer."""
    form = AssignOneForm() if is_sent else AssignOneForm(formdata=None)
    form.show(page.free)
    return form


def _form(page: ReviewerPage) -> ReviewerForm:
    form = ReviewerForm(
        organisation=page.facts.organisation,
        tracks=[str(track_id) for track_id in sorted(page.facts.track_ids)],
    )
    form.show(page.tracks)
    return form
