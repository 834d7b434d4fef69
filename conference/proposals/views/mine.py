"""My proposals: the list, and beginning one."""

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.kernel import clock, codes
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound
from conference.proposals.actions import writing as actions
from conference.proposals.forms.speakers import StartForm
from conference.proposals.queries import own_list, speaking
from conference.proposals.rules.calls import CallPhase
from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.steps import Step
from conference.proposals.views.blueprint import blueprint
from conference.proposals.views.writer import writer
from conference.web import access
from conference.web.identity import viewer

START = "proposal-form"
"""What the token of a form that begins a proposal is sealed for."""


@blueprint.get("/speak/mine")
@access.signed_in
def mine() -> str:
    """List what the viewer proposes, and the invitations to answer."""
    return _list(_fresh_form())


@blueprint.post("/speak/mine")
@access.signed_in
def start() -> ResponseReturnValue:
    """Begin a proposal: pressed twice, or after Back, it is the same draft."""
    form, acting = _asked(StartForm()), writer()
    if not form.validate_on_submit():
        return _list(form), 422
    owner = actions.Owner(
        email=viewer().email,
        name=viewer().name or " ".join((form.name.data or "").split()),
        person_id=acting.person_id,
        organisation=(form.organisation.data or "").strip(),
    )
    try:
        with transaction():
            code = actions.start(
                acting,
                owner,
                form_token=_token(form.form_token.data),
                extension=form.extension.data or "",
            )
    except ProposalRefused as refusal:
        form.show_refusals({"extension": str(refusal)})
        return _list(form), 409
    return redirect(url_for(".step", code=code, step=Step.TITLE.value), 303)


def _list(form: StartForm) -> str:
    edition, now = this_edition(), clock.now()
    call = speaking.call_frame(edition, now=now)
    if call is None or call.phase is CallPhase.HIDDEN:
        raise NotFound
    rows = own_list.own_rows(edition.id, viewer().known_id)
    return render_template(
        "proposals/mine.html",
        call=call,
        rows=[row for row in rows if not row.is_invitation],
        invitations=[row for row in rows if row.is_invitation],
        form=form,
    )


def _fresh_form() -> StartForm:
    form = _asked(StartForm(formdata=None))
    token = codes.random_code(codes.TICKET_CODE_LENGTH)
    form.form_token.data = codes.sealed(START, token, key=current_app.config["SECRET_KEY"])
    return form


def _asked(form: StartForm) -> StartForm:
    """Ask for a name only whoever has not told us theirs."""
    if viewer().name:
        del form.name
    return form


def _token(sent: str | None) -> str:
    """Return the token that a form carried; one that is not ours makes a proposal of its own."""
    found = codes.opened(START, sent or "", key=current_app.config["SECRET_KEY"])
    return found or codes.random_code(codes.TICKET_CODE_LENGTH)
