"""Throwing away what signing in leaves behind."""

from datetime import datetime, timedelta

from sqlalchemy import or_

from conference.kernel.database import delete_where
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
        delete_where(SignInLink, is_old_link)
        + delete_where(SecondStep, is_half_set_up)
        + delete_where(SignIn, is_over)
    )
