"""Setting up the second step, and passing it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from conference.history import actions as history
from conference.kernel.database import db
from conference.people import rules, second_step
from conference.people.models import RecoveryCode, SecondStep, SignIn
from conference.people.queries import roles, sign_ins
from conference.people.queries import second_steps as queries
from conference.people.rules import RoleDesk, Verdict

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Whose browser asks, and the key under which secrets are kept."""

    person_id: int
    sign_in_id: int
    key: str


def begin_setup(browser: Browser, *, now: datetime) -> None:
    """Give the person a fresh secret that only this sign-in may see until it is confirmed.

    ``now`` is real time. Raises: SetupOver (a second step is set up already).
    """
    found = queries.second_step_for_update(browser.person_id)
    if found is None:
        found = SecondStep(person_id=browser.person_id)
        db.session.add(found)
    elif found.confirmed_at is not None:
        raise rules.SetupOver
    secret = second_step.new_secret()
    found.sealed_secret = second_step.seal_secret(
        secret, person_id=browser.person_id, key=browser.key
    )
    found.last_step = 0
    found.sign_in_id = browser.sign_in_id
    found.created_at = now


def finish_setup(browser: Browser, *, code: str, now: datetime) -> tuple[str, ...]:
    """Set the second step up with a first code, and return the recovery codes to show once.

    ``now`` is real time. Raises: CodeWrong, SetupOver.
    """
    sign_in = sign_ins.sign_in_for_update(browser.sign_in_id)
    found = queries.second_step_for_update(browser.person_id)
    if found is None or not _is_in_setup(found, browser, now):
        raise rules.SetupOver
    step = _step_of(found, browser, code, now)
    if step is None:
        raise rules.CodeWrong
    found.last_step = step
    found.sign_in_id = None
    found.confirmed_at = now
    sign_in.confirmed_at = now
    _note(browser.person_id, "second step set up", now)
    return _fresh_recovery_codes(browser)


def confirm_code(browser: Browser, *, code: str, now: datetime) -> Verdict:
    """Pass the second step of this sign-in with the newest code of the app.

    Nothing is raised for a wrong code: that it was tried must be stored. ``now`` is real time.
    Raises: SetupOver (there is no second step to pass).
    """
    sign_in = sign_ins.sign_in_for_update(browser.sign_in_id)
    found = queries.second_step_for_update(browser.person_id)
    if found is None or found.confirmed_at is None:
        raise rules.SetupOver
    guesses = queries.failed_codes_since(browser.person_id, now - DAY)
    if sign_in.revoked_at is not None or guesses >= rules.CODES_A_DAY:
        return _ended(sign_in, now)
    step = _step_of(found, browser, code, now)
    if step is None:
        return _failed(sign_in, now)
    found.last_step = step
    sign_in.confirmed_at = now
    return Verdict.RIGHT


def use_recovery_code(browser: Browser, *, code: str, now: datetime) -> Verdict:
    """Pass the second step of this sign-in with a recovery code, which is then used up.

    ``now`` is real time.
    """
    sign_in = sign_ins.sign_in_for_update(browser.sign_in_id)
    if sign_in.revoked_at is not None:
        return Verdict.ENDED
    code_hash = second_step.recovery_hash(code, person_id=browser.person_id, key=browser.key)
    found = queries.recovery_code_for_update(browser.person_id, code_hash)
    if found is None:
        return _failed(sign_in, now)
    found.used_at = now
    sign_in.confirmed_at = now
    _note(browser.person_id, "recovery code used", now)
    return Verdict.RIGHT


def renew_recovery_codes(browser: Browser, *, now: datetime) -> tuple[str, ...]:
    """Throw the recovery codes away and return fresh ones to show once. ``now`` is real time.

    Raises: SetupOver (there is no second step).
    """
    found = queries.second_step_for_update(browser.person_id)
    if found is None or found.confirmed_at is None:
        raise rules.SetupOver
    _note(browser.person_id, "recovery codes renewed", now)
    return _fresh_recovery_codes(browser)


def reset_second_step(person_id: int, *, actor: str, now: datetime) -> None:
    """Take the second step away, so that the next visit sets it up anew; no sign-in is confirmed.

    ``now`` is real time.
    """
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    db.session.execute(delete(SecondStep).where(SecondStep.person_id == person_id))
    db.session.execute(
        update(SignIn).where(SignIn.person_id == person_id).values(confirmed_at=None)
    )
    history.record(actor, "second step taken away", on=("person", person_id), at=now)


def reset_for_staff(grant_id: int, *, desk: RoleDesk, now: datetime) -> None:
    """Take away the second step of somebody who lost phone and codes; ``now`` is real time.

    Whoever does it must be able to give all of that person's roles. Raises: NotFound, OutOfReach.
    """
    person_id = roles.grant_for_update(grant_id).person_id
    if not all(desk.covers(edition_id) for edition_id in roles.editions_of(person_id)):
        raise rules.OutOfReach
    reset_second_step(person_id, actor=desk.actor, now=now)


def _is_in_setup(found: SecondStep, browser: Browser, now: datetime) -> bool:
    return (
        found.confirmed_at is None
        and found.sign_in_id == browser.sign_in_id
        and now - found.created_at < rules.SETUP_LIFE
    )


def _step_of(found: SecondStep, browser: Browser, code: str, now: datetime) -> int | None:
    secret = second_step.open_secret(
        found.sealed_secret, person_id=browser.person_id, key=browser.key
    )
    return second_step.matching_step(secret, code, after=found.last_step, now=now)


def _failed(sign_in: SignIn, now: datetime) -> Verdict:
    sign_in.failed_codes += 1
    if sign_in.failed_codes >= rules.CODES_A_SIGN_IN:
        return _ended(sign_in, now)
    return Verdict.WRONG


def _ended(sign_in: SignIn, now: datetime) -> Verdict:
    sign_in.revoked_at = sign_in.revoked_at or now
    return Verdict.ENDED


def _fresh_recovery_codes(browser: Browser) -> tuple[str, ...]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == browser.person_id))
    codes = second_step.new_recovery_codes()
    db.session.add_all(
        RecoveryCode(
            person_id=browser.person_id,
            code_hash=second_step.recovery_hash(code, person_id=browser.person_id, key=browser.key),
        )
        for code in codes
    )
    return codes


def _note(person_id: int, what: str, now: datetime) -> None:
    history.record(history.person(person_id), what, on=("person", person_id), at=now)
