"""The task list of speakers, and a page for each task."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.editions import queries as editions
from conference.editions.address import this_edition
from conference.editions.rules import PolicyKind
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.people.rules import RecordingChoice
from conference.proposals.actions import tasks as actions
from conference.proposals.actions.tasks import Self
from conference.proposals.forms.tasks import (
    AccessForm,
    BiographyForm,
    ConductForm,
    EquipmentForm,
    RecordingForm,
    TravelForm,
    VisibilityForm,
)
from conference.proposals.queries import tasks as queries
from conference.proposals.queries.tasks import OwnSpeaker
from conference.proposals.rules.states import SpeakerTaskKind
from conference.proposals.rules.steps import StepWords
from conference.proposals.rules.tasks import ConductChanged, ConductNotAgreed
from conference.proposals.views.blueprint import blueprint
from conference.proposals.views.signed_out import given_back
from conference.web import access
from conference.web.answers import answer
from conference.web.forms import EditForm
from conference.web.identity import viewer
from conference.web.outlived import is_lost, is_stale

FormT = TypeVar("FormT", bound=EditForm)


@blueprint.get("/speak/tasks")
@access.signed_in
def tasks() -> str:
    """List what the viewer is asked to do as a speaker."""
    edition_id, person_id = this_edition().id, viewer().known_id
    page = queries.tasks_page(edition_id, person_id)
    if page.may_have_left and not answer("speaker_ways", edition_id, person_id).is_on_stage:
        page = replace(page, tasks=())
    return render_template("proposals/tasks.html", page=page)


@blueprint.route("/speak/tasks/biography", methods=["GET", "POST"])
@access.public
def biography() -> ResponseReturnValue:
    """Write one's biography."""

    def save(form: BiographyForm) -> None:
        actions.save_biography(who(), form.biography.data or "", reuses=form.reuses_biography.data)

    return _task(SpeakerTaskKind.BIOGRAPHY, BiographyForm, save)


@blueprint.route("/speak/tasks/visibility", methods=["GET", "POST"])
@access.public
def visibility() -> ResponseReturnValue:
    """Say how to be named and shown."""

    def save(form: VisibilityForm) -> None:
        actions.save_visibility(who(), form.shown())

    return _task(SpeakerTaskKind.VISIBILITY, VisibilityForm, save)


@blueprint.route("/speak/tasks/recording", methods=["GET", "POST"])
@access.public
def recording() -> ResponseReturnValue:
    """Say whether one may be recorded."""

    def save(form: RecordingForm) -> None:
        actions.choose_recording(who(), RecordingChoice(form.recording.data))

    return _task(SpeakerTaskKind.RECORDING, RecordingForm, save)


@blueprint.route("/speak/tasks/equipment", methods=["GET", "POST"])
@access.public
def equipment() -> ResponseReturnValue:
    """Say what is needed on stage."""

    def save(form: EquipmentForm) -> None:
        actions.save_equipment(who(), form.equipment.data or "")

    return _task(SpeakerTaskKind.EQUIPMENT, EquipmentForm, save)


@blueprint.route("/speak/tasks/access", methods=["GET", "POST"])
@access.public
def access_needed() -> ResponseReturnValue:
    """Say what one needs to take part."""

    def save(form: AccessForm) -> None:
        actions.save_access(who(), form.access.data or "")

    return _task(SpeakerTaskKind.ACCESS, AccessForm, save)


@blueprint.route("/speak/tasks/travel", methods=["GET", "POST"])
@access.public
def travel() -> ResponseReturnValue:
    """Say how and when one comes."""

    def save(form: TravelForm) -> None:
        actions.save_travel(who(), form.travel.data or "")

    return _task(SpeakerTaskKind.TRAVEL, TravelForm, save)


@blueprint.route("/speak/tasks/conduct", methods=["GET", "POST"])
@access.signed_in
def conduct() -> ResponseReturnValue:
    """Agree to the code of conduct as it is now."""
    speaker, form = own(), ConductForm()
    policy = editions.policy(this_edition().id, PolicyKind.CONDUCT)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.agree_to_conduct(who(), form.agreed())
        except (ConductNotAgreed, ConductChanged) as refusal:
            form.show_refusals({"conduct": str(refusal)})
        else:
            return _saved()
    form.version.data = str(policy.id)
    agreed = queries.agreed_version(speaker.speaker_id) == policy.id
    page = render_template("proposals/conduct.html", form=form, policy=policy, agreed=agreed)
    return page, 422 if form.errors else 200


def own() -> OwnSpeaker:
    """Return what the viewer has said as a speaker. Raises: NotFound."""
    return queries.own_speaker(this_edition().id, viewer().known_id)


def who() -> Self:
    """Return the viewer as somebody on stage who says something."""
    return Self(edition_id=this_edition().id, person_id=viewer().known_id, now=clock.now())


def _task(
    kind: SpeakerTaskKind, form_class: type[FormT], save: Callable[[FormT], None]
) -> ResponseReturnValue:
    """Ask for one thing and save it.

    Anybody may send this form: somebody whose sign-in has ended gets back what they typed.
    """
    if request.method == "POST" and is_lost():
        return _given_back(kind, form_class())
    speaker = own()
    form = form_class(data={**asdict(speaker), "recording": speaker.recording.value})
    if form.validate_on_submit():
        with transaction():
            save(form)
        return _saved()
    status = 409 if is_stale(form) else 422 if form.errors else 200
    return render_template("proposals/task.html", form=form, kind=kind), status


def _given_back(kind: SpeakerTaskKind, form: EditForm) -> ResponseReturnValue:
    form.seen.data = request.form.get("seen", "")  # what the page had seen when it was opened
    return given_back(
        form,
        StepWords(kind.label),
        sign_in=url_for("people.sign_in", next=request.path),
        back=url_for(".tasks"),
        saves_itself=False,
    )


def _saved() -> ResponseReturnValue:
    flash("Saved.", "success")
    return redirect(url_for(".tasks"), 303)
