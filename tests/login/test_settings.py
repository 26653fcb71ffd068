"""The section [auth] of the secrets: what it may say, and errors that help and contain no secret."""

from typing import Any

import pytest

from treadle._core.login.settings import read
from treadle.errors import AuthError

SECRET = "0123456789abcdef-very-secret"
PROVIDER = {
    "client_id": "app",
    "client_secret": "hush",
    "server_metadata_url": "https://p.example/.well-known",
}
AUTH = {"redirect_uri": "https://app.example/oauth2callback", "cookie_secret": SECRET}


def of(**auth: Any) -> Any:
    return read({"auth": AUTH | auth}, 8501)


@pytest.mark.parametrize(
    ("uri", "root", "origin"),
    [
        ("https://app.example/oauth2callback", "https://app.example/", "https://app.example"),
        ("https://App.Example:443/a/b/oauth2callback", "https://app.example/a/b/", "https://app.example"),
        ("http://localhost:{port}/oauth2callback", "http://localhost:8501/", "http://localhost:8501"),
        ("http://[::1]:80/oauth2callback", "http://[::1]/", "http://[::1]"),
    ],
)
def test_the_address_of_the_app_follows_from_the_redirect(uri: str, root: str, origin: str) -> None:
    settings = of(redirect_uri=uri)
    assert (settings.root, settings.origin) == (root, origin)


@pytest.mark.parametrize(
    "uri",
    [
        "oauth2callback",
        "https://app.example/",
        "https://app.example/xoauth2callback/",
        "https://user@app.example/oauth2callback",
        "https://app.example//evil/oauth2callback",
        "https://app.example/oauth2callback?x",
        "https://app.example/oauth2callback#x",
        "javascript://app/oauth2callback",
        "https://app.example:99999/oauth2callback",
        "https://[/oauth2callback",
        "https://app.example/a;Path=x/oauth2callback",
        "https://app.example/a\r\nX: y/oauth2callback",
        "https://app.example/é/oauth2callback",
    ],
)
def test_a_redirect_that_is_not_an_address_of_the_app_is_refused(uri: str) -> None:
    with pytest.raises(AuthError, match="redirect_uri"):
        of(redirect_uri=uri)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"redirect_uri": None}, "redirect_uri"),
        ({"cookie_secret": ""}, "cookie_secret"),
        ({"cookie_secret": "hush-hush"}, "has 9 characters"),
        ({"cookie_days": 0}, "cookie_days"),
        ({"cookie_days": True}, "cookie_days"),
        ({"cookie_days": 401}, "cookie_days"),
        ({"expose_tokens": "refresh"}, "expose_tokens"),
        ({"expose_tokens": ["id", 1]}, "expose_tokens"),
        ({"expose_tokens": {"id": 1}}, "expose_tokens"),
    ],
)
def test_mistakes_are_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(AuthError, match=message) as caught:
        of(**change)
    assert "hush-hush" not in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({}, r"`\[auth.x\]` needs `client_id`, `client_secret`, `server_metadata_url`"),
        ("text", "no section"),
        (PROVIDER | {"client_secret": 1}, "needs `client_secret`"),
        (PROVIDER | {"server_metadata_url": "file:///etc/passwd"}, "https"),
        (PROVIDER | {"client_kwargs": "x"}, "client_kwargs"),
        (PROVIDER | {"client_kwargs": {"scope": "email"}}, "openid"),
        (PROVIDER | {"client_kwargs": {"state": "x"}}, "cannot set `state`"),
        (PROVIDER | {"client_kwargs": {"nonce": "x"}}, "cannot set `nonce`"),
        (PROVIDER | {"client_kwargs": {"verify": False}}, "Certificates are always checked"),
        (PROVIDER | {"client_kwargs": {"code_challenge_method": "plain"}}, "S256"),
        (PROVIDER | {"client_kwargs": {"token_endpoint_auth_method": "magic"}}, "client_secret_basic"),
    ],
)
def test_mistakes_of_a_provider_are_named(section: Any, message: str) -> None:
    with pytest.raises(AuthError, match=message) as caught:
        of(x=section).provider("x")
    assert "hush" not in str(caught.value)


def test_providers() -> None:
    named = of(microsoft_two=PROVIDER | {"client_kwargs": {"prompt": "login", "hd": "b.c"}})
    provider = named.provider("microsoft_two")
    assert provider.parameters == {"prompt": "login", "hd": "b.c"}
    assert provider.scope == "openid email profile"
    with pytest.raises(AuthError, match="'microsoft_two'"):
        named.provider("google")
    with pytest.raises(AuthError, match="needs `client_id`"):
        named.provider("default")
    assert of(**PROVIDER).provider("default").client_id == "app"
    assert of(default=PROVIDER | {"client_id": "own"}, **PROVIDER).provider("default").client_id == "own"
    public = {name: value for name, value in PROVIDER.items() if name != "client_secret"}
    assert of(x=public | {"token_endpoint_auth_method": "none"}).provider("x").client_secret == ""


def test_no_text_contains_a_secret() -> None:
    settings = of(**PROVIDER)
    for each in (settings, settings.provider("default")):
        assert SECRET not in f"{each}{each!r}"
        assert "hush" not in f"{each}{each!r}"


def test_without_the_section_there_is_no_login() -> None:
    assert read({}, 1) is None
    with pytest.raises(AuthError, match="section"):
        read({"auth": "x"}, 1)
