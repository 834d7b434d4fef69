"""The organisers' desk: the edition's details, policies, information pages and contacts."""

from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.editions import actions, queries
from conference.editions.address import edition_blueprint, newest_edition, this_edition
from conference.editions.desk import front_page
from conference.editions.forms import (
    EditContactForm,
    EditEditionForm,
    EditInformationForm,
    NextEditionForm,
    PublishPolicyForm,
)
from conference.editions.rules import ContactKind, EditionRefused, PageKind, PolicyKind, SetupTask
from conference.editions.setup import setup_page
from conference.history import actions as history
from conference.history import queries as history_queries
from conference.history.actors import named
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid, NotAllowed, NotFound
from conference.kernel.permissions import Permission
from conference.web import access
from conference.web.forms import Form
from conference.web.identity import viewer

KindT = TypeVar("KindT", bound=StrEnum)
SHOWN_ENTRIES = 10
YEAR = timedelta(weeks=52)
"""To the same day of the week."""

blueprint = edition_blueprint("editions_manage", __name__, prefix="/manage")


@blueprint.get("/")
@access.requires(Permission.OPEN_DESK)
def desk() -> str:
    """Show what needs a person, how the edition stands, and what was done to it last."""
    edition = this_edition()
    may_edit = viewer().may(Permission.EDIT_EDITION, edition.id)
    entries = history_queries.entries_of("edition", edition.id)[:SHOWN_ENTRIES] if may_edit else ()
    return render_template(
        "editions/manage/desk.html",
        edition=edition,
        page=front_page(edition, viewer()),
        entries=entries if may_edit else None,
        names=named(entry.actor for entry in entries),
    )


@blueprint.get("/setup")
@access.requires(Permission.EDIT_EDITION)
def setup() -> str:
    """Show what the edition needs before the first visitor."""
    edition = this_edition()
    return render_template(
        "editions/manage/setup.html",
        page=setup_page(edition, now=clock.now()),
        edition=edition,
        may_copy=viewer().may(Permission.EDIT_EDITION, None),
        editions=[
            row for row in queries.all_editions() if viewer().may(Permission.OPEN_DESK, row.id)
        ],
    )


@blueprint.post("/setup/<task>/<any(done, open):state>")
@access.requires(Permission.EDIT_EDITION)
def judge_task(task: str, state: str) -> ResponseReturnValue:
    """Call a task of the set-up list done, or let the list judge it again."""
    act = actions.mark_task if state == "done" else actions.unmark_task
    wanted = _kind_of(SetupTask, task)
    with transaction():
        act(this_edition().id, wanted, actor=_actor(), now=clock.now())
    return redirect(url_for(".setup", _anchor=f"task-{wanted.value}"), 303)


@blueprint.post("/setup/current")
@access.requires(Permission.EDIT_EDITION)
def make_current() -> ResponseReturnValue:
    """Let the home address show this edition: for who organises all of them."""
    _for_all_editions()
    with transaction():
        actions.make_current(this_edition().id, actor=_actor(), now=clock.now())
    flash("The home address shows this edition.", "success")
    return redirect(url_for(".setup"), 303)


@blueprint.route("/setup/next", methods=["GET", "POST"])
@access.requires(Permission.EDIT_EDITION)
def next_edition() -> ResponseReturnValue:
    """Make the next edition from this one: for who organises all of them."""
    _for_all_editions()
    edition = this_edition()
    form = NextEditionForm(
        name=edition.name, starts_on=edition.starts_on + YEAR, slug=str(edition.starts_on.year + 1)
    )
    if form.validate_on_submit():
        try:
            with transaction():
                actions.copy_edition(edition.id, form.facts(), actor=_actor(), now=clock.now())
        except Invalid as refusal:
            form.show_refusals(refusal.fields)
        except EditionRefused as refusal:
            form.show_refusals({"slug": str(refusal)})
        else:
            flash("The next edition is made. Nobody sees its programme yet.", "success")
            return redirect(url_for(".setup", edition=form.slug.data), 303)
    return _form_page("editions/manage/next.html", form, edition=edition)


@blueprint.route("/edition", methods=["GET", "POST"])
@access.requires(Permission.EDIT_EDITION)
def details() -> ResponseReturnValue:
    """Show and change the details."""
    edition = newest_edition()
    form = EditEditionForm(obj=_LocalTimes(edition))
    if form.validate_on_submit():
        values = form.answers
        try:
            with transaction():
                actions.edit_edition(edition.id, values, actor=_actor(), now=clock.now())
        except Invalid as refusal:
            form.show_refusals(refusal.fields)
        else:
            flash("The details are saved.", "success")
            return redirect(url_for(".details"), 303)
    return _form_page("editions/manage/details.html", form)


@blueprint.get("/policies")
@access.requires(Permission.EDIT_EDITION)
def policies() -> str:
    """List policies and information pages."""
    edition = this_edition()
    in_force = queries.policies(edition.id)
    return render_template(
        "editions/manage/policies.html",
        kinds=list(PolicyKind),
        policies=in_force,
        names=named(found.published_by for found in in_force.values()),
        pages=queries.information_pages(edition.id),
        page_kinds=list(PageKind),
    )


@blueprint.route("/policies/<kind>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_EDITION)
def policy(kind: str) -> ResponseReturnValue:
    """Show the newest version and publish the next."""
    edition, wanted = this_edition(), _kind_of(PolicyKind, kind)
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
    return _form_page("editions/manage/policy.html", form, kind=wanted)


@blueprint.route("/pages/<kind>", methods=["GET", "POST"])
@access.requires(Permission.EDIT_EDITION)
def information(kind: str) -> ResponseReturnValue:
    """Show and change an information page."""
    edition, wanted = this_edition(), _kind_of(PageKind, kind)
    form = EditInformationForm(obj=queries.information_pages(edition.id).get(wanted))
    if form.validate_on_submit():
        with transaction():
            actions.edit_information(
                edition.id, wanted, body=form.body.data, actor=_actor(), now=clock.now()
            )
        flash("The page is saved.", "success")
        return redirect(url_for(".policies"), 303)
    return _form_page("editions/manage/information.html", form, kind=wanted)


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
    edition, wanted = newest_edition(), _kind_of(ContactKind, kind)
    form = EditContactForm(obj=edition.contact(wanted))
    if form.validate_on_submit():
        values = {name: value or "" for name, value in form.answers.items()}
        with transaction():
            actions.edit_contact(edition.id, wanted, values, actor=_actor(), now=clock.now())
        flash("The contact is saved. Every page shows it now.", "success")
        return redirect(url_for(".contacts"), 303)
    return _form_page("editions/manage/contact.html", form, kind=wanted)


def _for_all_editions() -> None:
    """Refuse who organises some editions only. Raises: NotAllowed."""
    if not viewer().may(Permission.EDIT_EDITION, None):
        raise NotAllowed("This is for organisers of all editions.")


def _actor() -> str:
    return history.person(viewer().known_id)


def _form_page(template: str, form: Form, **facts: object) -> tuple[str, int]:
    return render_template(template, form=form, **facts), 422 if form.errors else 200


def _kind_of(kinds: type[KindT], text: str) -> KindT:
    try:
        return kinds(text)
    except ValueError as error:
        raise NotFound from error


class _LocalTimes:
    """The edition as the form shows it: moments as times of day at the venue."""

    def __init__(self, edition: queries.EditionFrame) -> None:
        for name in queries.EditionFrame.__slots__:
            setattr(self, name, getattr(edition, name))
        for name in ("doors_at", "opens_at", "closes_at"):
            setattr(self, name, clock.local(getattr(edition, name)).time())
