"""The organisers' page of roles: who has which, give one, take one away."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference.editions.address import edition_blueprint, this_edition
from conference.history import actions as history
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.people import actions, queries
from conference.people.forms import ALL_EDITIONS, ROLE_NOTES, GiveRoleForm
from conference.people.rules import GiftState, Role, RoleDesk
from conference.web import access
from conference.web.identity import viewer

GIFTS = {
    GiftState.GIVEN: "The role is given. It counts at once.",
    GiftState.WAITING: "The role waits until that address signs in. We have sent a mail there.",
    GiftState.ALREADY: "That address has this role already.",
}

blueprint = edition_blueprint("people_manage", __name__, prefix="/manage")


@blueprint.route("/roles", methods=["GET", "POST"])
@access.requires(Permission.GRANT_ROLES)
def roles() -> ResponseReturnValue:
    """List who has a role here, and give one."""
    form = GiveRoleForm()
    if form.validate_on_submit():
        try:
            state = _give(form)
        except Refused as refusal:
            form.show_refusals({"scope": str(refusal)})
        else:
            flash(GIFTS[state], "success")
            return redirect(url_for(".roles"), 303)
    page = render_template(
        "people/manage/roles.html",
        form=form,
        notes=ROLE_NOTES,
        grants=queries.grants_for_desk(this_edition().id),
        invitations=queries.invitations_for_desk(this_edition().id),
    )
    return page, 422 if form.errors else 200


@blueprint.get("/roles/<int:grant_id>/removal")
@access.requires(Permission.GRANT_ROLES)
def removal(grant_id: int) -> str:
    """Ask before a role is taken away."""
    row = queries.grant_row(grant_id, edition_id=this_edition().id)
    return render_template("people/manage/removal.html", row=row)


@blueprint.post("/roles/<int:grant_id>/removal")
@access.requires(Permission.GRANT_ROLES)
def remove(grant_id: int) -> Response:
    """Take a role away."""
    try:
        with transaction():
            actions.take_role(grant_id, desk=_desk(), now=clock.now())
    except Refused as refusal:
        flash(str(refusal), "error")
    else:
        flash("The role is taken away. It stopped counting at once.", "success")
    return redirect(url_for(".roles"), 303)


@blueprint.post("/roles/invitations/<int:invitation_id>/removal")
@access.requires(Permission.GRANT_ROLES)
def withdraw(invitation_id: int) -> Response:
    """Take back a role that waits for its address."""
    try:
        with transaction():
            actions.withdraw_invitation(invitation_id, desk=_desk(), now=clock.now())
    except Refused as refusal:
        flash(str(refusal), "error")
    else:
        flash("The role no longer waits.", "success")
    return redirect(url_for(".roles"), 303)


@blueprint.get("/roles/<int:grant_id>/second-step")
@access.requires(Permission.GRANT_ROLES)
def second_step(grant_id: int) -> str:
    """Ask before somebody's second step is taken away."""
    row = queries.grant_row(grant_id, edition_id=this_edition().id)
    return render_template("people/manage/second_step.html", row=row)


@blueprint.post("/roles/<int:grant_id>/second-step")
@access.requires(Permission.GRANT_ROLES)
def reset_second_step(grant_id: int) -> Response:
    """Take the second step of somebody away who lost phone and codes."""
    queries.grant_row(grant_id, edition_id=this_edition().id)
    try:
        with transaction():
            actions.reset_for_staff(grant_id, desk=_desk(), now=clock.real_now())
    except Refused as refusal:
        flash(str(refusal), "error")
    else:
        flash("At the next visit the app is set up anew.", "success")
    return redirect(url_for(".roles"), 303)


def _give(form: GiveRoleForm) -> GiftState:
    is_for_all = form.scope.data == ALL_EDITIONS
    with transaction():
        return actions.give_role(
            form.email.data,
            Role(form.role.data),
            edition_id=None if is_for_all else this_edition().id,
            desk=_desk(),
            now=clock.now(),
        )


def _desk() -> RoleDesk:
    return RoleDesk(
        edition_id=this_edition().id,
        acts_for_all=viewer().may(Permission.GRANT_ROLES, None),
        actor=history.person(viewer().known_id),
    )
