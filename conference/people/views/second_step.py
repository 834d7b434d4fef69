"""The second step of staff: passing it, and setting it up."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.documents.qr import qr_svg
from conference.editions import frames
from conference.editions import queries as editions
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.people import actions, queries, rules
from conference.people import second_step as authenticator
from conference.people.forms import EnterCodeForm, EnterRecoveryCodeForm
from conference.people.queries import SetupPage
from conference.people.rules import Verdict
from conference.people.views.blueprint import blueprint, next_path, onward, this_browser
from conference.web import access, identity
from conference.web.identity import viewer


@blueprint.route("/sign-in/second-step", methods=["GET", "POST"])
@access.signed_in
def second_step() -> ResponseReturnValue:
    """Ask for a code of the authenticator app; where there is none yet, lead to setting it up."""
    if not viewer().owes_second_step:
        return onward()
    if not queries.has_second_step(viewer().known_id):
        return redirect(url_for(".set_up_second_step", next=next_path() or None), 303)
    form = EnterCodeForm()
    if form.validate_on_submit():
        with transaction():
            verdict = actions.confirm_code(
                this_browser(), code=form.code.data, now=clock.real_now()
            )
        if verdict is not Verdict.WRONG:
            return _decided(verdict)
        form.show_refusals({"code": rules.CodeWrong.message})
    page = render_template("people/second_step.html", form=form, next=next_path() or None)
    return page, 422 if form.errors else 200


@blueprint.route("/sign-in/recovery-code", methods=["GET", "POST"])
@access.signed_in
def recovery_code() -> ResponseReturnValue:
    """Take a recovery code in place of a code of the app."""
    if not viewer().owes_second_step:
        return onward()
    form = EnterRecoveryCodeForm()
    if form.validate_on_submit():
        with transaction():
            verdict = actions.use_recovery_code(
                this_browser(), code=form.code.data, now=clock.real_now()
            )
        if verdict is not Verdict.WRONG:
            return _decided(verdict)
        form.show_refusals({"code": rules.RecoveryCodeWrong.message})
    page = render_template("people/recovery_code.html", form=form, next=next_path() or None)
    return page, 422 if form.errors else 200


@blueprint.route("/sign-in/second-step/app", methods=["GET", "POST"])
@access.signed_in
def set_up_second_step() -> ResponseReturnValue:
    """Show the secret for the app, and take its first code."""
    seen = viewer()
    if not seen.owes_second_step or queries.has_second_step(seen.known_id):
        return redirect(url_for(".second_step", next=next_path() or None), 303)
    page = queries.setup_page(seen.known_id, sign_in_id=seen.sign_in_id, now=clock.real_now())
    if page is None:
        return render_template("people/second_step_start.html", next=next_path() or None)
    form = EnterCodeForm()
    if form.validate_on_submit():
        try:
            with transaction():
                codes = actions.finish_setup(
                    this_browser(), code=form.code.data, now=clock.real_now()
                )
        except rules.SignInRefused as refusal:
            form.show_refusals({"code": str(refusal)})
        else:
            onward_to = next_path() or url_for(".account")
            return render_template("people/recovery_codes.html", codes=codes, next=onward_to)
    return _setup_page(page, form), 422 if form.errors else 200


@blueprint.post("/sign-in/second-step/secret")
@access.signed_in
def begin_second_step() -> Response:
    """Make a fresh secret for this browser's setting up."""
    if viewer().owes_second_step:
        try:
            with transaction():
                actions.begin_setup(this_browser(), now=clock.real_now())
        except rules.SetupOver as refusal:
            flash(str(refusal), "error")
    return redirect(url_for(".set_up_second_step", next=next_path() or None), 303)


def _decided(verdict: Verdict) -> Response:
    if verdict is Verdict.RIGHT:
        return onward()
    identity.end_session()
    flash(rules.TooManyTries.message, "error")
    return redirect(url_for(".sign_in"), 303)


def _setup_page(page: SetupPage, form: EnterCodeForm) -> str:
    secret = authenticator.open_secret(
        page.sealed_secret, person_id=viewer().known_id, key=this_browser().key
    )
    app_link = authenticator.app_link(secret, email=page.email, issuer=_issuer())
    return render_template(
        "people/second_step_setup.html",
        form=form,
        picture=qr_svg(app_link),
        secret=authenticator.spaced(secret),
        app_link=app_link,
        next=next_path() or None,
    )


def _issuer() -> str:
    slug = editions.current_slug()
    found = frames.frame_at(slug) if slug else None
    return found.name if found else "Conference"
