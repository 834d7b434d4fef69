"""Forms that outlive a sign-in: what was typed comes back, and goes on once somebody is known."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from conference.proposals.rules import words as word_rules
from conference.proposals.rules.steps import StepWords
from conference.web.forms import Form
from conference.web.identity import viewer

SIGNED_OUT = "You are signed out. What you typed stays on this page."
STALE = "You have signed in again since this page was opened. Nothing is lost: save once more."


def is_lost() -> bool:
    """Say whether a form was sent by nobody; a form of ours counts whose token went meanwhile.

    A browser says itself where a form was sent from, and no other site can say it is ours.
    """
    if request.headers.get("Origin") == request.host_url.rstrip("/"):
        g.csrf_valid = True
    return not viewer().is_known


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


def is_stale(form: Form) -> bool:
    """Say, and let the form say, that its token went with an older sign-in."""
    token = form["csrf_token"]
    if not token.errors:
        return False
    token.errors = ()
    form.form_errors.append(STALE)
    return True
