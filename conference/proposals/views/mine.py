"""My proposals: the list, and beginning one."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound
from conference.kernel.text import holds_address
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


@blueprint.get("/speak/mine")
@access.signed_in
def mine() -> str:
    """List what the viewer proposes, and the invitations to answer.

    Raises: NotFound (nothing, and there is no call that anybody sees).
    """
    return _list(_asked(StartForm(formdata=None)))


@blueprint.post("/speak/mine")
@access.signed_in
def start() -> ResponseReturnValue:
    """Begin a proposal: pressed twice, or after Back, it is the same draft."""
    form, acting = _asked(StartForm()), writer()
    if not form.validate_on_submit():
        return _list(form), 422
    owner = actions.Owner(
        email=viewer().email,
        name=viewer().name if _has_name() else " ".join((form.name.data or "").split()),
        person_id=acting.person_id,
        organisation=(form.organisation.data or "").strip(),
    )
    try:
        with transaction():
            code = actions.start(
                acting,
                owner,
                form_token=form.form_token.token,
                extension=form.extension.data or "",
            )
    except ProposalRefused as refusal:
        form.show_refusals({"extension": str(refusal)})
        return _list(form), 409
    return redirect(url_for(".step", code=code, step=Step.TITLE.value), 303)


def _list(form: StartForm) -> str:
    edition, now = this_edition(), clock.now()
    call = speaking.call_frame(edition, now=now)
    rows = own_list.own_rows(edition.id, viewer().known_id)
    is_shown = call is not None and call.phase is not CallPhase.HIDDEN
    if not rows and not is_shown:
        raise NotFound
    return render_template(
        "proposals/mine.html",
        call=call if is_shown else None,
        rows=[row for row in rows if not row.is_invitation],
        invitations=[row for row in rows if row.is_invitation],
        form=form,
    )


def _asked(form: StartForm) -> StartForm:
    """Ask for a name only whoever has not told us theirs; an address is none."""
    if _has_name():
        del form.name
    return form


def _has_name() -> bool:
    return bool(viewer().name) and not holds_address(viewer().name)
