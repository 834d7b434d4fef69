"""What was typed comes back to whoever is signed out, and goes on once somebody is known."""

from flask import render_template
from flask.typing import ResponseReturnValue

from conference.proposals.rules import words as word_rules
from conference.proposals.rules.steps import StepWords
from conference.web.forms import Form


def given_back(
    form: Form, words: StepWords, *, sign_in: str, back: str, saves_itself: bool = True
) -> ResponseReturnValue:
    """Answer with what was typed, and nothing of the proposal: nobody knows who this is."""
    answer = render_template(
        "proposals/step.html",
        form=form,
        words=words,
        back=back,
        place=None,
        sign_in=sign_in,
        is_signed_out=True,
        is_draft=True,
        saves_itself=saves_itself,
        word_count=word_rules.count,
    )
    return answer, 401
