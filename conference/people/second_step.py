"""Codes that change every 30 seconds (RFC 6238), and recovery codes; the only file with pyotp."""

import hashlib
import hmac
from datetime import datetime

import pyotp

from conference.kernel import codes, sealing
from conference.people.rules import RECOVERY_CODES, digits

STEP_SECONDS = 30
DRIFT = (0, -1, 1)
"""Steps that count: clocks of phones differ, and typing takes time (RFC 6238, section 5.2)."""

RECOVERY_LENGTH = 12
RECOVERY_GROUP = 4


def new_secret() -> str:
    """Return 160 random bits in the writing of authenticator apps."""
    return pyotp.random_base32()


def seal_secret(secret: str, *, person_id: int, key: str) -> bytes:
    """Return the secret as it is stored: it opens for this person only."""
    return sealing.seal(secret.encode(), purpose=_purpose(person_id), key=key)


def open_secret(sealed: bytes, *, person_id: int, key: str) -> str:
    """Return the stored secret. Raises: SealBroken (the installation's key was changed)."""
    return sealing.unseal(sealed, purpose=_purpose(person_id), key=key).decode()


def app_link(secret: str, *, email: str, issuer: str) -> str:
    """Return the ``otpauth`` address that an authenticator app takes in."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def spaced(secret: str) -> str:
    """Return a secret in groups of four, to be typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def matching_step(secret: str, code: str, *, after: int, now: datetime) -> int | None:
    """Return the time step that ``code`` belongs to, if it is recent and later than ``after``.

    A step that was used is ``after`` the next time, so no code works twice (RFC 6238, section 5.2).
    """
    entered = digits(code)
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (current + drift for drift in DRIFT):
        if step > after and hmac.compare_digest(totp.generate_otp(step), entered):
            return step
    return None


def new_recovery_codes() -> tuple[str, ...]:
    """Return fresh recovery codes in groups of four signs."""
    return tuple(_grouped(codes.random_code(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES))


def recovery_hash(code: str, *, person_id: int, key: str) -> str:
    """Return what is stored of a recovery code; however it was typed, it is the same."""
    plain = f"recovery\0{person_id}\0{codes.normalised(code)}"
    return hmac.new(key.encode(), plain.encode(), hashlib.sha256).hexdigest()


def _purpose(person_id: int) -> str:
    return f"second-step {person_id}"


def _grouped(code: str) -> str:
    groups = range(0, len(code), RECOVERY_GROUP)
    return "-".join(code[start : start + RECOVERY_GROUP] for start in groups)
