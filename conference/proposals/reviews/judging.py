"""One proposal as its reviewer reads it: an opinion, a conflict, a word in the discussion."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.permissions import Permission
from conference.proposals.actions import conflicts
from conference.proposals.actions import reviews as actions
from conference.proposals.forms.reviews import (
    CommentForm,
    ConflictForm,
    OpinionForm,
    opinion_form,
)
from conference.proposals.queries import reading
from conference.proposals.queries.reading import ReadingPage
from conference.proposals.reviews.blueprint import blueprint
from conference.proposals.rules.refusals import ProposalRefused
from conference.web import access
from conference.web.identity import viewer


@blueprint.route("/<code>", methods=["GET", "POST"])
@access.requires(Permission.REVIEW_PROPOSALS)
def proposal(code: str) -> ResponseReturnValue:
    """Show a proposal and take an opinion of it; the next one that waits follows."""
    page = _page(code)
    form = opinion_form(page.criteria, page.own)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.give(
                    this_edition().id, code, viewer().known_id, form.opinion(), now=clock.now()
                )
        except ProposalRefused as refusal:
            form.form_errors.append(str(refusal))
        else:
            return _next(code)
    return _answer(page, form, CommentForm(formdata=None))


@blueprint.post("/<code>/comments")
@access.requires(Permission.REVIEW_PROPOSALS)
def comment(code: str) -> ResponseReturnValue:
    """Say something in the discussion."""
    page = _page(code)
    form = CommentForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.say(
                    this_edition().id,
                    code,
                    viewer().known_id,
                    form.body.data or "",
                    now=clock.now(),
                )
        except ProposalRefused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash("Your words are in the discussion.", "success")
            return redirect(url_for(".proposal", code=code, _anchor="discussion"), 303)
    return _answer(page, opinion_form(page.criteria, page.own), form)


@blueprint.route("/<code>/conflict", methods=["GET", "POST"])
@access.requires(Permission.REVIEW_PROPOSALS)
def conflict(code: str) -> ResponseReturnValue:
    """Ask whether somebody else shall judge this, and see to it."""
    page = _page(code)
    form = ConflictForm()
    if form.validate_on_submit():
        with transaction():
            conflicts.declare(
                this_edition().id,
                code,
                viewer().known_id,
                note=form.note.data or "",
                now=clock.now(),
            )
        flash("It is off your list, and we ask somebody else. Thank you for saying so.", "success")
        return redirect(url_for(".index"), 303)
    html = render_template("proposals/reviews/conflict.html", page=page, form=form)
    return html, 422 if form.errors else 200


def _page(code: str) -> ReadingPage:
    return reading.reading_page(this_edition().id, code, viewer().known_id, now=clock.now())


def _next(code: str) -> ResponseReturnValue:
    following = reading.next_code(this_edition().id, viewer().known_id, after=code)
    if following is None:
        flash("Saved. That was the last one: nothing waits for you.", "success")
        return redirect(url_for(".index"), 303)
    flash("Saved. Here is the next one.", "success")
    return redirect(url_for(".proposal", code=following), 303)


def _answer(page: ReadingPage, form: OpinionForm, words: CommentForm) -> ResponseReturnValue:
    has_errors = bool(form.errors or words.errors)
    html = render_template(
        "proposals/reviews/proposal.html",
        page=page,
        form=form,
        words=words,
        has_errors=has_errors,
    )
    return html, 422 if has_errors else 200
