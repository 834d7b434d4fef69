"""The blueprint of the organisers' pages of the programme."""

from collections.abc import Callable
from math import ceil

from flask import current_app

from conference.editions.address import edition_blueprint, this_edition
from conference.history.actions import person
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Invalid, Refused
from conference.programme.actions.desk import Desk
from conference.web.forms import Form
from conference.web.identity import viewer

STAYS = "What somebody has saved, or has open, stays there until it is loaded again."

blueprint = edition_blueprint("programme_manage", __name__, prefix="/manage")


@blueprint.context_processor
def _words() -> dict[str, str]:
    return {"within": within()}


def within() -> str:
    """Say how soon every process shows what was made public, in words for the desk."""
    seconds = ceil(current_app.config["CONFERENCE"].edition_seconds)
    return "within a second" if seconds <= 1 else f"within {seconds} seconds"


def desk() -> Desk:
    """Return who changes the programme now, and of which edition."""
    return Desk(edition_id=this_edition().id, actor=person(viewer().known_id), now=clock.now())


def done(form: Form, act: Callable[[], object]) -> bool:
    """Do what a form asks for, and say whether it was done.

    A refusal stands in the form: beside its fields, or above all.
    """
    try:
        with transaction():
            act()
    except Invalid as refusal:
        form.show_refusals(refusal.fields)
    except Refused as refusal:
        form.form_errors.append(str(refusal))
    else:
        return True
    return False
