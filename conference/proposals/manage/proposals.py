"""Organisers read what was proposed, and write a proposal on behalf of somebody."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import newest_edition, this_edition
from conference.editions.rules import LEVELS, language_name
from conference.history.actors import named
from conference.history.rules import detail_words
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid, NotFound
from conference.kernel.permissions import Permission
from conference.kernel.text import rendered
from conference.proposals.actions import behalf
from conference.proposals.actions.writing import Owner
from conference.proposals.forms.speakers import SENT, OnBehalfForm
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.manage.deciding import reader
from conference.proposals.queries import calls, desk
from conference.proposals.queries.desk import ProposalSearch
from conference.proposals.rules.states import ProposalState
from conference.web import access, paging
from conference.web.identity import viewer

ID_DIGITS = 9
FIELDS = {"format": "format_id", "track": "track_id"}


@blueprint.get("/proposals")
@access.requires(Permission.EDIT_CALL)
def proposals() -> str:
    """List proposals, the newest first, or those that were asked for."""
    edition, number = this_edition(), paging.page_number(request.args.get("page"))
    search = _search(number)
    counts = desk.counts(edition.id)
    return render_template(
        "proposals/manage/proposals.html",
        page=paging.cut(desk.rows(edition, search), number),
        search=search,
        edition=edition,
        figures=[(state.label, counts.get(state, 0), None) for state in ProposalState],
        states=tuple(ProposalState),
        has_call=calls.call_of(edition.id) is not None,
    )


@blueprint.get("/proposals/<code>")
@access.requires(Permission.EDIT_CALL)
def proposal(code: str) -> str:
    """Show one proposal whole, with its history."""
    edition = this_edition()
    page = desk.desk_proposal(edition.id, code, reader())
    names = named(entry.actor for entry in page.history)
    return render_template(
        "proposals/manage/proposal.html",
        page=page,
        format=edition.formats_by_id.get(page.format_id or 0),
        track=edition.tracks_by_id.get(page.track_id or 0),
        level=LEVELS[page.level],
        language=language_name(page.language or "en"),
        abstract=rendered(page.abstract),
        decides=viewer().may(Permission.DECIDE_PROPOSALS, edition.id),
        is_own=any(one.person_id == viewer().known_id for one in page.authors),
        log=[
            (entry.at, entry.what.capitalize(), names[entry.actor], detail_words(entry.details))
            for entry in page.history
        ],
    )


@blueprint.route("/proposals/new", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def write_for() -> ResponseReturnValue:
    """Write a proposal for somebody, who is invited to it."""
    edition = newest_edition()
    if calls.call_of(edition.id) is None:
        raise NotFound("Make the call for proposals first.")
    form = OnBehalfForm()
    form.offer(edition)
    if form.validate_on_submit():
        try:
            code = _written(form)
        except Invalid as invalid:
            form.show_refusals(
                {FIELDS.get(name, name): text for name, text in invalid.fields.items()}
            )
        else:
            flash(f"We have mailed {form.name.data} an invitation to it.", "success")
            return redirect(url_for(".proposal", code=code), 303)
    return render_template("proposals/manage/write_for.html", form=form), (
        422 if form.errors else 200
    )


def _written(form: OnBehalfForm) -> str:
    with transaction():
        return behalf.write_for(
            behalf.Desk(
                edition=this_edition(),
                person_id=viewer().known_id,
                now=clock.now(),
                real_now=clock.real_now(),
            ),
            form.values(),
            owner=Owner(
                email=form.email.data,
                name=form.name.data,
                person_id=None,
                organisation=form.organisation.data or "",
            ),
            is_sent=form.state.data == SENT,
            form_token=form.form_token.token,
        )


def _search(number: int) -> ProposalSearch:
    return ProposalSearch(
        query=request.args.get("q", "").strip()[:100],
        state=request.args.get("state", ""),
        track_id=_number(request.args.get("track")),
        format_id=_number(request.args.get("format")),
        start=(number - 1) * paging.PER_PAGE,
        limit=paging.PER_PAGE + 1,
    )


def _number(text: str | None) -> int | None:
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) <= ID_DIGITS
    return int(text) if text and is_number else None
