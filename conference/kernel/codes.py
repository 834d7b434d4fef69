"""Public codes without look-alike signs, and links that are sealed instead of stored.

A sealed link is ``<selector><seal>``: the selector names a row, the seal is a keyed hash of the
purpose and the selector. The database holds selectors only, so a copy of it opens nothing, and
a link can be made again at the moment of sending.
"""

import base64
import hashlib
import hmac
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and capitals without 0/O, 1/I/L and U."""

CODE_LENGTH = 6
TICKET_CODE_LENGTH = 16
SELECTOR_LENGTH = 16
SEAL_LENGTH = 32


def random_code(length: int = CODE_LENGTH) -> str:
    """Return ``length`` random signs that can be read aloud without mistakes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def is_code(text: str) -> bool:
    """Say whether a text could be a code of ours, as it is written."""
    return len(text) == CODE_LENGTH and all(sign in ALPHABET for sign in text)


def normalised(text: str) -> str:
    """Forgive what people type: lower case, spaces, dashes, O for nothing and I for one."""
    return "".join(sign for sign in text.upper() if sign in ALPHABET)


def sealed(purpose: str, selector: str, *, key: str) -> str:
    """Return the link token that opens ``selector`` for ``purpose``."""
    return selector + _seal(purpose, selector, key)


def opened(purpose: str, token: str, *, key: str) -> str | None:
    """Return the selector inside a genuine token, or nothing."""
    selector, seal = token[:-SEAL_LENGTH], token[-SEAL_LENGTH:]
    if not selector or not selector.isascii() or not seal.isascii():
        return None
    return selector if hmac.compare_digest(seal, _seal(purpose, selector, key)) else None


def fingerprint(token: str) -> str:
    """Return what may be stored of a random token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def random_token() -> str:
    """Return 256 random bits for an address or a cookie."""
    return secrets.token_urlsafe(32)


def _seal(purpose: str, selector: str, key: str) -> str:
    digest = hmac.new(key.encode(), f"{purpose}\0{selector}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:SEAL_LENGTH]
