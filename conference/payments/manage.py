"""Organisers cancel orders with refund, and decide where an order's money needs a person."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import edition_blueprint, this_edition
from conference.history.actions import person
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.money import written
from conference.kernel.permissions import Permission
from conference.payments import actions, flows, queries
from conference.payments.actions import Cancellation
from conference.payments.flows import Refunded
from conference.payments.forms import RefundOrderForm
from conference.payments.rules import SumChanged
from conference.payments.views import this_gateway
from conference.web import access, paging
from conference.web.identity import viewer

blueprint = edition_blueprint("payments_manage", __name__, prefix="/manage")


@blueprint.get("/payments")
@access.requires(Permission.REFUND)
def index() -> str:
    """List what needs a person, and all refunds."""
    number = paging.page_number(request.args.get("page"))
    edition_id, size = this_edition().id, paging.PER_PAGE
    rows = queries.refund_rows(edition_id, limit=size + 1, offset=(number - 1) * size)
    return render_template(
        "payments/manage/index.html",
        matters=queries.matters(edition_id),
        refunds=paging.cut(rows, number),
    )


@blueprint.route("/orders/<code>/refund", methods=["GET", "POST"])
@access.requires(Permission.REFUND)
def refund(code: str) -> ResponseReturnValue:
    """Show the exact sum; pressed, cancel the whole order and send the money back."""
    page = queries.refund_page(this_edition().id, code)
    form = RefundOrderForm()
    if not page.refundable:
        del form.reason
    if form.validate_on_submit():
        try:
            done = flows.refund(this_gateway(), _cancellation(code, form), now=clock.now())
        except SumChanged as refusal:
            flash(str(refusal), "warning")
        else:
            flash(*_told(done, before="The order is cancelled, but "))
        return redirect(url_for(".refund", code=code), 303)
    form.shown.data = str(page.refundable)
    status = 422 if form.errors else 200
    return render_template("payments/manage/refund.html", page=page, form=form), status


@blueprint.post("/orders/<code>/surplus-refund")
@access.requires(Permission.REFUND)
def refund_surplus(code: str) -> Response:
    """Send back what was paid twice; the tickets stay."""
    cancellation = Cancellation(
        code=code, edition_id=this_edition().id, actor=_actor(), reason="Paid twice"
    )
    done = flows.refund_surplus(this_gateway(), cancellation, now=clock.now())
    flash(*_told(done))
    return redirect(url_for(".index"), 303)


@blueprint.post("/payments/external-refunds/<int:refund_id>/decision")
@access.requires(Permission.REFUND)
def decide(refund_id: int) -> Response:
    """Leave an order as it is after a refund made in Stripe's dashboard."""
    with transaction():
        code = actions.leave_as_it_is(this_edition().id, refund_id, actor=_actor(), now=clock.now())
    flash(f"Order {code} keeps its tickets.", "success")
    return redirect(url_for(".index"), 303)


def _cancellation(code: str, form: RefundOrderForm) -> Cancellation:
    return Cancellation(
        code=code,
        edition_id=this_edition().id,
        actor=_actor(),
        reason=form.reason.data if form.reason else "",
        shown=form.shown_pence,
    )


def _told(done: Refunded, *, before: str = "") -> tuple[str, str]:
    if not done.is_sent:
        return (
            f"Stripe does not answer. The refund of {written(done.amount)} is noted and goes out "
            "by itself as soon as Stripe answers."
        ), "warning"
    if done.is_refused:
        words = "Stripe did not send the money back. See the refunds under Payments."
        return before + words, "warning"
    if done.amount:
        return f"{written(done.amount)} is on its way back to the buyer.", "success"
    return "There was nothing left to send back.", "success"


def _actor() -> str:
    return person(viewer().known_id)
