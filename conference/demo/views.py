"""The demonstration's own pages: sign in as anyone, set the clock, read every mail."""

from io import BytesIO
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from conference.demo import inbox as inbox_room
from conference.demo import queries
from conference.demo.moments import MOMENTS, moment
from conference.demo.sample_stages import stand_at
from conference.editions.actions import touch_all_public
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound
from conference.mail import queries as mail
from conference.people import actions as people
from conference.web import access
from conference.web.identity import begin_session, end_session
from conference.web.paging import PER_PAGE, cut, page_number

blueprint = Blueprint("demo", __name__)


@blueprint.before_app_request
def use_one_name() -> ResponseReturnValue | None:
    """Send localhost to the public address: the pay page returns there, cookies must be there."""
    home = urlsplit(current_app.config["CONFERENCE"].public_url)
    if request.method != "GET" or request.host != f"localhost:{home.port}":
        return None
    return redirect(f"{home.scheme}://{home.netloc}{request.full_path.rstrip('?')}", 302)


@blueprint.get("/demo")
@access.public
def index() -> str:
    """Show who can be signed in as, and the clock."""
    return render_template(
        "demo/index.html", moments=MOMENTS, now=clock.now(), people=queries.people()
    )


@blueprint.post("/demo/clock")
@access.public
def set_clock() -> ResponseReturnValue:
    """Let the clock show one of its moments."""
    chosen = moment(request.form.get("moment", ""))
    if chosen is None:
        raise NotFound("The demonstration has no such moment.")
    with transaction():
        clock.set_moment(chosen.at)
        stand_at(chosen)
        touch_all_public()
    flash(f"The clock shows: {chosen.label}.", "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/demo/sign-in")
@access.public
def sign_in() -> ResponseReturnValue:
    """Sign in as a sample person, second step passed."""
    person_id = request.form.get("person", type=int)
    if person_id is None or not queries.is_person(person_id):
        raise NotFound("The demonstration has no such person.")
    with transaction():
        token = people.sign_in_directly(
            person_id, device="Demonstration", now=clock.real_now(), is_confirmed=True
        )
    end_session()
    begin_session(token)
    flash("You are signed in.", "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/demo/sign-out")
@access.public
def sign_out() -> ResponseReturnValue:
    """Be a stranger again: no sign-in, no opened links."""
    end_session()
    flash("You are a stranger again.", "success")
    return redirect(url_for(".index"), 303)


@blueprint.get("/demo/inbox")
@access.public
def inbox() -> str:
    """List every mail, newest first."""
    number = page_number(request.args.get("page"))
    address = request.args.get("address", "").strip()[:254]
    rows = mail.messages(None, address=address, limit=PER_PAGE + 1, offset=(number - 1) * PER_PAGE)
    page = cut([inbox_room.listed(row) for row in rows], number)
    return render_template("demo/inbox.html", page=page, address=address)


@blueprint.get("/demo/inbox/<int:message>")
@access.public
def message(message: int) -> str:
    """Show a mail as it would arrive."""
    return render_template("demo/message.html", mail=inbox_room.arrived(message))


@blueprint.get("/demo/inbox/<int:message>/<int:number>")
@access.public
def attachment(message: int, number: int) -> ResponseReturnValue:
    """Hand out a file that came with a mail."""
    files = inbox_room.arrived(message).files
    if number >= len(files):
        abort(404)
    found = files[number]
    return send_file(BytesIO(found.content), mimetype=found.mimetype, download_name=found.name)
