"""Each speaker's own name and organisation in a proposal."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.kernel.database import transaction
from conference.proposals.actions import authors as actions
from conference.proposals.forms.speakers import OwnNameForm
from conference.proposals.queries.speaking import ProposalPage
from conference.proposals.rules import words as word_rules
from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.steps import StepWords
from conference.proposals.views.blueprint import blueprint
from conference.proposals.views.signed_out import given_back
from conference.proposals.views.steps import LEAVE
from conference.proposals.views.writer import own_page, writer
from conference.web import access
from conference.web.outlived import is_lost, is_stale

WORDS = StepWords("What are you called, and for whom do you work?")


@blueprint.route("/speak/<code>/speakers/you", methods=["GET", "POST"])
@access.public
def own_name(code: str) -> ResponseReturnValue:
    """Show and change how the viewer is named in a proposal.

    Anybody may send this form: somebody whose sign-in has ended gets back what they typed.
    """
    is_sent = request.method == "POST"
    if is_sent and is_lost():
        return _given_back(code)
    page = own_page(code)
    data = {"name": page.you.name, "organisation": page.you.organisation}
    form = OwnNameForm(data=data) if is_sent else OwnNameForm(formdata=None, data=data)
    if not is_sent:
        return _shown(page, form) if page.may_change else redirect(_speakers(code), 303)
    return _saved(page, form)


def _saved(page: ProposalPage, form: OwnNameForm) -> ResponseReturnValue:
    if not form.validate():
        is_elsewhere = is_stale(form) or form.form_errors
        return _shown(page, form), 409 if is_elsewhere else 422
    name = " ".join((form.name.data or "").split())
    organisation = form.organisation.data or ""
    try:
        with transaction():
            actions.present(writer(), page.code, name=name, organisation=organisation)
    except ProposalRefused as refusal:
        form.form_errors.append(str(refusal))
        return _shown(page, form), 409
    leaves = request.form.get("then") == LEAVE
    return redirect(url_for(".mine") if leaves else _speakers(page.code), 303)


def _given_back(code: str) -> ResponseReturnValue:
    form = OwnNameForm()
    form.seen.data = request.form.get("seen", "")  # what the page had seen when it was opened
    return given_back(
        form, WORDS, sign_in=_sign_in(code), back=url_for(".mine"), saves_itself=False
    )


def _shown(page: ProposalPage, form: OwnNameForm) -> str:
    return render_template(
        "proposals/step.html",
        form=form,
        words=WORDS,
        back=_speakers(page.code),
        place=None,
        sign_in=_sign_in(page.code),
        is_signed_out=False,
        saves_itself=False,
        is_draft=False,
        word_count=word_rules.count,
    )


def _speakers(code: str) -> str:
    return url_for(".speakers", code=code)


def _sign_in(code: str) -> str:
    return url_for("people.sign_in", next=url_for(".own_name", code=code))
