"""What is said to a provider, by OpenID Connect, and what is believed of its answers."""

import base64
import hmac
import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from treadle.errors import AuthError, MissingAuthlibError

from .fetching import Fetcher, Unreachable, check
from .settings import Provider

KEPT = 3600.0
"""Seconds for which what a provider says about itself is kept."""

KEYS_AGAIN = 30.0
"""Seconds after which keys are fetched again for a token whose key is unknown."""

LEEWAY = 60
"""Seconds by which the clocks of provider and server may differ."""

_BY_KEYS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
)  # fmt: skip
_BY_SECRET = ("HS256", "HS384", "HS512")
_TENANT = "{tenantid}"


class Tokens(msgspec.Struct, frozen=True):
    """What a provider has said about a person. Its text shows no token."""

    claims: dict[str, Any]
    id: str
    access: str | None

    def __repr__(self) -> str:
        return "<tokens>"


class Known:
    """What providers say about themselves, kept for a while. Every method can be called from any thread."""

    def __init__(self, fetcher: Fetcher, clock: Callable[[], float] = time.monotonic) -> None:
        self.fetcher = fetcher
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}  # by address; guarded by _lock

    def get(self, url: str, *, within: float = KEPT) -> dict[str, Any]:
        """Return the JSON object at an address, at most some seconds old.

        Raises:
            Unreachable: there is none.
        """
        with self._lock:
            at, found = self._kept.get(url, (0.0, {}))
            if found and self._clock() - at < within:
                return found
        fetched: dict[str, Any] = self.fetcher.get(url)
        with self._lock:
            self._kept[url] = self._clock(), fetched
        return fetched


class Dialogue:
    """What is said to one provider.

    Args:
        provider: its settings.
        redirect_uri: where it sends people back.
        known: what providers say about themselves.
    """

    def __init__(self, provider: Provider, redirect_uri: str, known: Known) -> None:
        self._provider = provider
        self._redirect_uri = redirect_uri
        self._known = known

    def authorize_url(self, state: str, nonce: str, verifier: str) -> str:
        """Return the address of the provider's page where a person logs in.

        Raises:
            AuthError: the provider gives no usable answer.
        """
        metadata = self._metadata()
        client = self._client(metadata)
        url, _ = client.create_authorization_url(
            self._endpoint(metadata, "authorization_endpoint"),
            state=state,
            code_verifier=verifier,
            nonce=nonce,
            **self._provider.parameters,
        )
        return str(url)

    def exchange(self, code: str, nonce: str, verifier: str, issuer: str | None) -> Tokens:
        """Return what the provider says about the person who brings a code.

        Args:
            code: the code.
            nonce: what the token must contain, as it was made for this login.
            verifier: the proof that this login was begun here (PKCE).
            issuer: the provider by which the code claims to be issued.

        Raises:
            AuthError: the code or the token is not accepted. The message is for the log.
        """
        from authlib.common.errors import AuthlibBaseError

        metadata = self._metadata()
        named = metadata.get("authorization_response_iss_parameter_supported") is True
        if issuer != metadata.get("issuer") and (named or issuer is not None):
            raise AuthError("The code comes from another provider.")
        try:
            answer = self._client(metadata).fetch_token(
                self._endpoint(metadata, "token_endpoint"),
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                redirect_uri=self._redirect_uri,
            )
        except AuthlibBaseError as error:
            # What a provider says is not written into the log as it is.
            known = error.error if re.fullmatch(r"[\w.-]{1,60}", str(error.error)) else "unknown"
            raise AuthError(f"The provider refuses the code: {known}.") from None
        except ValueError as error:
            raise Unreachable("The provider's answer is no JSON object.") from error
        token, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str):
            raise AuthError("The provider's answer contains no ID token.")
        access = access if isinstance(access, str) else None
        return Tokens(self._claims(metadata, token, access, nonce), token, access)

    def logout_url(self, token: str | None) -> str | None:
        """Return the address where the person logs out at the provider, None if it has none.

        Args:
            token: the person's ID token.

        Raises:
            AuthError: the provider gives no usable answer.
        """
        metadata = self._metadata()
        if not metadata.get("end_session_endpoint"):
            return None
        parts = urlsplit(self._endpoint(metadata, "end_session_endpoint"))
        query = dict(parse_qsl(parts.query)) | {
            "client_id": self._provider.client_id,
            "post_logout_redirect_uri": self._redirect_uri,
        }
        if token is not None:
            query["id_token_hint"] = token
        return parts._replace(query=urlencode(query), fragment="").geturl()

    def logs_out(self) -> bool:
        """Return whether the provider has a page for logging out. No request is made for a known provider."""
        return bool(self._metadata().get("end_session_endpoint"))

    def _metadata(self) -> dict[str, Any]:
        return self._known.get(self._provider.metadata_url)

    def _endpoint(self, metadata: Mapping[str, Any], name: str) -> str:
        return check(metadata.get(name), like=self._provider.metadata_url)

    def _client(self, metadata: Mapping[str, Any]) -> Any:
        try:
            from authlib.oauth2.client import OAuth2Client
        except ImportError:
            raise MissingAuthlibError from None
        methods = _texts(metadata.get("code_challenge_methods_supported"))
        return OAuth2Client(
            session=self._known.fetcher,
            client_id=self._provider.client_id,
            client_secret=self._provider.client_secret or None,
            token_endpoint_auth_method=self._auth_method(metadata),
            scope=self._provider.scope,
            redirect_uri=self._redirect_uri,
            # A provider that says nothing gets it too: it must ignore what it does not know.
            code_challenge_method=None if methods and "S256" not in methods else "S256",
        )

    def _auth_method(self, metadata: Mapping[str, Any]) -> str:
        if self._provider.auth_method is not None:
            return self._provider.auth_method
        methods = _texts(metadata.get("token_endpoint_auth_methods_supported"))
        if methods and "client_secret_basic" not in methods and "client_secret_post" in methods:
            return "client_secret_post"
        return "client_secret_basic"

    def _claims(
        self, metadata: Mapping[str, Any], token: str, access: str | None, nonce: str
    ) -> dict[str, Any]:
        """Return what an ID token says, after all checks of OpenID Connect."""
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import JoseError

        try:
            decoded = self._decode(metadata, token)
            claims = dict(decoded.claims)
            CodeIDToken(
                claims,
                decoded.header,
                {
                    "iss": {"essential": True, "value": _issuer(metadata, claims)},
                    "aud": {"essential": True, "value": self._provider.client_id},
                },
                {"nonce": nonce, "client_id": self._provider.client_id, "access_token": access},
            ).validate(leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            # Without the error's text, which may contain claims.
            raise AuthError(f"The provider's ID token is not accepted: {_named(error)}.") from None
        # What everything depends on is checked here once more, whatever the library's version does.
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise AuthError("The provider's ID token is not accepted: it was made for another login.")
        audience = claims.get("aud")
        if self._provider.client_id not in (audience if isinstance(audience, list) else [audience]):
            raise AuthError("The provider's ID token is not accepted: it was made for another app.")
        return claims

    def _decode(self, metadata: Mapping[str, Any], token: str) -> Any:
        from joserfc import jwt
        from joserfc.jwk import OctKey

        named = _texts(metadata.get("id_token_signing_alg_values_supported")) or ["RS256"]
        header = msgspec.json.decode(_unpadded(token.partition(".")[0]))
        algorithm = header.get("alg") if isinstance(header, dict) else None
        # The key follows from the family of the algorithm: a public key is never used as a secret.
        if algorithm in _BY_SECRET and algorithm in named and self._provider.client_secret:
            return jwt.decode(token, OctKey.import_key(self._provider.client_secret), algorithms=[algorithm])
        allowed = [each for each in named if each in _BY_KEYS]
        return jwt.decode(token, self._keys(metadata, header), algorithms=allowed)

    def _keys(self, metadata: Mapping[str, Any], header: Mapping[str, Any]) -> Any:
        from joserfc.errors import JoseError
        from joserfc.jwk import JWKRegistry, KeySet

        url = self._endpoint(metadata, "jwks_uri")
        wanted = header.get("kid")
        for within in (KEPT, KEYS_AGAIN):
            found = self._known.get(url, within=within).get("keys")
            described = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
            if wanted is None or any(each.get("kid") == wanted for each in described):
                break  # otherwise the provider may have new keys
        keys = []
        for each in described:
            try:
                keys.append(JWKRegistry.import_key(each))
            except (JoseError, ValueError, TypeError, KeyError):
                continue  # a kind of key that this library does not know
        return KeySet(keys)


def _issuer(metadata: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """Return the issuer that a token must have."""
    issuer = metadata.get("issuer")
    if not isinstance(issuer, str) or not issuer:
        raise Unreachable("The provider does not say who it is.")
    if _TENANT in issuer:  # Microsoft's address for the accounts of all organisations
        tenant = claims.get("tid")
        if not isinstance(tenant, str) or not re.fullmatch(r"[0-9a-fA-F-]{36}", tenant):
            raise AuthError("The provider's ID token does not say which organisation it is for.")
        return issuer.replace(_TENANT, tenant)
    return issuer


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _named(error: Exception) -> str:
    claim = getattr(error, "claim", None) or getattr(error, "claim_name", None)
    return f"{type(error).__name__}{f' ({claim})' if isinstance(claim, str) else ''}"
