"""Organisers look at the draft as everybody would read it: the public pages, and on paper.

A preview is the release that the draft would be now, rehearsed and taken back, read by the queries
and shown by the templates of the public pages. Nothing of it is stored, copied or cached.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from flask import Response, url_for

from conference.editions.address import Way, lead, newest_edition
from conference.editions.queries import EditionFrame
from conference.kernel.errors import NotFound
from conference.kernel.permissions import Permission
from conference.kernel.rehearsal import rehearsal
from conference.programme import papers, queries
from conference.programme.actions import preview as actions
from conference.programme.actions.desk import Desk
from conference.programme.manage.blueprint import blueprint, desk
from conference.programme.views import pages, printed
from conference.programme.views.blueprint import rendered
from conference.programme.views.structured import session_event
from conference.web import access
from conference.web.answers import answer

ReadT = TypeVar("ReadT")

PUBLIC, PRINT = "public", "print"
"""Which preview a page is; the bar above it says so."""

WAYS: Mapping[str, Way] = {
    "programme.index": partial(url_for, "programme_manage.preview"),
    "programme.session": partial(url_for, "programme_manage.preview_session"),
    "programme.speakers": partial(url_for, "programme_manage.preview_speakers"),
    "programme.speaker": partial(url_for, "programme_manage.preview_speaker"),
    "programme.takeaway": partial(url_for, "programme_manage.preview_takeaway"),
    "programme.a4": partial(url_for, "programme_manage.preview_paper", form="a4"),
    "programme.a5": partial(url_for, "programme_manage.preview_paper", form="a5"),
    "programme.large": partial(url_for, "programme_manage.preview_paper", form="large"),
}
"""Where the links of a previewed page lead: what there is a preview of stays one.

Those of higher packages come with the answer ``preview_ways``.
"""


@blueprint.get("/preview")
@access.requires(Permission.EDIT_PROGRAMME)
def preview() -> Response:
    """Show the draft as the public programme, list or grid, filtered as the address asks."""
    return _page("programme/index.html", pages.read_schedule)


@blueprint.get("/preview/sessions/<code>")
@access.requires(Permission.EDIT_PROGRAMME)
def preview_session(code: str) -> Response:
    """Show a session of the draft as its public page. Raises: NotFound."""
    read = partial(pages.read_session, code)
    return _page("programme/session.html", read, structured=session_event)


@blueprint.get("/preview/speakers")
@access.requires(Permission.EDIT_PROGRAMME)
def preview_speakers() -> Response:
    """Show who would be listed."""
    return _page("programme/speakers.html", pages.read_speakers)


@blueprint.get("/preview/speakers/<code>")
@access.requires(Permission.EDIT_PROGRAMME)
def preview_speaker(code: str) -> Response:
    """Show a speaker as the public would. Raises: NotFound (also for who would not be listed)."""
    return _page("programme/speaker.html", partial(pages.read_speaker, code))


@blueprint.get("/preview/print")
@access.requires(Permission.EDIT_PROGRAMME)
def preview_takeaway() -> Response:
    """Show the page that lists the printed forms; they are those of the draft."""
    address = printed.embed_address()
    return _page("programme/print.html", printed.read_takeaway, PRINT, embed_address=address)


@blueprint.get("/preview/programme-<form>.pdf")
@access.requires(Permission.EDIT_PROGRAMME)
def preview_paper(form: str) -> Response:
    """Serve the draft in one of the printed forms, stamped on each page. Raises: NotFound."""
    print_out = printed.FORMS.get(form)
    if print_out is None:
        raise NotFound

    def read(edition: EditionFrame, _: datetime) -> queries.PrintedProgramme:
        return queries.printed(edition)

    edition = newest_edition()
    programme = rehearsed(edition, read, desk())
    body = print_out(papers.draft_facts(programme, edition))
    response = kept_apart(Response(body, mimetype=printed.MIMETYPE))
    name = f"draft-{edition.slug}-{form}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def rehearsed(
    edition: EditionFrame, read: Callable[[EditionFrame, datetime], ReadT], who: Desk
) -> ReadT:
    """Return what a reader would get if somebody released the draft. Raises: NotFound."""
    with rehearsal():
        actions.rehearse_release(who)
        return read(edition, who.now)


def stay_inside(ways: Mapping[str, Way] = WAYS) -> None:
    """Let links of this page lead to previews, and to what these ways say."""
    lead({**WAYS, **answer("preview_ways"), **ways})


def kept_apart(response: Response) -> Response:
    """Let no copy of a preview be kept, and no search engine name it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(
    template: str,
    read: Callable[[EditionFrame, datetime], Any],
    kind: str = PUBLIC,
    **values: Any,
) -> Response:
    """Answer with a public page as it would be."""
    edition, who = newest_edition(), desk()
    page = rehearsed(edition, read, who)
    stay_inside()
    return kept_apart(
        Response(rendered(template, page, edition, now=who.now, preview=kind, **values))
    )
