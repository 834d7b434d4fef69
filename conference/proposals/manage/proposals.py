"""Organisers read what was proposed, and write a proposal on behalf of somebody."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import newest_edition, this_edition
from conference.editions.rules import LEVELS, language_name
from conference.history.actions import person
from conference.history.actors import named
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
from conference.proposals.rules.calls import CallDates, CallPhase
from conference.proposals.rules.past import past_words
from conference.proposals.rules.states import ProposalState
from conference.web import access, paging
from conference.web.identity import viewer

ID_DIGITS = 9
LATE_DRAFT = "The call has closed, so this draft can be sent in with an extension code only."
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
    reviewers = page.reviewers_of_history
    names = named([*(entry.actor for entry in page.history), *map(person, reviewers)])
    people = {
        "speakers": {author.id: author.name for author in page.authors},
        "reviewers": {one: names[person(one)] for one in reviewers},
    }
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
            (
                entry.at,
                entry.what.capitalize(),
                names[entry.actor],
                past_words(entry.details, **people),
            )
            for entry in page.history
        ],
    )


@blueprint.route("/proposals/new", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def write_for() -> ResponseReturnValue:
    """Write a proposal for somebody, who is invited to it."""
    edition = newest_edition()
    call = calls.call_of(edition.id)
    if call is None:
        raise NotFound("Make the call for proposals first.")
    dates, form = calls.dates_of(call), OnBehalfForm()
    form.offer(edition)
    is_closed = dates.phase(clock.now()) is CallPhase.CLOSED
    if is_closed:
        form.close()
    if form.validate_on_submit():
        try:
            code = _written(form)
        except Invalid as invalid:
            form.show_refusals(
                {FIELDS.get(name, name): text for name, text in invalid.fields.items()}
            )
        else:
            flash(f"We have mailed {form.name.data} an invitation to it.", "success")
            if form.state.data != SENT and _is_late(dates, form):
                flash(f"{LATE_DRAFT} Give {form.name.data} one.", "warning")
            return redirect(url_for(".proposal", code=code), 303)
    page = render_template(
        "proposals/manage/write_for.html",
        form=form,
        closed_at=dates.deadline() if is_closed else None,
    )
    return page, 422 if form.errors else 200


def _is_late(dates: CallDates, form: OnBehalfForm) -> bool:
    """Say whether the call has closed for what was written."""
    format_id = int(form.format_id.data) or None
    return dates.phase(clock.now(), format_id) is CallPhase.CLOSED


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
