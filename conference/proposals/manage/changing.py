"""Organisers change a proposal for its speakers, or withdraw it for them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.proposals.actions import confirming
from conference.proposals.actions.confirming import Answer
from conference.proposals.actions.writing import Writer
from conference.proposals.forms.steps import StepForm
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.queries import speaking
from conference.proposals.queries.speaking import ProposalPage
from conference.proposals.rules import steps
from conference.proposals.rules import words as word_rules
from conference.proposals.rules.refusals import OwnAtDesk
from conference.proposals.rules.sending import WithdrawnMeanwhile, may_change_on_behalf
from conference.proposals.rules.states import TAKEN, WITHDRAWABLE, ProposalState
from conference.proposals.rules.steps import Step
from conference.proposals.views.step_forms import SAVED, form_of, leads_to_more, save, step_of
from conference.proposals.views.words import shown_words
from conference.web import access
from conference.web.identity import viewer

CHANGED = "Saved. Its speakers are mailed once you leave it at that for a minute."


@blueprint.get("/proposals/<code>/change")
@access.requires(Permission.EDIT_CALL)
def change(code: str) -> ResponseReturnValue:
    """Show all answers of somebody else's proposal, each with a way to change it."""
    page = _page(code)
    return _kept_out(page) or render_template(
        "proposals/manage/change.html", page=page, words=shown_words(page, this_edition())
    )


@blueprint.route("/proposals/<code>/change/<step>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_CALL)
def change_step(code: str, step: str) -> ResponseReturnValue:
    """Ask one question, with the same limits as the speakers', and save the answer for them."""
    asked, page = step_of(step), _page(code)
    is_sent = request.method == "POST"
    form = form_of(asked, page, is_sent=is_sent)
    if not is_sent:
        return _kept_out(page) or _shown(asked, page, form)
    status = save(_writer(), page, form)
    if status != SAVED:
        return _shown(asked, page, form), status
    flash(CHANGED, "success")
    if leads_to_more(asked, page, _page(code)):
        return redirect(url_for(".change_step", code=code, step=step), 303)
    return redirect(url_for(".change", code=code), 303)


@blueprint.get("/proposals/<code>/withdrawal")
@access.requires(Permission.EDIT_CALL)
def withdrawal_for(code: str) -> ResponseReturnValue:
    """Ask before somebody else's proposal is withdrawn: it cannot be taken back."""
    page = _page(code)
    if page.state not in WITHDRAWABLE:
        return redirect(url_for(".proposal", code=code), 303)
    return _kept_out(page) or render_template(
        "proposals/manage/withdraw_for.html", page=page, is_taken=page.state in TAKEN
    )


@blueprint.post("/proposals/<code>/withdrawal")
@access.requires(Permission.EDIT_CALL)
def withdraw_for(code: str) -> Response:
    """Withdraw it, in the state in which the page showed it."""
    page = _page(code)
    given = Answer(
        edition_id=this_edition().id,
        code=code,
        person_id=viewer().known_id,
        now=clock.now(),
        on_behalf=True,
    )
    try:
        with transaction():
            confirming.withdraw_for(given, seen=_seen())
    except Refused as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".withdrawal_for", code=code), 303)
    flash("Withdrawn on behalf of the speakers, who are mailed.", "success")
    shown = ".confirmation" if page.state in TAKEN else ".proposal"
    return redirect(url_for(shown, code=code), 303)


def _page(code: str) -> ProposalPage:
    return speaking.page_at_desk(this_edition(), code, now=clock.now())


def _writer() -> Writer:
    return Writer(
        edition=this_edition(),
        person_id=viewer().known_id,
        now=clock.now(),
        real_now=clock.real_now(),
        on_behalf=True,
    )


def _kept_out(page: ProposalPage) -> Response | None:
    """Lead back, with the reason, whoever cannot change or withdraw this one here."""
    if any(one.person_id == viewer().known_id for one in page.authors):
        flash(OwnAtDesk.message, "warning")
    elif not may_change_on_behalf(page.state):
        flash(WithdrawnMeanwhile.message, "warning")
    else:
        return None
    return redirect(url_for(".proposal", code=page.code), 303)


def _shown(asked: Step, page: ProposalPage, form: StepForm) -> str:
    return render_template(
        "proposals/manage/change_step.html",
        page=page,
        form=form,
        words=steps.WORDS[asked],
        word_count=word_rules.count,
    )


def _seen() -> ProposalState:
    """Return the state that the page showed; a word that is none was never shown."""
    typed = request.form.get("seen", "")
    return ProposalState(typed) if typed in set(ProposalState) else ProposalState.DRAFT
