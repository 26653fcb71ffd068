"""Seals: data that browsers carry for the app and can neither read nor change.

A seal is encrypted and signed at once (AES-256 in GCM). Each purpose has a key of its own, so that a seal for
one purpose is worthless for another. The end of its validity is inside.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import time
from collections.abc import Callable
from typing import Any

import msgspec

from treadle.errors import MissingAuthlibError

_NONCE = 12
_TAG = 16
_SPELLED = re.compile(r"[A-Za-z0-9_-]*")


class Seals:
    """Seals and opens data. Every method can be called from any thread.

    Args:
        secret: the app's secret. All servers of the app have the same.
        app: the app's address. Seals of another app with the same secret are refused.
        clock: the time in seconds since 1970, which servers share.
    """

    def __init__(self, secret: str, app: str, clock: Callable[[], float] = time.time) -> None:
        self._secret = secret.encode()
        self._app = app
        self._clock = clock

    def seal(self, purpose: str, data: Any, seconds: float) -> str:
        """Return data as a seal: letters, digits, `-` and `_`.

        Args:
            purpose: what it is for.
            data: what JSON can express.
            seconds: how long it is valid.
        """
        nonce = os.urandom(_NONCE)
        text = msgspec.json.encode([self._clock() + seconds, data])
        sealed = self._cipher(purpose).encrypt(nonce, text, self._app.encode())
        return _encode(nonce + sealed)

    def open(self, purpose: str, seal: str) -> Any:
        """Return the data in a seal; None if it was not made by this app for this purpose, or is too old."""
        raw = _decode(seal)
        if raw is None or len(raw) < _NONCE + _TAG:
            return None
        from cryptography.exceptions import InvalidTag

        try:
            text = self._cipher(purpose).decrypt(raw[:_NONCE], raw[_NONCE:], self._app.encode())
        except InvalidTag:
            return None
        until, data = msgspec.json.decode(text)
        return data if self._clock() < until else None

    def _cipher(self, purpose: str) -> Any:
        try:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        except ImportError:
            raise MissingAuthlibError from None
        key = hmac.digest(self._secret, b"treadle login 1: " + purpose.encode(), hashlib.sha256)
        return AESGCM(key)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes | None:
    """Return the bytes that are written as a text; None if it is not their one spelling."""
    if _SPELLED.fullmatch(text) is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return None
    return raw if _encode(raw) == text else None  # the last letter may have bits that count for nothing
