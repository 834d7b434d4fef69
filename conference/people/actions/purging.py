"""Throwing away what signing in leaves behind."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_

from conference.kernel.database import db
from conference.people import rules
from conference.people.models import SecondStep, SignIn, SignInLink

LINK_KEPT = timedelta(days=1)
SIGN_IN_KEPT = timedelta(days=30)


def purge(*, now: datetime) -> None:
    """Delete links over a day old, sign-ins ended or idle for 30 days, and half set-up steps.

    ``now`` is real time; safe to run twice (domain.md C4).
    """
    db.session.execute(delete(SignInLink).where(SignInLink.created_at < now - LINK_KEPT))
    db.session.execute(
        delete(SecondStep).where(
            SecondStep.confirmed_at.is_(None), SecondStep.created_at < now - rules.SETUP_LIFE
        )
    )
    db.session.execute(
        delete(SignIn).where(
            or_(
                SignIn.revoked_at < now - SIGN_IN_KEPT,
                SignIn.last_seen_at < now - rules.SIGN_IN_IDLE,
            )
        )
    )
