"""Writing a proposal, one question on each page; the same addresses save drafts by themselves."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid, NotFound
from conference.proposals.actions import writing as actions
from conference.proposals.forms.answers import AnswersForm, answers_form, name_of, stored_answers
from conference.proposals.forms.steps import FORMS, StepForm, stored
from conference.proposals.queries import questions, speaking
from conference.proposals.queries.speaking import CallFrame, ProposalPage
from conference.proposals.rules import steps
from conference.proposals.rules import words as word_rules
from conference.proposals.rules.calls import CallPhase
from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.steps import Step
from conference.proposals.views.blueprint import blueprint
from conference.proposals.views.signed_out import given_back
from conference.proposals.views.writer import own_page, writer
from conference.web import access
from conference.web.outlived import (
    is_autosave,
    is_lost,
    is_stale,
    not_saved,
    saved,
    signed_out,
)

LEAVE = "leave"
SENT_IN = "It is sent in, so only what you save yourself counts. Press Save"
OPEN = 200


@blueprint.route("/speak/<code>/<step>", methods=["GET", "POST"])
@access.public
def step(code: str, step: str) -> ResponseReturnValue:
    """Ask one question and save the answer.

    Anybody may send this form: somebody whose sign-in has ended gets back what they typed.
    """
    asked = _step(step)
    if request.method != "POST":
        page = own_page(code)
        return _shown(asked, page, _form(asked, page, is_sent=False))
    if is_lost():
        return _signed_out(asked, code)
    page = own_page(code)
    if is_autosave() and not page.is_draft:
        return Response(SENT_IN, status=409, mimetype="text/plain")
    return _saved(asked, page, _form(asked, page, is_sent=True))


def _step(name: str) -> Step:
    """Return the step of an address. Raises: NotFound (there is none, or it has its own page)."""
    if name not in set(Step) or name == Step.SPEAKERS:
        raise NotFound
    return Step(name)


def _form(asked: Step, page: ProposalPage, *, is_sent: bool) -> StepForm:
    if asked is Step.QUESTIONS:
        kind: type[StepForm] = answers_form(page.questions)
        data: dict[str, object] = dict(stored_answers(page.questions, page.answers))
    else:
        kind, data = FORMS[asked], stored(page)
    form = kind(data=data) if is_sent else kind(formdata=None, data=data)
    form.offer(page.call, this_edition())
    return form


def _saved(asked: Step, page: ProposalPage, form: StepForm) -> ResponseReturnValue:
    if not form.validate():
        return _refused(asked, page, form)
    try:
        with transaction():
            if isinstance(form, AnswersForm):
                actions.answer(writer(), page.code, form.typed(), version=page.version)
            else:
                actions.change(writer(), page.code, form.values(), version=page.version)
    except Invalid as invalid:
        form.show_refusals(_beside(invalid.fields))
        return _refused(asked, page, form)
    except ProposalRefused as refusal:
        form.form_errors.append(str(refusal))
        return _answer(asked, page, form, 409)
    if is_autosave():
        return saved(_form(asked, own_page(page.code), is_sent=False), now=clock.now())
    fresh = own_page(page.code)
    if set(fresh.questions) > set(page.questions) and asked is Step.QUESTIONS:
        return redirect(request.full_path.rstrip("?"), 303)  # an answer has led to more questions
    return redirect(_next(asked, fresh), 303)


def _refused(asked: Step, page: ProposalPage, form: StepForm) -> ResponseReturnValue:
    """Answer with what is wrong: 409 where somebody else saved meanwhile, or signed in anew."""
    is_elsewhere = is_stale(form) or form.form_errors
    return _answer(asked, page, form, 409 if is_elsewhere else 422)


def _answer(asked: Step, page: ProposalPage, form: StepForm, status: int) -> ResponseReturnValue:
    if is_autosave():
        return not_saved(form)
    return _shown(asked, page, form, status)


def _shown(
    asked: Step, page: ProposalPage, form: StepForm, status: int = OPEN
) -> ResponseReturnValue:
    if not page.may_change and status == OPEN:
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


def _beside(fields: dict[str, str]) -> dict[str, str]:
    """Return the sentences under the names that the forms have."""
    names = {"format": "format_id", "track": "track_id"}
    return {names.get(name, name): sentence for name, sentence in fields.items()}
