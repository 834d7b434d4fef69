"""A speaker's picture: sent, shown to its owner, taken away."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.documents.pictures import PictureRefused, remade
from conference.editions.address import this_edition
from conference.kernel.database import transaction
from conference.proposals.actions import pictures as actions
from conference.proposals.forms.pictures import PictureForm
from conference.proposals.queries.pictures import own_picture
from conference.proposals.views.blueprint import blueprint
from conference.proposals.views.tasks import own, who
from conference.web import access
from conference.web.identity import viewer

WEBP = "image/webp"


@blueprint.route("/speak/tasks/picture", methods=["GET", "POST"])
@access.signed_in
def picture() -> ResponseReturnValue:
    """Send a picture, or say that there is to be none."""
    speaker, form = own(), PictureForm()
    if form.validate_on_submit():
        try:
            found = remade(form.content())
        except PictureRefused as refusal:
            form.show_refusals({"picture": str(refusal)})
        else:
            with transaction():
                actions.save_picture(who(), found)
            flash("Saved.", "success")
            return redirect(url_for(".picture"), 303)
    page = render_template("proposals/picture.html", form=form, speaker=speaker)
    return page, 422 if form.errors else 200


@blueprint.post("/speak/tasks/picture/removal")
@access.signed_in
def no_picture() -> ResponseReturnValue:
    """Have no picture."""
    with transaction():
        actions.take_picture_away(who())
    flash("There is no picture of you. Your initials stand there.", "success")
    return redirect(url_for(".tasks"), 303)


@blueprint.get("/speak/tasks/picture/current.webp")
@access.signed_in
def current_picture() -> Response:
    """Show one's own picture. Raises: NotFound."""
    response = Response(own_picture(this_edition().id, viewer().known_id), mimetype=WEBP)
    response.headers["Cache-Control"] = "no-store"
    return response
