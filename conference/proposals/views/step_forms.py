"""The form of one step, filled in and saved: for speakers and for who writes on their behalf."""

from conference.editions.address import this_edition
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid, NotFound
from conference.proposals.actions import writing as actions
from conference.proposals.actions.writing import Writer
from conference.proposals.forms.answers import AnswersForm, answers_form, stored_answers
from conference.proposals.forms.steps import FORMS, StepForm, stored
from conference.proposals.queries.speaking import ProposalPage
from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.steps import Step
from conference.web.outlived import is_stale

SAVED, OVERTAKEN, WRONG = 200, 409, 422


def step_of(name: str) -> Step:
    """Return the step of an address. Raises: NotFound (there is none, or it has its own page)."""
    if name not in set(Step) or name == Step.SPEAKERS:
        raise NotFound
    return Step(name)


def form_of(asked: Step, page: ProposalPage, *, is_sent: bool) -> StepForm:
    """Return a step's form with what is stored, and what was sent over it."""
    if asked is Step.QUESTIONS:
        kind: type[StepForm] = answers_form(page.questions)
        data: dict[str, object] = dict(stored_answers(page.questions, page.answers))
    else:
        kind, data = FORMS[asked], stored(page)
    form = kind(data=data) if is_sent else kind(formdata=None, data=data)
    form.offer(page.call, this_edition())
    return form


def save(acting: Writer, page: ProposalPage, form: StepForm) -> int:
    """Save what was sent and return 200; otherwise the form says why not: 422, or 409.

    It is 409 where somebody else saved meanwhile, and where somebody signed in anew.
    """
    if not form.validate():
        return _status(form)
    try:
        with transaction():
            if isinstance(form, AnswersForm):
                actions.answer(acting, page.code, form.typed(), version=page.version)
            else:
                actions.change(acting, page.code, form.values(), version=page.version)
    except Invalid as invalid:
        form.show_refusals(_beside(invalid.fields))
        return _status(form)
    except ProposalRefused as refusal:
        form.form_errors.append(str(refusal))
        return OVERTAKEN
    return SAVED


def leads_to_more(asked: Step, before: ProposalPage, fresh: ProposalPage) -> bool:
    """Say whether an answer has led to questions that the page did not ask."""
    return asked is Step.QUESTIONS and set(fresh.questions) > set(before.questions)


def _status(form: StepForm) -> int:
    return OVERTAKEN if is_stale(form) or form.form_errors else WRONG


def _beside(fields: dict[str, str]) -> dict[str, str]:
    """Return the sentences under the names that the forms have."""
    names = {"format": "format_id", "track": "track_id"}
    return {names.get(name, name): sentence for name, sentence in fields.items()}
