"""Organisers look at the draft as a delegate would have it, and as somebody on stage would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.agendas import mails, queries
from conference.agendas.mails import Told
from conference.agendas.queries import DelegatePreview, SpeakerPreview
from conference.editions.address import Way, edition_blueprint, newest_edition
from conference.editions.queries import EditionFrame
from conference.kernel.permissions import Permission
from conference.mail.office import office
from conference.orders.queries import AttendeeFacts
from conference.programme import queries as programme
from conference.programme.manage.blueprint import desk
from conference.programme.manage.preview import kept_apart, rehearsed, stay_inside
from conference.programme.queries.ways import SpeakerWays
from conference.web import access

DELEGATE, SPEAKER = "delegate", "speaker"
"""Which preview a page is; the bar above it says so."""

MOST_TICKS = 50
"""More sessions than anybody can be in."""

NOBODY = AttendeeFacts(
    id=0, code="DRAFT", name="", person_id=None, ticket_type="", is_cancelled=False
)
"""The ticket of the invented delegate; it opens nothing."""

blueprint = edition_blueprint("agendas_manage", __name__, prefix="/manage")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """A mail that a release would send, as its reader sees it."""

    subject: str
    body: str


@blueprint.route("/preview/delegate", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def delegate() -> ResponseReturnValue:
    """Show My day of an invented delegate who has places in the ticked sessions.

    Its buttons lead here too: pressing "Book" ticks a session and stores nothing.
    """
    codes = request.args.getlist("code")[:MOST_TICKS]
    if request.method == "POST":
        return redirect(url_for(".delegate", code=codes), 303)
    edition = newest_edition()

    def read(edition: EditionFrame, now: datetime) -> DelegatePreview:
        return queries.delegate_preview(edition, codes, now=now)

    seen = rehearsed(edition, read, desk())
    stay_inside(_ways(seen.chosen))
    return kept_apart(
        Response(
            render_template(
                "agendas/manage/delegate.html",
                page=seen.day,
                ticks=seen.ticks,
                tickets=(),
                ticket=NOBODY,
                edition=edition,
                ways=SpeakerWays(),
                subscription=None,
                preview=DELEGATE,
            )
        )
    )


@blueprint.get("/preview/speaker")
@access.requires(Permission.EDIT_PROGRAMME)
def on_stage() -> Response:
    """Show what a release would tell somebody on stage: their duties, and a mail if there is one.

    Raises: NotFound (nobody on stage has this code).
    """
    edition = newest_edition()
    seen, told = rehearsed(edition, partial(_of_speaker, request.args.get("speaker", "")), desk())
    return kept_apart(
        Response(
            render_template(
                "agendas/manage/on_stage.html",
                page=seen,
                mail=_mail(edition, told) if told else None,
                is_shown=edition.shows_programme,
                preview=SPEAKER,
            )
        )
    )


def _of_speaker(
    code: str, edition: EditionFrame, _: datetime
) -> tuple[SpeakerPreview, Told | None]:
    seen = queries.speaker_preview(edition, code)
    release_id = programme.newest_release_id(edition.id)
    if seen.picked is None or release_id is None:
        return seen, None
    return seen, mails.to_be_told(edition, seen.picked.id, release_id)


def _mail(edition: EditionFrame, told: Told) -> MailText:
    post = office()
    draft = mails.stage_draft(edition, told, link=post.link)
    return MailText(subject=draft.subject, body=post.render(draft.template, draft.context))


def preview_ways() -> Mapping[str, Way]:
    """Return where links from previews of the programme lead: to the invented delegate's day."""
    return {
        "agendas.my_day": lambda **_: url_for("agendas_manage.delegate"),
        "workshops.booking": lambda *, code, **_: url_for("agendas_manage.delegate", code=code),
    }


def _ways(chosen: Sequence[str]) -> Mapping[str, Way]:
    """Return where the buttons of My day lead: to the same page with one tick more, or one less."""

    def day(codes: Sequence[str]) -> str:
        return url_for("agendas_manage.delegate", code=codes)

    def book(*, code: str, **_: object) -> str:
        return day([code, *(other for other in chosen if other != code)])

    def give_back(*, code: str, **_: object) -> str:
        return day([other for other in chosen if other != code])

    def stay(**_: object) -> str:
        return day(chosen)

    return {
        "workshops.booking": book,
        "workshops.cancellation": give_back,
        "agendas.my_day": stay,
        "agendas.calendar": stay,
        "orders.ticket": stay,
    }
