"""Throwing away what signing in leaves behind."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_

from conference.kernel.database import db
from conference.people import rules
from conference.people.models import SecondStep, SignIn, SignInLink

LINK_KEPT = timedelta(days=1)
SIGN_IN_KEPT = timedelta(days=30)


def purge(*, now: datetime) -> int:
    """Delete links over a day old, sign-ins ended or idle for 30 days, and half set-up steps.

    Returns how many went. ``now`` is real time; safe to run twice (domain.md C4).
    """
    is_old_link = SignInLink.created_at < now - LINK_KEPT
    is_half_set_up = SecondStep.confirmed_at.is_(None) & (
        SecondStep.created_at < now - rules.SETUP_LIFE
    )
    is_over = or_(
        SignIn.revoked_at < now - SIGN_IN_KEPT, SignIn.last_seen_at < now - rules.SIGN_IN_IDLE
    )
    return (
        _delete(SignInLink, is_old_link)
        + _delete(SecondStep, is_half_set_up)
        + _delete(SignIn, is_over)
    )


def _delete(kind: type[SignInLink | SecondStep | SignIn], is_gone: ColumnElement[bool]) -> int:
    gone = db.session.scalars(
        delete(kind)
        .where(is_gone)
        .returning(kind.created_at)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
