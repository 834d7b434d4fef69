"""The organisers' desk: the edition's details, policies, information pages and contacts."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.editions import actions, queries
from conference.editions.address import edition_blueprint, this_edition
from conference.editions.forms import (
    EditContactForm,
    EditEditionForm,
    EditInformationForm,
    PublishPolicyForm,
)
from conference.editions.rules import ContactKind, EditionRefused, PageKind, PolicyKind
from conference.history import actions as history
from conference.history import queries as history_queries
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound
from conference.kernel.permissions import Permission
from conference.web import access
from conference.web.identity import viewer

blueprint = edition_blueprint("editions_manage", __name__, prefix="/manage")


@blueprint.get("/")
@access.requires(Permission.OPEN_DESK)
def desk() -> str:
    """Show where everything is, and what was done last to the edition."""
    edition = this_edition()
    return render_template(
        "editions/manage/desk.html",
        edition=edition,
        entries=history_queries.entries_of("edition", edition.id)[:10],
    )


@blueprint.route("/edition", methods=["GET", "POST"])
@access.requires(Permission.EDIT_EDITION)
def details() -> ResponseReturnValue:
    """Show and change the details."""
    edition = this_edition()
    form = EditEditionForm(obj=_LocalTimes(edition))
    if form.validate_on_submit():
        values = {name: value for name, value in form.data.items() if name != "csrf_token"}
        try:
            with transaction():
                actions.edit_edition(edition.id, values, actor=_actor(), now=clock.now())
        except EditionRefused as refusal:
            form.show_refusals({"ends_on": str(refusal)})
        else:
            flash("The details are saved.", "success")
            return redirect(url_for(".details"), 303)
    return render_template("editions/manage/details.html", form=form)


@blueprint.get("/policies")
@access.requires(Permission.EDIT_EDITION)
def policies() -> str:
    """List policies and information pages."""
    edition = this_edition()
    return render_template(
        "editions/manage/policies.html",
        kinds=list(PolicyKind),
        policies=queries.policies(edition.id),
        pages=queries.information_pages(edition.id),
        page_kinds=list(PageKind),
    )


@blueprint.route("/policies/<kind>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_EDITION)
def policy(kind: str) -> ResponseReturnValue:
    """Show the newest version and publish the next."""
    edition, wanted = this_edition(), _policy_kind(kind)
    form = PublishPolicyForm(obj=queries.newest_policy(edition.id, wanted))
    if form.validate_on_submit():
        try:
            with transaction():
                version = actions.publish_policy(
                    edition.id,
                    wanted,
                    summary=form.summary.data or "",
                    body=form.body.data,
                    actor=_actor(),
                    now=clock.now(),
                )
        except EditionRefused as refusal:
            form.show_refusals({"body": str(refusal)})
        else:
            flash(f"Version {version} is published.", "success")
            return redirect(url_for(".policies"), 303)
    return render_template("editions/manage/policy.html", form=form, kind=wanted)


@blueprint.route("/pages/<kind>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_EDITION)
def information(kind: str) -> ResponseReturnValue:
    """Show and change an information page."""
    edition, wanted = this_edition(), _page_kind(kind)
    form = EditInformationForm(obj=queries.information_pages(edition.id).get(wanted))
    if form.validate_on_submit():
        with transaction():
            actions.edit_information(
                edition.id, wanted, body=form.body.data, actor=_actor(), now=clock.now()
            )
        flash("The page is saved.", "success")
        return redirect(url_for(".policies"), 303)
    return render_template("editions/manage/information.html", form=form, kind=wanted)


@blueprint.get("/contacts")
@access.requires(Permission.EDIT_EDITION)
def contacts() -> str:
    """List the staffed numbers."""
    return render_template(
        "editions/manage/contacts.html", edition=this_edition(), kinds=list(ContactKind)
    )


@blueprint.route("/contacts/<kind>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_EDITION)
def contact(kind: str) -> ResponseReturnValue:
    """Show and change a staffed number."""
    edition, wanted = this_edition(), _contact_kind(kind)
    form = EditContactForm(obj=edition.contact(wanted))
    if form.validate_on_submit():
        values = {name: value or "" for name, value in form.data.items() if name != "csrf_token"}
        with transaction():
            actions.edit_contact(edition.id, wanted, values, actor=_actor(), now=clock.now())
        flash("The contact is saved. Every page shows it now.", "success")
        return redirect(url_for(".contacts"), 303)
    return render_template("editions/manage/contact.html", form=form, kind=wanted)


def _actor() -> str:
    return history.person(viewer().known_id)


def _policy_kind(text: str) -> PolicyKind:
    if text not in set(PolicyKind):
        raise NotFound
    return PolicyKind(text)


def _page_kind(text: str) -> PageKind:
    if text not in set(PageKind):
        raise NotFound
    return PageKind(text)


def _contact_kind(text: str) -> ContactKind:
    if text not in set(ContactKind):
        raise NotFound
    return ContactKind(text)


class _LocalTimes:
    """The edition as the form shows it: moments as times of day at the venue."""

    def __init__(self, edition: queries.EditionFrame) -> None:
        for name in queries.EditionFrame.__slots__:
            setattr(self, name, getattr(edition, name))
        for name in ("doors_at", "opens_at", "closes_at"):
            setattr(self, name, clock.local(getattr(edition, name)).time())
