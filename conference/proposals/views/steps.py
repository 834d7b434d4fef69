"""Writing a proposal, one question on each page; the same addresses save drafts by themselves."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.errors import NotFound
from conference.proposals.forms.answers import answers_form, name_of
from conference.proposals.forms.steps import FORMS, StepForm
from conference.proposals.queries import questions, speaking
from conference.proposals.queries.speaking import CallFrame, ProposalPage
from conference.proposals.rules import steps
from conference.proposals.rules import words as word_rules
from conference.proposals.rules.calls import CallPhase
from conference.proposals.rules.steps import Step
from conference.proposals.views.blueprint import blueprint
from conference.proposals.views.signed_out import given_back
from conference.proposals.views.step_forms import SAVED, form_of, leads_to_more, save, step_of
from conference.proposals.views.writer import own_page, writer
from conference.web import access
from conference.web.outlived import (
    is_autosave,
    is_lost,
    not_saved,
    saved,
    signed_out,
)

LEAVE = "leave"
SENT_IN = "It is sent in, so only what you save yourself counts. Press Save"


@blueprint.route("/speak/<code>/<step>", methods=["GET", "POST"])
@access.public
def step(code: str, step: str) -> ResponseReturnValue:
    """Ask one question and save the answer.

    Anybody may send this form: somebody whose sign-in has ended gets back what they typed.
    """
    asked = step_of(step)
    if request.method != "POST":
        page = own_page(code)
        return _shown(asked, page, form_of(asked, page, is_sent=False))
    if is_lost():
        return _signed_out(asked, code)
    page = own_page(code)
    if is_autosave() and not page.is_draft:
        return Response(SENT_IN, status=409, mimetype="text/plain")
    return _saved(asked, page, form_of(asked, page, is_sent=True))


def _saved(asked: Step, page: ProposalPage, form: StepForm) -> ResponseReturnValue:
    status = save(writer(), page, form)
    if status != SAVED:
        return _answer(asked, page, form, status)
    fresh = own_page(page.code)
    if is_autosave():
        return saved(form_of(asked, fresh, is_sent=False), now=clock.now())
    if leads_to_more(asked, page, fresh):
        return redirect(request.full_path.rstrip("?"), 303)
    return redirect(_next(asked, fresh), 303)


def _answer(asked: Step, page: ProposalPage, form: StepForm, status: int) -> ResponseReturnValue:
    if is_autosave():
        return not_saved(form)
    return _shown(asked, page, form, status)


def _shown(
    asked: Step, page: ProposalPage, form: StepForm, status: int = SAVED
) -> ResponseReturnValue:
    if not page.may_change and status == SAVED:
        return redirect(url_for(".show", code=page.code), 303)
    answer = render_template(
        "proposals/step.html",
        form=form,
        words=steps.WORDS[asked],
        back=_back(asked, page),
        place=steps.place_of(asked, has_questions=bool(page.questions)),
        sign_in=_sign_in(asked, page.code),
        is_signed_out=False,
        saves_itself=page.is_draft,
        is_draft=page.is_draft,
        word_count=word_rules.count,
    )
    return answer, status


def _signed_out(asked: Step, code: str) -> ResponseReturnValue:
    """Give back what was typed in the form of this step, as its page had seen it.

    Raises: NotFound (nobody sees the call, so nobody unknown reads what it asks).
    """
    if is_autosave():
        return signed_out()
    call = speaking.call_frame(this_edition(), now=clock.now())
    if call is None or call.phase is CallPhase.HIDDEN:
        raise NotFound
    form = _typed_form(asked, call)
    form.offer(call, this_edition())
    form.seen.data = request.form.get("seen", "")  # what the page had seen when it was opened
    return given_back(
        form, steps.WORDS[asked], sign_in=_sign_in(asked, code), back=url_for(".mine")
    )


def _typed_form(asked: Step, call: CallFrame) -> StepForm:
    if asked is not Step.QUESTIONS:
        return FORMS[asked]()
    sent = [one for one in questions.asked(call.id) if name_of(one) in request.form]
    return answers_form(sent)()


def _sign_in(asked: Step, code: str) -> str:
    return url_for("people.sign_in", next=url_for(".step", code=code, step=asked.value))


def _next(asked: Step, page: ProposalPage) -> str:
    if request.form.get("then") == LEAVE:
        return url_for(".mine")
    following = steps.after(asked, has_questions=bool(page.questions))
    if following is None or request.args.get("then") == steps.CHECK or not page.is_draft:
        return url_for(".check", code=page.code)
    if following is Step.SPEAKERS:
        return url_for(".speakers", code=page.code)
    return url_for(".step", code=page.code, step=following.value)


def _back(asked: Step, page: ProposalPage) -> str:
    former = steps.before(asked, has_questions=bool(page.questions))
    if request.args.get("then") == steps.CHECK or not page.is_draft:
        return url_for(".check", code=page.code)
    if former is None:
        return url_for(".mine")
    if former is Step.SPEAKERS:
        return url_for(".speakers", code=page.code)
    return url_for(".step", code=page.code, step=former.value)
