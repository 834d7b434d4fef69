"""One proposal as its reviewer reads it: an opinion, a conflict, a word in the discussion."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound
from conference.kernel.permissions import Permission
from conference.proposals.actions import conflicts
from conference.proposals.actions import reviews as actions
from conference.proposals.forms.reviews import (
    CommentForm,
    ConflictForm,
    OpinionForm,
    opinion_form,
    typed_form,
)
from conference.proposals.queries import reading
from conference.proposals.queries.reading import ReadingPage
from conference.proposals.reviews.blueprint import blueprint
from conference.proposals.rules.refusals import ProposalRefused
from conference.web import access
from conference.web.identity import viewer
from conference.web.outlived import (
    is_autosave,
    is_lost,
    is_stale,
    not_saved,
    saved,
    signed_out,
)


@blueprint.get("/<code>")
@access.requires(Permission.REVIEW_PROPOSALS)
def proposal(code: str) -> ResponseReturnValue:
    """Show a proposal, and what the reader made of it so far."""
    page = _page(code)
    form = opinion_form(page.criteria, page.started or page.own)
    return _answer(page, form, CommentForm(formdata=None))


@blueprint.post("/<code>")
@access.public
def give(code: str) -> ResponseReturnValue:
    """Take an opinion; the next proposal that waits follows.

    Anybody may send this form: a reviewer whose sign-in has ended gets back what they typed.
    """
    if is_lost():
        return _signed_out(code)
    access.demand(Permission.REVIEW_PROPOSALS)
    page = _page(code)
    if is_autosave():
        return _kept(page)
    form = opinion_form(page.criteria, page.started or page.own)
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
    return _answer(page, form, CommentForm(formdata=None), is_elsewhere=is_stale(form))


@blueprint.post("/<code>/draft/removal")
@access.requires(Permission.REVIEW_PROPOSALS)
def drop(code: str) -> ResponseReturnValue:
    """Throw away what was typed over an opinion, which is shown again."""
    with transaction():
        actions.drop(this_edition().id, code, viewer().known_id)
    flash("What you had begun to change is gone. Your opinion is as you gave it.", "success")
    return redirect(url_for(".proposal", code=code, _anchor="opinion"), 303)


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
    return _answer(page, opinion_form(page.criteria, page.started or page.own, formdata=None), form)


@blueprint.route("/<code>/conflict", methods=["GET", "POST"])
@access.requires(Permission.REVIEW_PROPOSALS)
def conflict(code: str) -> ResponseReturnValue:
    """Ask whether somebody else shall judge this, and see to it; a second time says so."""
    if _is_declared(code):
        return _off_the_list()
    page = _page(code)
    form = ConflictForm()
    if form.validate_on_submit():
        try:
            with transaction():
                conflicts.declare(
                    this_edition().id,
                    code,
                    viewer().known_id,
                    note=form.note.data or "",
                    now=clock.now(),
                )
        except NotFound:
            if _is_declared(code):  # the other press was first
                return _off_the_list()
            raise
        flash("It is off your list, and we ask somebody else. Thank you for saying so.", "success")
        return redirect(url_for(".index"), 303)
    html = render_template("proposals/reviews/conflict.html", page=page, form=form)
    return html, 422 if form.errors else 200


def _is_declared(code: str) -> bool:
    return reading.has_declared(this_edition().id, code, viewer().known_id)


def _off_the_list() -> ResponseReturnValue:
    flash("You have said that you have a conflict of interest there. It is off your list.", "note")
    return redirect(url_for(".index"), 303)


def _kept(page: ReadingPage) -> ResponseReturnValue:
    """Keep what the page sends by itself, and say in a line whether that went well."""
    stored = page.started or page.own
    form = opinion_form(page.criteria, stored, is_draft=True)
    if not form.validate():
        return not_saved(form)
    try:
        with transaction():
            actions.keep(
                this_edition().id, page.code, viewer().known_id, form.opinion(), now=clock.now()
            )
    except ProposalRefused as refusal:
        form.form_errors.append(str(refusal))
        return not_saved(form)
    fresh = opinion_form(page.criteria, form.opinion(), formdata=None)
    return saved(fresh, now=clock.now())


def _signed_out(code: str) -> ResponseReturnValue:
    """Give back what was typed, and nothing of proposal or call: nobody knows who this is."""
    if is_autosave():
        return signed_out()
    form = typed_form(request.form)
    form.seen.data = request.form.get("seen", "")  # what the page had seen when it was opened
    html = render_template(
        "proposals/reviews/given_back.html",
        form=form,
        sign_in=url_for("people.sign_in", next=url_for(".proposal", code=code)),
        code=code,
    )
    return html, 401


def _page(code: str) -> ReadingPage:
    return reading.reading_page(this_edition().id, code, viewer().known_id, now=clock.now())


def _next(code: str) -> ResponseReturnValue:
    following = reading.next_code(this_edition().id, viewer().known_id, after=code)
    if following is None:
        flash("Saved. That was the last one: nothing waits for you.", "success")
        return redirect(url_for(".index"), 303)
    flash("Saved. Here is the next one.", "success")
    return redirect(url_for(".proposal", code=following), 303)


def _answer(
    page: ReadingPage, form: OpinionForm, words: CommentForm, *, is_elsewhere: bool = False
) -> ResponseReturnValue:
    has_errors = bool(form.errors or words.errors)
    html = render_template(
        "proposals/reviews/proposal.html",
        page=page,
        form=form,
        words=words,
        has_errors=has_errors,
        sign_in=url_for("people.sign_in", next=url_for(".proposal", code=page.code)),
    )
    return html, 409 if is_elsewhere else 422 if has_errors else 200
