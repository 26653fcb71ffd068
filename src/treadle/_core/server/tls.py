"""HTTPS: the server's certificate and its key."""

import hashlib
import re
import ssl
from pathlib import Path
from typing import NamedTuple

from treadle.errors import ConfigError

_FIRST = re.compile(b"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


class Certificate(NamedTuple):
    """What the server shows to browsers, ready for use."""

    context: ssl.SSLContext
    fingerprint: str
    """Identifies the certificate. `treadle threads` compares it before it sends its secret."""


def load(certificate: str | None, key: str | None) -> Certificate | None:
    """Return the certificate in two PEM files; None if neither is set.

    Args:
        certificate: the file of the certificate, and of those that sign it: `server.sslCertFile`.
        key: the file of its private key: `server.sslKeyFile`.

    Raises:
        ConfigError: only one of them is set, a file cannot be read, or they do not belong together.
    """
    if not certificate and not key:
        return None
    if not certificate or not key:
        given, missing = ("sslCertFile", "sslKeyFile") if certificate else ("sslKeyFile", "sslCertFile")
        raise ConfigError(
            f"server.sslCertFile and server.sslKeyFile must be set together, but only server.{given} is set. "
            f"Set server.{missing} too, or remove server.{given}."
        )
    content = _read("sslCertFile", certificate)
    _read("sslKeyFile", key)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # some builds of Python leave it to their OpenSSL
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(certificate, key)
    except (ssl.SSLError, OSError) as error:
        raise ConfigError(
            f"The certificate cannot be used: {error}. Check that server.sslCertFile ({certificate}) and "
            f"server.sslKeyFile ({key}) are PEM files of one certificate and its key."
        ) from error
    first = _FIRST.search(content)
    assert first is not None  # else it was not loaded
    return Certificate(context, fingerprint(ssl.PEM_cert_to_DER_cert(first[0].decode("ascii"))))


def fingerprint(certificate: bytes) -> str:
    """Return what identifies a certificate, given in the form in which it is sent."""
    return hashlib.sha256(certificate).hexdigest()


def _read(option: str, path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ConfigError(f"server.{option} cannot be read: {path}: {error.strerror}.") from None
