"""Places that became free: the committee lets a reserve move up, or leaves them free."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound, Refused
from conference.kernel.permissions import Permission
from conference.proposals.actions import decisions as actions
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.manage.deciding import deciding, preview, reader
from conference.proposals.queries import decisions as decided
from conference.proposals.queries import places as queries
from conference.proposals.queries.committee import standings_of
from conference.proposals.queries.opinions import opinion_page
from conference.proposals.queries.readers import kept_from
from conference.proposals.rules.deciding import read_tick
from conference.proposals.rules.ranking import Measure
from conference.proposals.rules.states import ProposalState
from conference.web import access


@blueprint.get("/proposals/places")
@access.requires(Permission.DECIDE_PROPOSALS)
def free_places() -> str:
    """Show each place that became free, and the reserves that fit it best."""
    edition = this_edition()
    own = kept_from(edition.id, reader())
    standings = standings_of(edition.id, Measure.MEDIAN)
    reserves = [row for row in queries.reserves(edition.id) if row.id not in own]
    return render_template(
        "proposals/manage/places.html",
        places=[
            (place, queries.best_for(place, reserves, standings), place.id in own)
            for place in queries.free_places(edition.id)
        ],
        standings=standings,
        edition=edition,
    )


@blueprint.route("/proposals/committee/<code>/acceptance", methods=["GET", "POST"])
@access.requires(Permission.DECIDE_PROPOSALS)
def move_up(code: str) -> ResponseReturnValue:
    """Ask, with the mail, whether a reserve moves up; then accept it and tell its speakers."""
    if request.method == "POST":
        return _moved_up(code)
    edition, acting = this_edition(), reader()
    page = opinion_page(edition, acting, code, now=clock.now())
    if page.is_own or page.state is not ProposalState.RESERVE:
        raise NotFound
    addresses = decided.addresses_of(page.id)
    facts = decided.acceptance(edition.id, page.id, accepts=1)
    return render_template(
        "proposals/manage/move_up.html",
        page=page,
        place=request.args.get("place", "")[:20],
        people=len(addresses),
        mails=[] if acting.reads_blind else [preview(address, facts) for address in addresses],
    )


@blueprint.route("/proposals/places/<code>/settlement", methods=["GET", "POST"])
@access.requires(Permission.DECIDE_PROPOSALS)
def leave_place(code: str) -> ResponseReturnValue:
    """Ask whether a place is left to nobody, and do so."""
    if request.method == "POST":
        return _left(code)
    free = queries.free_places(this_edition().id)
    place = next((one for one in free if one.code == code), None)
    if place is None:
        raise NotFound("This place is not free any more.")
    return render_template("proposals/manage/leave_place.html", place=place)


def _left(code: str) -> Response:
    try:
        with transaction():
            actions.leave_place(code, deciding=deciding())
    except Refused as refusal:
        flash(str(refusal), "warning")
    else:
        flash("The place stays free.", "success")
    return redirect(url_for(".free_places"), 303)


def _moved_up(code: str) -> Response:
    seen = read_tick(request.form.get("seen", ""))
    if seen.code != code:
        raise NotFound
    place = request.form.get("place", "")[:20] or None
    try:
        with transaction():
            count = actions.move_up(seen, place=place, deciding=deciding())
    except Refused as refusal:
        flash(str(refusal), "warning")
    else:
        flash(
            f"Accepted. {count} {'mail is' if count == 1 else 'mails are'} on the way.", "success"
        )
    return redirect(url_for(".free_places"), 303)
