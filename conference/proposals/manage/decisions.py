"""The committee's decisions are told: texts, drafts as they will be read, and the one press."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import this_edition
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid, NotFound, Refused
from conference.kernel.permissions import Permission
from conference.proposals.actions import letters as actions
from conference.proposals.forms.decisions import DecisionTextForm, PrepareForm
from conference.proposals.manage.blueprint import blueprint
from conference.proposals.manage.deciding import deciding, preview, reader
from conference.proposals.queries import decisions as queries
from conference.proposals.queries.calls import call_of
from conference.proposals.rules.deciding import ANSWER_DAYS
from conference.proposals.rules.states import Decision
from conference.web import access
from conference.web.paging import PER_PAGE, Page, page_number


@blueprint.get("/proposals/decisions")
@access.requires(Permission.DECIDE_PROPOSALS)
def decisions() -> str:
    """Show what is decided and not told, its texts, and the drafts."""
    edition_id, acting = this_edition().id, reader()
    page = queries.sending(edition_id, acting)
    number = page_number(request.args.get("page"))
    first = (number - 1) * PER_PAGE
    letters = () if acting.reads_blind else page.letters
    return render_template(
        "proposals/manage/decisions.html",
        page=page,
        has_call=call_of(edition_id) is not None,
        cut=Page(
            rows=letters[first : first + PER_PAGE],
            number=number,
            has_next=first + PER_PAGE < len(letters),
        ),
        reads_blind=acting.reads_blind,
        form=PrepareForm(reviews=[one.value for one in page.reviews]),
        decisions=tuple(Decision),
        answer_days=ANSWER_DAYS,
    )


@blueprint.route("/proposals/decisions/texts/<kind>", methods=["GET", "POST"])
@access.requires(Permission.DECIDE_PROPOSALS)
def decision_text(kind: str) -> ResponseReturnValue:
    """Show and change the text of one decision."""
    call = call_of(this_edition().id)
    if kind not in set(Decision) or call is None:
        raise NotFound
    decision = Decision(kind)
    form = DecisionTextForm(data={"body": queries.texts_of(call)[decision]})
    if form.validate_on_submit():
        try:
            with transaction():
                actions.save_text(decision, form.body.data, deciding=deciding())
        except Invalid as refusal:
            form.show_refusals(refusal.fields)
        else:
            flash("The text is saved. Prepare the mails again to see it in them.", "success")
            return redirect(url_for(".decisions"), 303)
    text = render_template("proposals/manage/decision_text.html", form=form, decision=decision)
    return text, 422 if form.errors else 200


@blueprint.post("/proposals/decisions/drafts")
@access.requires(Permission.DECIDE_PROPOSALS)
def prepare() -> ResponseReturnValue:
    """Write the drafts, or write them anew."""
    form = PrepareForm()
    back = redirect(url_for(".decisions"), 303)
    if not form.validate():
        raise NotFound
    try:
        with transaction():
            count = actions.prepare(form.chosen, deciding=deciding())
    except Refused as refusal:
        flash(str(refusal), "warning")
        return back
    if count:
        flash(f"{count} {'mail' if count == 1 else 'mails'} prepared. None is sent.", "success")
    else:
        flash("Nothing waits to be sent, and no draft is left.", "success")
    return back


@blueprint.get("/proposals/decisions/drafts/<int:draft>")
@access.requires(Permission.DECIDE_PROPOSALS)
def draft(draft: int) -> str:
    """Show a draft exactly as it would be sent now. Raises: NotFound (gone, or read blind)."""
    acting = reader()
    if acting.reads_blind:
        raise NotFound("You review, so no mail is shown that would tell you who wrote what.")
    page = queries.sending(this_edition().id, acting)
    letter = next((one for one in page.letters if one.draft_id == draft), None)
    if letter is None:
        raise NotFound("This draft was sent or prepared anew. Open it from the list.")
    return render_template(
        "proposals/manage/draft.html", mail=preview(letter.address, page.facts(letter.told))
    )


@blueprint.route("/proposals/decisions/sending", methods=["GET", "POST"])
@access.requires(Permission.DECIDE_PROPOSALS)
def send() -> ResponseReturnValue:
    """Ask once more with the counts, then tell everybody in one go."""
    if request.method == "POST":
        try:
            with transaction():
                sent = actions.send(request.form.get("mark", ""), deciding=deciding())
        except Refused as refusal:
            flash(str(refusal), "warning")
        else:
            flash(f"Sent to {sent.people} {'person' if sent.people == 1 else 'people'}.", "success")
        return redirect(url_for(".decisions"), 303)
    page = queries.sending(this_edition().id, reader())
    if not page.is_ready or not page.rows or page.lacks_date:
        return redirect(url_for(".decisions"), 303)
    return render_template("proposals/manage/send.html", page=page)
