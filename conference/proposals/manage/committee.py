"""The committee reads the ranking and single proposals, and decides; nobody is told yet."""

from collections.abc import Collection
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.proposals import exports
from conference.proposals.actions import decisions as actions
from conference.proposals.actions.reviews import say_in_committee
from conference.proposals.forms.reviews import CommitteeCommentForm
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.manage.deciding import (
    STATES,
    asked_for,
    deciding,
    filter_words,
    reader,
    wanted,
)
from conference.proposals.queries import committee as queries
from conference.proposals.queries.opinions import opinion_page
from conference.proposals.rules.deciding import read_tick
from conference.proposals.rules.ranking import Measure, next_in
from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.states import Decision
from conference.web import access
from conference.web.paging import Page, page_number

PER_PAGE = 100
"""More than elsewhere: whoever ranks compares."""

CLEAR = "clear"


@blueprint.get("/proposals/committee")
@access.requires(Permission.DECIDE_PROPOSALS)
def committee() -> str:
    """Show the ranking, with boxes to decide on many at once; or whole, to be printed."""
    return _ranking()


def _ranking(ticked: Collection[str] = ()) -> str:
    asked = wanted()
    page = queries.committee_page(this_edition(), reader(), asked, now=clock.now())
    is_whole = request.args.get("view") == "print"
    number = page_number(request.args.get("page"))
    first = (number - 1) * PER_PAGE
    rows = page.rows if is_whole else page.rows[first : first + PER_PAGE]
    return render_template(
        "proposals/manage/committee.html",
        page=page,
        cut=Page(
            rows=rows, number=number, has_next=not is_whole and first + PER_PAGE < len(page.rows)
        ),
        is_whole=is_whole,
        ticked=ticked,
        wanted=asked,
        asked=asked_for(),
        filters=filter_words(asked),
        measures=tuple(Measure),
        decisions=tuple(Decision),
        states=STATES,
        edition=this_edition(),
        now=clock.now(),
    )


@blueprint.get("/proposals/committee.csv")
@access.requires(Permission.DECIDE_PROPOSALS)
def committee_file() -> Response:
    """Return the ranking that was asked for as a file: no authors, no reviewers."""
    edition = this_edition()
    page = queries.committee_page(edition, reader(), wanted(), now=clock.now())
    response = Response(exports.ranking_csv(page.rows), content_type="text/csv; charset=utf-8")
    name = f"proposals-{edition.slug}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.post("/proposals/committee")
@access.requires(Permission.DECIDE_PROPOSALS)
def decide() -> ResponseReturnValue:
    """Note a decision on all that were ticked, or take it back; all of it, or nothing.

    If nothing, the boxes of what is as it was stay ticked.
    """
    chosen = request.form.get("decision", "")
    decision = Decision(chosen) if chosen in set(Decision) else None
    back = redirect(_back(), 303)
    if decision is None and chosen != CLEAR:
        return back
    picks = request.form.getlist("pick")
    try:
        ticked = [read_tick(text) for text in picks]
        with transaction():
            count = actions.set_pending(ticked, decision, deciding=deciding())
    except Refused as refusal:
        flash(str(refusal), "warning")
        return back if request.form.get("back") else (_ranking(frozenset(picks)), 409)
    what = f"{count} {'proposal' if count == 1 else 'proposals'}"
    told = f"noted to {decision.value}" if decision else "undecided again"
    flash(f"{what} {told}. Nobody is told before you send.", "success")
    return back


@blueprint.get("/proposals/committee/<code>")
@access.requires(Permission.DECIDE_PROPOSALS)
def opinions(code: str) -> str:
    """Show one proposal with its reviews and the discussion, and lead to the next one."""
    return _shown(code, CommitteeCommentForm(formdata=None))


@blueprint.post("/proposals/committee/<code>/comments")
@access.requires(Permission.DECIDE_PROPOSALS)
def discuss(code: str) -> ResponseReturnValue:
    """Say something in the discussion; what is refused is given back."""
    form = CommitteeCommentForm()
    if form.validate_on_submit():
        try:
            with transaction():
                say_in_committee(
                    this_edition().id, code, reader(), form.body.data or "", now=clock.now()
                )
        except ProposalRefused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash("Your words are in the discussion.", "success")
            query: dict[str, Any] = dict(asked_for())
            return redirect(url_for(".opinions", code=code, _anchor="discussion", **query), 303)
    return _shown(code, form), 422


def _shown(code: str, form: CommitteeCommentForm) -> str:
    """Return the page of one proposal; the next one is that of the ranking it was opened from."""
    edition, acting, now = this_edition(), reader(), clock.now()
    page = opinion_page(edition, acting, code, now=now)
    ranked = queries.committee_page(edition, acting, wanted(), now=now)
    return render_template(
        "proposals/manage/opinions.html",
        page=page,
        form=form,
        asked=asked_for(),
        following=next_in([row.code for _, row in ranked.rows], code),
        decisions=tuple(Decision),
    )


def _back() -> str:
    """Return the page that the boxes stood on, with its filters."""
    code = request.form.get("back", "")[:20]
    query: dict[str, Any] = dict(asked_for())
    if code:
        return url_for(".opinions", code=code, **query)
    number = page_number(request.args.get("page"))
    return url_for(".committee", page=number if number > 1 else None, **query)
