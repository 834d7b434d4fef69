"""Co-speakers: inviting, reminding, taking off; and the page on which they answer."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.kernel.database import transaction
from conference.kernel.errors import Invalid, NotFound, Refused
from conference.proposals.actions import authors as actions
from conference.proposals.forms.speakers import AcceptForm, InviteSpeakerForm
from conference.proposals.queries import speaking
from conference.proposals.queries.speaking import InvitationPage, ProposalPage
from conference.proposals.rules import steps
from conference.proposals.rules.authors import may_remind
from conference.proposals.rules.states import AuthorState
from conference.proposals.rules.steps import Step
from conference.proposals.views.blueprint import blueprint
from conference.proposals.views.signed_out import given_back
from conference.proposals.views.writer import own_page, writer
from conference.web import access
from conference.web.outlived import is_lost, is_stale

SHOWN = 200
INVITED = {
    True: "We have mailed {} an invitation.",
    False: "{} is named again. We mailed them before: you can remind them from tomorrow on.",
}
"""By whether there was a mail: who was taken off had one."""
GO_ON = "on"


@blueprint.route("/speak/<code>/speakers", methods=["GET", "POST"])
@access.public
def speakers(code: str) -> ResponseReturnValue:
    """Show who speaks and what they answered, and invite one more; then stay, or go on.

    Anybody may send this form: somebody whose sign-in has ended gets back what they typed.
    """
    form = InviteSpeakerForm()
    if request.method == "POST" and is_lost():
        return given_back(
            form,
            steps.WORDS[Step.SPEAKERS],
            sign_in=url_for("people.sign_in", next=url_for(".speakers", code=code)),
            back=url_for(".mine"),
            saves_itself=False,
        )
    if form.is_blank and _goes_on():
        return redirect(_onward(own_page(code)), 303)
    if not form.validate_on_submit():
        return _speakers(code, form, 409 if is_stale(form) else SHOWN)
    try:
        with transaction():
            is_mailed = actions.invite(writer(), code, name=form.name.data, email=form.email.data)
    except Invalid as invalid:
        form.show_refusals(invalid.fields)
    except Refused as refusal:
        form.show_refusals({"": str(refusal)})
    else:
        flash(INVITED[is_mailed].format(form.name.data), "success")
        here = url_for(".speakers", code=code, then=request.args.get("then"))
        return redirect(_onward(own_page(code)) if _goes_on() else here, 303)
    return _speakers(code, form)


@blueprint.post("/speak/<code>/speakers/<int:author_id>/reminder")
@access.signed_in
def remind_speaker(code: str, author_id: int) -> Response:
    """Mail somebody who has not answered once more."""
    try:
        with transaction():
            actions.remind(writer(), code, author_id)
    except Refused as refusal:
        flash(str(refusal), "warning")
    else:
        flash("We have mailed them again.", "success")
    return redirect(url_for(".speakers", code=code), 303)


@blueprint.post("/speak/<code>/speakers/<int:author_id>/removal")
@access.signed_in
def remove_speaker(code: str, author_id: int) -> Response:
    """Take somebody off who has not accepted."""
    try:
        with transaction():
            actions.remove(writer(), code, author_id)
    except Refused as refusal:
        flash(str(refusal), "warning")
    else:
        flash("They are not named any more.", "success")
    return redirect(url_for(".speakers", code=code), 303)


@blueprint.get("/speak/<code>/invitation")
@access.signed_in
def invitation(code: str) -> str:
    """Show somebody what they are invited to, and what they have answered."""
    page = _invitation(code)
    data = {"organisation": page.you.organisation}
    return _asked(page, AcceptForm(formdata=None, data=data))


@blueprint.post("/speak/<code>/invitation/acceptance")
@access.signed_in
def accept_invitation(code: str) -> ResponseReturnValue:
    """Speak too, and say for whom one works; a second time is the same."""
    form = AcceptForm()
    if not form.validate_on_submit():
        return _asked(_invitation(code), form), 409 if is_stale(form) else 422
    return _answered(code, AuthorState.ACCEPTED, organisation=form.organisation.data or "")


@blueprint.post("/speak/<code>/invitation/refusal")
@access.signed_in
def decline_invitation(code: str) -> Response:
    """Not speak; the owner is told."""
    return _answered(code, AuthorState.DECLINED)


def _speakers(code: str, form: InviteSpeakerForm, status: int = SHOWN) -> ResponseReturnValue:
    page, now = own_page(code), writer().now
    has_questions = bool(page.questions)
    answer = render_template(
        "proposals/speakers.html",
        page=page,
        form=form,
        is_from_check=_is_from_check(),
        words=steps.WORDS[Step.SPEAKERS],
        place=steps.place_of(Step.SPEAKERS, has_questions=has_questions),
        may_remind={
            one.id for one in page.authors if may_remind(one.invited_at, one.reminded_at, now=now)
        },
    )
    return answer, 422 if status == SHOWN and form.errors else status


def _goes_on() -> bool:
    return request.form.get("then") == GO_ON


def _is_from_check() -> bool:
    return request.args.get("then") == steps.CHECK


def _onward(page: ProposalPage) -> str:
    following = steps.after(Step.SPEAKERS, has_questions=bool(page.questions))
    if following is None or _is_from_check() or not page.is_draft:
        return url_for(".check", code=page.code)
    return url_for(".step", code=page.code, step=following.value)


def _asked(page: InvitationPage, form: AcceptForm) -> str:
    return render_template("proposals/invitation.html", page=page, form=form)


def _answered(code: str, answer: AuthorState, *, organisation: str | None = None) -> Response:
    _invitation(code)
    try:
        with transaction():
            actions.respond(writer(), code, answer, organisation=organisation)
    except Refused as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for(".invitation", code=code), 303)


def _invitation(code: str) -> InvitationPage:
    """Return the viewer's invitation. Raises: NotFound (the same whether there is one or not)."""
    acting = writer()
    try:
        return speaking.invitation_page(acting.edition, code, acting.person_id)
    except NotFound:
        raise NotFound(
            "There is no invitation here for the address that you are signed in with. If it was "
            "mailed to another address of yours, sign in with that one."
        ) from None
