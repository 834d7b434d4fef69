"""The outbox for organisers: to whom, about what, and what became of it; never the text."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.history import actions as history
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.permissions import Permission
from conference.mail import actions, queries
from conference.mail.rules import MessageState, about
from conference.web import access
from conference.web.answers import answer
from conference.web.frame import edition_blueprint, edition_id
from conference.web.identity import viewer
from conference.web.paging import PER_PAGE, cut, page_number

NAMES = "conference.mail_names"

blueprint = edition_blueprint("mail_manage", __name__, prefix="/manage")


@blueprint.get("/outbox")
@access.requires(Permission.SEE_OUTBOX)
def index() -> str:
    """Show the edition's mails, newest first.

    A draft that would tell its reader what is decided on a proposal of theirs is not among them.
    """
    number = page_number(request.args.get("page"))
    state = request.args.get("state", "")
    address = request.args.get("address", "").strip()[:254]
    hidden = answer("drafts_kept_from", edition_id(), viewer().known_id, viewer().email)
    rows = queries.messages(
        edition_id(),
        state=MessageState(state) if state in set(MessageState) else None,
        address=address,
        hidden=hidden,
        limit=PER_PAGE + 1,
        offset=(number - 1) * PER_PAGE,
    )
    return render_template(
        "mail/manage/index.html",
        page=cut(rows, number),
        about={row.id: about(row.kind, current_app.extensions[NAMES]) for row in rows},
        real_now=clock.real_now(),
        counts=queries.counts(edition_id(), hidden=hidden),
        states={found.value: found for found in MessageState},
        state=state,
        address=address,
    )


@blueprint.post("/outbox/<int:message>/retry")
@access.requires(Permission.SEE_OUTBOX)
def retry(message: int) -> ResponseReturnValue:
    """Let a message go out at once."""
    with transaction():
        actions.retry(
            message,
            edition_id=edition_id(),
            actor=history.person(viewer().known_id),
            now=clock.now(),
        )
    flash("The message is on its way again.", "success")
    return redirect(url_for(".index"), 303)
