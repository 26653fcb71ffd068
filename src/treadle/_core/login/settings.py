"""The settings of the login: the section `[auth]` of the secrets."""

import hashlib
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import urlsplit

import msgspec

from treadle.errors import AuthError

DEFAULT = "default"
"""The name of the provider whose settings stand in `[auth]` itself."""

CALLBACK = "oauth2callback"
"""The last part of the address to which providers send people back."""

LEAST_SECRET = 16
"""The smallest length of `cookie_secret`. Who guesses it can be anybody."""

LASTS = 30.0
"""Days for which a login lasts, unless `cookie_days` says otherwise."""

MOST_DAYS = 400.0
"""Browsers keep no cookie for longer."""

OURS = frozenset(
    {
        "client_id", "redirect_uri", "response_type", "response_mode", "state", "nonce", "code_challenge",
        "request", "request_uri",
    }
)  # fmt: skip
"""Parameters of the request to a provider that no app may set."""

_TOKENS = frozenset({"id", "access"})
_NEEDED = ("client_id", "client_secret", "server_metadata_url")
_METHODS = ("client_secret_basic", "client_secret_post", "none")


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """A provider of logins. Its text shows no secret."""

    name: str
    client_id: str
    client_secret: str
    metadata_url: str
    scope: str
    parameters: dict[str, str]
    """Further parameters of the request, such as `prompt`."""
    auth_method: str | None
    """How the app proves to the provider that it is the app; None: as the provider says."""

    def __repr__(self) -> str:
        return f"<provider {self.name}>"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of the login. Their text shows no secret."""

    redirect_uri: str
    root: str
    """The address of the app in browsers, with a slash at its end."""
    origin: str
    path: str
    """The path of `root`."""
    tag: str
    """Part of the names of cookies. It differs between apps whose browsers share cookies."""
    secret: str
    days: float
    expose: frozenset[str]
    """The tokens that the app sees: `id`, `access`."""
    section: dict[str, Any]

    def __repr__(self) -> str:
        return f"<login at {self.root}>"

    @property
    def secure(self) -> bool:
        """Whether browsers reach the app by HTTPS."""
        return self.root.startswith("https:")

    def provider(self, name: str) -> Provider:
        """Return the provider with a name.

        Raises:
            AuthError: its settings are missing or wrong.
        """
        return _provider(self.section, name)


def read(secrets: Mapping[str, Any], port: int) -> Settings | None:
    """Return the settings in the secrets, None if there is no section `[auth]`.

    Args:
        secrets: all secrets.
        port: the port for `{port}` in `redirect_uri`.

    Raises:
        AuthError: the settings are wrong. The message contains no secret.
    """
    section = secrets.get("auth")
    if section is None:
        return None
    if not isinstance(section, Mapping):
        _wrong("`auth` must be a section: `[auth]`.")
    section = {str(key): value for key, value in section.items()}
    for name in ("redirect_uri", "cookie_secret"):
        if not isinstance(section.get(name), str) or not section[name]:
            _wrong(f"`[auth]` needs a text `{name}`.")
    secret = section["cookie_secret"]
    if len(secret) < LEAST_SECRET:
        _wrong(
            f"`cookie_secret` has {len(secret)} characters, and needs at least {LEAST_SECRET}: who guesses "
            "it can log in as anybody. Make one: "
            '`python -c "import secrets; print(secrets.token_urlsafe(32))"`.'
        )
    redirect_uri = section["redirect_uri"].replace("{port}", str(port))
    origin, path = _address(redirect_uri)
    return Settings(
        redirect_uri=redirect_uri,
        root=origin + path,
        origin=origin,
        path=path,
        tag=hashlib.sha256(redirect_uri.encode()).hexdigest()[:8],
        secret=secret,
        days=_days(section.get("cookie_days", LASTS)),
        expose=_exposed(section.get("expose_tokens")),
        section=section,
    )


def _address(redirect_uri: str) -> tuple[str, str]:
    """Return the origin and the path of the app, from the address for people who come back."""
    try:
        parts = urlsplit(redirect_uri)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    plain = all("!" <= character <= "~" and character not in '"<>\\;,' for character in redirect_uri)
    if (
        not plain
        or not host
        or parts.scheme not in ("http", "https")
        or parts.username is not None
        or parts.query
        or parts.fragment
        or not parts.path.endswith(f"/{CALLBACK}")
        or "//" in parts.path
    ):
        _wrong(
            "`redirect_uri` must be the app's address in browsers with "
            f"`/{CALLBACK}` at its end: `https://example.com/{CALLBACK}`."
        )
    named = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[parts.scheme]
    # As browsers write it in the header Origin: in small letters, and without the default port.
    origin = f"{parts.scheme}://{named}" + (f":{port}" if port not in (None, default) else "")
    return origin, parts.path.removesuffix(CALLBACK)


def _days(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MOST_DAYS:
        _wrong(f"`cookie_days` must be a number above 0 and at most {MOST_DAYS:g}.")
    return float(value)


def _exposed(value: Any) -> frozenset[str]:
    names = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, list) or not all(isinstance(name, str) and name in _TOKENS for name in names):
        _wrong('`expose_tokens` must be "id", "access" or a list of these.')
    return frozenset(map(str, names))


def _provider(section: Mapping[str, Any], name: str) -> Provider:
    own = section.get(name)
    where = f"[auth.{name}]"
    if name == DEFAULT and own is None:
        own, where = section, "[auth]"
    if not isinstance(own, Mapping):
        known = ", ".join(repr(each) for each, value in section.items() if isinstance(value, Mapping))
        _wrong(f"there is no section `{where}`. {f'The others are {known}.' if known else ''}".rstrip())
    given = own.get("client_kwargs") or {}
    if not isinstance(given, Mapping):
        _wrong(f"`client_kwargs` in `{where}` must be a section.")
    options = {str(key): value for key, value in given.items()}
    method = options.pop("token_endpoint_auth_method", own.get("token_endpoint_auth_method"))
    if method is not None and method not in _METHODS:
        _wrong(f"`token_endpoint_auth_method` in `{where}` must be one of {', '.join(_METHODS)}.")
    needed = [each for each in _NEEDED if each != "client_secret" or method != "none"]
    lacking = [each for each in needed if not isinstance(own.get(each), str) or not own[each]]
    if lacking:
        _wrong(f"`{where}` needs {', '.join(f'`{each}`' for each in lacking)}.")
    url = own["server_metadata_url"]
    if not url.startswith(("https://", "http://")):
        _wrong(f"`server_metadata_url` in `{where}` must begin with `https://`.")
    scope = options.pop("scope", "openid email profile")
    if not isinstance(scope, str) or "openid" not in scope.split():
        _wrong(f"the `scope` in `{where}` must contain `openid`.")
    if options.pop("code_challenge_method", "S256") != "S256":
        _wrong(f"`code_challenge_method` in `{where}` can only be S256.")
    extra = own.get("authorize_params") or {}
    parameters = {"prompt": "select_account", **options, **(extra if isinstance(extra, Mapping) else {})}
    return Provider(
        name=name,
        client_id=own["client_id"],
        client_secret=own.get("client_secret", "") if method != "none" else "",
        metadata_url=url,
        scope=scope,
        parameters=_texts(parameters, where),
        auth_method=method,
    )


def _texts(parameters: Mapping[str, Any], where: str) -> dict[str, str]:
    texts = {}
    for key, value in parameters.items():
        if key in OURS:
            _wrong(f"`client_kwargs` in `{where}` cannot set `{key}`, which is part of the protection.")
        if not isinstance(value, str | int) or isinstance(value, bool):
            _wrong(
                f"`{key}` of `client_kwargs` in `{where}` must be a text: it is a parameter of the request "
                "to the provider. Certificates are always checked; `SSL_CERT_FILE` names further ones."
            )
        if value != "":
            texts[key] = str(value)
    return texts


def _wrong(what: str) -> NoReturn:
    raise AuthError(f"The login is not configured correctly in the secrets: {what}")
