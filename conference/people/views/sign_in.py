"""Signing in with a link from a mail, and out."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.kernel import clock, codes
from conference.kernel.database import transaction
from conference.people import actions, queries, rules
from conference.people.forms import AskLinkForm
from conference.people.views.blueprint import blueprint, next_path
from conference.web import access, identity
from conference.web.answers import answer
from conference.web.identity import viewer


@blueprint.route("/sign-in", methods=["GET", "POST"])
@access.public
def sign_in() -> ResponseReturnValue:
    """Ask for an address and mail it a link; the answer is the same whoever it belongs to.

    Whoever comes from the link of an invitation need not type the address that was invited.
    """
    way = next_path()
    form = AskLinkForm(next=way, email=answer("invited_address", way) if way else "")
    sent_to = None
    if form.validate_on_submit():
        sent_to = form.email.data
        with transaction():
            actions.send_link(sent_to, next_address=form.next.data or "", now=clock.real_now())
    page = render_template("people/sign_in.html", form=form, sent_to=sent_to)
    return page, 422 if form.errors else 200


@blueprint.route("/sign-in/<token>", methods=["GET", "POST"])
@access.public
def open_sign_in(token: str) -> ResponseReturnValue:
    """Show a button that signs in: programs that follow links in mails must not use it up."""
    selector = codes.opened("sign-in", token, key=current_app.config["SECRET_KEY"]) or ""
    try:
        if request.method == "POST":
            return _use(selector)
        link = queries.open_link(selector, now=clock.real_now())
    except rules.LinkSpent as refusal:
        return render_template("people/link_spent.html", detail=str(refusal)), 410
    return render_template("people/open_sign_in.html", link=link, shift=clock.offset())


@blueprint.post("/sign-out")
@access.public
def sign_out() -> Response:
    """End this browser's sign-in, and forget the links that it opened."""
    seen = viewer()
    if seen.person_id is not None and seen.sign_in_id is not None:
        with transaction():
            actions.end_sign_in(seen.person_id, seen.sign_in_id, now=clock.real_now())
    identity.end_session()
    return redirect(url_for("programme.front"), 303)


def _use(selector: str) -> Response:
    with transaction():
        begun = actions.use_link(
            selector,
            device=rules.device_words(request.user_agent.string),
            replaces=identity.session_token(),
            now=clock.now(),
            real_now=clock.real_now(),
        )
    identity.begin_session(begun.token)
    return redirect(begun.next_address or url_for("people.account"), 303)
