"""Sealing what must be stored but not read: the only file that imports PyNaCl."""

import hashlib
import hmac

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox


class SealBroken(RuntimeError):
    """Was sealed for another purpose, with another secret key, or was changed."""


def seal(plain: bytes, *, purpose: str, key: str) -> bytes:
    """Return ``plain`` encrypted and authenticated; it opens for the same purpose only."""
    return bytes(SecretBox(_box_key(purpose, key)).encrypt(plain))


def unseal(sealed: bytes, *, purpose: str, key: str) -> bytes:
    """Return what was sealed. Raises: SealBroken."""
    try:
        return SecretBox(_box_key(purpose, key)).decrypt(sealed)
    except CryptoError as error:
        raise SealBroken from error


def _box_key(purpose: str, key: str) -> bytes:
    return hmac.digest(key.encode(), f"sealing\0{purpose}".encode(), hashlib.sha256)
