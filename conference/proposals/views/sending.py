"""Looking at a proposal, checking it, sending it in, taking it back, throwing a draft away."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid, NotFound, Refused
from conference.proposals.actions import sending as actions
from conference.proposals.forms.speakers import SendForm
from conference.proposals.queries.speaking import ProposalPage
from conference.proposals.rules.calls import CallPhase
from conference.proposals.rules.sending import CodeRefused
from conference.proposals.rules.states import ProposalState
from conference.proposals.rules.steps import CHECK, FIELD_STEPS, Step, steps_of
from conference.proposals.views.blueprint import blueprint
from conference.proposals.views.words import shown_words
from conference.proposals.views.writer import own_page, writer
from conference.web import access
from conference.web.answers import answer


@blueprint.get("/speak/<code>")
@access.signed_in
def show(code: str) -> str:
    """Show a proposal as it stands, and what can still be done with it."""
    page = own_page(code)
    return render_template(
        "proposals/show.html",
        page=page,
        words=shown_words(page, this_edition()),
        place=_public_place(page),
        is_closed=page.phase is CallPhase.CLOSED,
    )


@blueprint.get("/speak/<code>/check")
@access.signed_in
def check(code: str) -> ResponseReturnValue:
    """Show all answers once more before they are sent in."""
    page = own_page(code)
    if not page.may_change:
        return redirect(url_for(".show", code=code), 303)
    return _check(page, SendForm(formdata=None, data={"extension": page.extension}))


@blueprint.post("/speak/<code>/submission")
@access.signed_in
def submit(code: str) -> ResponseReturnValue:
    """Send in: a second time is the same."""
    form = SendForm()
    if not form.validate_on_submit():
        return _check(own_page(code), form), 422
    try:
        with transaction():
            actions.submit(writer(), code, extension=form.extension.data or "")
    except Invalid:
        return _check(own_page(code), form, is_refused=True), 422
    except Refused as refusal:
        name = "extension" if isinstance(refusal, CodeRefused) else ""
        form.show_refusals({name: str(refusal)})
        return _check(own_page(code), form), 409
    return redirect(url_for(".show", code=code), 303)


@blueprint.get("/speak/<code>/withdrawal")
@access.signed_in
def withdrawal(code: str) -> ResponseReturnValue:
    """Ask before a proposal is taken back."""
    page = own_page(code)
    if not page.may_withdraw:
        return redirect(url_for(".show", code=code), 303)
    return render_template("proposals/withdrawal.html", page=page)


@blueprint.post("/speak/<code>/withdrawal")
@access.signed_in
def withdraw(code: str) -> Response:
    """Take back what was sent in."""
    with transaction():
        actions.withdraw(writer(), code)
    flash("Your proposal is withdrawn.", "success")
    return redirect(url_for(".show", code=code), 303)


@blueprint.get("/speak/<code>/removal")
@access.signed_in
def removal(code: str) -> ResponseReturnValue:
    """Ask before a draft is thrown away."""
    page = own_page(code)
    if not (page.is_draft and page.you.is_owner):
        return redirect(url_for(".show", code=code), 303)
    return render_template("proposals/removal.html", page=page)


@blueprint.post("/speak/<code>/removal")
@access.signed_in
def discard(code: str) -> Response:
    """Throw a draft away; gone already, nothing changes."""
    try:
        with transaction():
            actions.discard(writer(), code)
    except NotFound:
        pass  # pressed twice: it is gone
    except Refused as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".show", code=code), 303)
    flash("The draft is thrown away.", "success")
    return redirect(url_for(".mine"), 303)


def _public_place(page: ProposalPage) -> Any:
    """Return when and where everybody reads that it runs; nothing: it is not public."""
    if page.state is not ProposalState.CONFIRMED:
        return None
    return answer("public_place_of_proposal", this_edition().id, page.code)


def _check(page: ProposalPage, form: SendForm, *, is_refused: bool = False) -> str:
    if is_refused:
        form.form_errors.extend(page.missing.values())
    return render_template(
        "proposals/check.html",
        page=page,
        form=form,
        words=shown_words(page, this_edition()),
        addresses={name: _address(page.code, name) for name in page.missing},
        total=len(steps_of(has_questions=bool(page.questions))) + 1,
        owner_email=next(one.email for one in page.authors if one.is_owner),
        is_closed=page.phase is CallPhase.CLOSED,
    )


def _address(code: str, field: str) -> str:
    step = FIELD_STEPS.get(field, Step.QUESTIONS)
    return url_for(".step", code=code, step=step.value, then=CHECK)
