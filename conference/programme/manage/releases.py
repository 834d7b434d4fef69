"""Organisers release the draft: what is different, who is told, who is hurt, and the press."""

from collections.abc import Collection

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from conference.editions.address import newest_edition
from conference.editions.queries import EditionFrame
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission
from conference.programme import queries
from conference.programme.actions import releases
from conference.programme.actions.releases import Wish
from conference.programme.forms.releases import ReleaseForm
from conference.programme.manage.blueprint import blueprint, desk
from conference.programme.manage.judging import judged, judged_now
from conference.programme.queries.releases import OnStage
from conference.programme.rules.releases import Change
from conference.programme.rules.states import SessionKind
from conference.web import access
from conference.web.answers import answer


@blueprint.route("/release", methods=["GET", "POST"])
@access.requires(Permission.EDIT_PROGRAMME)
def release() -> ResponseReturnValue:
    """Show what a release would change, and release."""
    form = ReleaseForm()
    if form.validate_on_submit():
        try:
            with transaction():
                number = _release(form)
        except Refused as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(_released(number), "success")
            return redirect(url_for(".release"), 303)
    return _page(form)


def _release(form: ReleaseForm) -> int:
    wish = Wish(
        mark=form.mark.data or "",
        name=form.name.data or "",
        note=form.note.data or "",
        after=form.after.data,
    )
    return releases.release(wish, is_blocked=_is_blocked, desk=desk())


def _is_blocked() -> bool:
    return any(one.finding.is_hard for one in judged_now())


def _released(number: int) -> str:
    if newest_edition().shows_programme:
        return f"Release {number} is public. Everybody whom it concerns is told."
    return f"Release {number} is made. Nobody sees it until the programme is switched on."


def _page(form: ReleaseForm) -> ResponseReturnValue:
    edition = newest_edition()
    seen = queries.next_release(edition.id, desk().now)
    draft, hidden = queries.draft(edition.id), queries.hidden_ids(edition.id)
    newly = seen.newly_on_stage(hidden)
    found = judged(edition, draft)
    page = render_template(
        "programme/manage/release.html",
        form=form,
        is_shown=edition.shows_programme,
        next=seen,
        renamed=any(_is_public_rename(change, hidden) for change in seen.changes),
        hard=queries.by_day(one for one in found if one.finding.is_hard),
        soft=queries.by_day(one for one in found if one.is_open and not one.finding.is_hard),
        has_several_days=len(edition.days) > 1,
        damage=answer("release_damage", edition.id, seen),
        told=_told(edition, seen.told(hidden), newly),
        silent=queries.silent_speakers(seen.told(hidden), {speaker_id for _, speaker_id in newly}),
        rooms={room.id: room.name for room in draft.rooms},
        releases=queries.release_rows(edition.id),
    )
    return page, 422 if form.errors else 200


def _is_public_rename(change: Change, hidden: Collection[int]) -> bool:
    """Say whether the public list of changes will name an old title: not of breaks."""
    is_session = change.shown.words.kind is SessionKind.SESSION
    return bool(change.was_called) and is_session and change.session_id not in hidden


def _told(edition: EditionFrame, moved: Collection[int], newly: Collection[OnStage]) -> int:
    """Return how many addresses get a mail: none while the programme is switched off."""
    if not edition.shows_programme:
        return 0
    return len(answer("addresses_of_sessions", edition.id, moved, newly))
