"""Organisers print what hangs at the doors, from the newest release."""

from flask import Response

from conference.documents.printed import door_cards_pdf
from conference.editions.address import this_edition
from conference.kernel.permissions import Permission
from conference.programme import papers, queries
from conference.programme.manage.blueprint import blueprint
from conference.web import access


@blueprint.get("/schedule/door-cards.pdf")
@access.requires(Permission.EDIT_PROGRAMME)
def door_cards() -> Response:
    """Serve a card for each room and day. Raises: NotFound (nothing is released)."""
    edition = this_edition()
    body = door_cards_pdf(papers.door_facts(queries.doors(edition), edition))
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="door-cards-{edition.slug}.pdf"'
    return response
