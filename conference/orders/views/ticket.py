"""One ticket: its page, claiming it, what its attendee needs, its files."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.documents.pdf import ticket_pdf as printed
from conference.documents.qr import qr_svg
from conference.editions import queries as editions
from conference.editions.address import this_edition
from conference.editions.rules import PolicyKind
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound
from conference.orders import actions, forms, papers, queries
from conference.orders.forms import ClaimTicketForm, ProfileForm, TellNeedsForm
from conference.orders.queries import TicketPage
from conference.orders.rules import ConductNotAccepted, ConsentChanged, ConsentNotGiven
from conference.orders.views.blueprint import blueprint, opened
from conference.web import access, identity
from conference.web.access import LinkNeeded
from conference.web.identity import viewer


@blueprint.get("/tickets/<code>")
@access.ticket_link
def ticket(code: str) -> str:
    """Show the ticket and what is still to be said on it."""
    page, edition = _ticket(code), this_edition()
    seen = viewer()
    return render_template(
        "orders/ticket.html",
        page=page,
        edition=edition,
        when=papers.day_and_hours(edition),
        qr=qr_svg(page.shown_code),
        holds_order=queries.is_order_held(
            page.order_code, selectors=seen.orders, person_id=seen.person_id
        ),
    )


@blueprint.get("/tickets/<code>/open/<token>")
@access.public
def open_ticket(code: str, token: str) -> Response:
    """Open the attendee's link: this browser may see the ticket, and the address is proved."""
    selector = opened("ticket", token)
    if not queries.is_ticket_link(code, selector, this_edition().id):
        raise LinkNeeded
    with transaction():
        actions.prove_address(this_edition().id, code, now=clock.now())
    identity.hold("ticket", selector)
    return redirect(url_for(".ticket", code=code), 303)


@blueprint.route("/tickets/<code>/claim", methods=["GET", "POST"])
@access.ticket_link
def claim(code: str) -> ResponseReturnValue:
    """Make the ticket one's own: name, badge, photos, code of conduct."""
    page = _valid_ticket(code)
    form = ClaimTicketForm(data=forms.profile_of(page))
    conduct = editions.policy(this_edition().id, PolicyKind.CONDUCT)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.claim(
                    this_edition().id,
                    code,
                    form.profile(),
                    conduct_id=form.accepted(form.conduct),
                    now=clock.now(),
                )
        except ConductNotAccepted as refusal:
            form.show_refusals({"conduct": str(refusal)})
        else:
            flash("The ticket is yours.", "success")
            return redirect(url_for(".needs", code=code), 303)
    form.version.data = str(conduct.id)
    return _page("orders/claim.html", page, form, conduct=conduct)


@blueprint.route("/tickets/<code>/details", methods=["GET", "POST"])
@access.ticket_link
def ticket_details(code: str) -> ResponseReturnValue:
    """Change name, badge, organisation or photo choice."""
    page = _valid_ticket(code)
    if not page.is_claimed:
        return redirect(url_for(".claim", code=code), 303)
    form = ProfileForm(data=forms.profile_of(page))
    if form.validate_on_submit():
        with transaction():
            actions.change_profile(this_edition().id, code, form.profile(), now=clock.now())
        flash("Saved.", "success")
        return redirect(url_for(".ticket", code=code), 303)
    return _page("orders/ticket_details.html", page, form)


@blueprint.route("/tickets/<code>/needs", methods=["GET", "POST"])
@access.ticket_link
def needs(code: str) -> ResponseReturnValue:
    """Ask what the attendee needs from us, under a consent of its own."""
    page = _valid_ticket(code)
    if not page.is_claimed:
        return redirect(url_for(".claim", code=code), 303)
    told = queries.needs_of(page.id)
    form = TellNeedsForm(data=forms.needs_known(told))
    consent = editions.policy(this_edition().id, PolicyKind.NEEDS_CONSENT)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.save_needs(
                    this_edition().id,
                    code,
                    form.told(),
                    consent_id=form.accepted(form.consent),
                    now=clock.now(),
                )
        except (ConsentNotGiven, ConsentChanged) as refusal:
            form.show_refusals({"consent": str(refusal)})
        else:
            flash("Saved. Only the people who arrange it can see your answers.", "success")
            return redirect(url_for(".ticket", code=code), 303)
    form.version.data = str(consent.id)
    form.consent.data = False
    return _page("orders/needs.html", page, form, consent=consent, told=told)


@blueprint.get("/tickets/<code>/needs/withdrawal")
@access.ticket_link
def withdrawal(code: str) -> ResponseReturnValue:
    """Ask before the answers are deleted."""
    page = _ticket(code)
    told = queries.needs_of(page.id)
    if told is None:
        return redirect(url_for(".ticket", code=code), 303)
    return render_template("orders/withdrawal.html", page=page, told=told)


@blueprint.post("/tickets/<code>/needs/withdrawal")
@access.ticket_link
def withdraw(code: str) -> str:
    """Delete the answers at once, and say what we can no longer provide.

    The page is the answer itself: what it says must not travel in a cookie.
    """
    with transaction():
        lost = actions.withdraw_needs(this_edition().id, code, now=clock.now())
    return render_template("orders/withdrawn.html", page=_ticket(code), lost=lost)


@blueprint.get("/tickets/<code>/ticket.pdf")
@access.ticket_link
def ticket_pdf(code: str) -> Response:
    """Return the ticket to print. Raises: NotFound (it is not valid)."""
    page = _valid_ticket(code)
    content = printed(papers.ticket_facts(page, this_edition()))
    return _file(content, "application/pdf", f"ticket-{this_edition().slug}.pdf")


@blueprint.get("/tickets/<code>/ticket.ics")
@access.ticket_link
def ticket_calendar(code: str) -> Response:
    """Return the day as a calendar file. Raises: NotFound (it was never valid)."""
    page = _ticket(code)
    if not (page.is_valid or page.is_cancelled):
        raise NotFound
    content = papers.ticket_calendar(page, this_edition())
    return _file(content, "text/calendar; charset=utf-8", f"ticket-{this_edition().slug}.ics")


def _ticket(code: str) -> TicketPage:
    return queries.ticket_page(this_edition().id, code)


def _valid_ticket(code: str) -> TicketPage:
    page = _ticket(code)
    if not page.is_valid:
        raise NotFound("This ticket is not valid, so there is nothing to fill in.")
    return page


def _page(
    template: str, page: TicketPage, form: ProfileForm | TellNeedsForm, **context: object
) -> ResponseReturnValue:
    answer = render_template(template, page=page, form=form, **context)
    return answer, 422 if form.errors else 200


def _file(content: bytes, mimetype: str, name: str) -> Response:
    response = Response(content, content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
