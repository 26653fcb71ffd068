"""What a provider may answer: each check of the ID token by a token that fails it, and limits of answers."""

import base64
import contextlib
import hashlib
import hmac
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from treadle._core.login import fetching
from treadle._core.login.fetching import Answer, Fetcher, Unreachable
from treadle._core.login.provider import KEYS_AGAIN, Dialogue, Known
from treadle._core.login.settings import Provider
from treadle.errors import AuthError

pytest.importorskip("authlib")

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

URL = "https://p.example"
KEY = RSAKey.generate_key(2048, {"kid": "one"})
NEXT = RSAKey.generate_key(2048, {"kid": "two"})
METADATA = {
    "issuer": URL,
    "authorization_endpoint": f"{URL}/authorize?tenant=1",
    "token_endpoint": f"{URL}/token",
    "jwks_uri": f"{URL}/keys",
    "end_session_endpoint": f"{URL}/logout?a=1",
    "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
}
PROVIDER = Provider(
    name="p", client_id="app", client_secret="a-secret-of-the-app-0123456789abcdef",
    metadata_url=f"{URL}/.well-known", scope="openid", parameters={"prompt": "login"}, auth_method=None,
)  # fmt: skip


class FakeFetcher(Fetcher):
    """A provider without a network. It remembers what it was asked."""

    def __init__(self, token: Callable[[], str] = lambda: signed(claims()), **metadata: Any) -> None:
        self.metadata = METADATA | metadata
        self.token = token
        self.keys: list[Any] = [KEY.as_dict(private=False), {"kty": "strange"}, 5]
        self.asked: list[str] = []
        self.posts: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.answer: dict[str, Any] = {}
        self.status = 200

    def get(self, url: str) -> Any:
        self.asked.append(url)
        return {"keys": self.keys} if url.endswith("/keys") else self.metadata

    def post(
        self, url: str, data: dict[str, str], headers: dict[str, str] | None = None, auth: Any = None
    ) -> Answer:
        _, sent, _ = auth.prepare("POST", url, dict(headers or {}), "")
        self.posts.append((url, data, sent))
        answer = {"access_token": "access", "token_type": "Bearer", "id_token": self.token()} | self.answer
        return Answer(self.status, msgspec.json.encode({k: v for k, v in answer.items() if v is not None}))


def claims(**change: Any) -> dict[str, Any]:
    now = int(time.time())
    given = {"iss": URL, "aud": "app", "sub": "1", "exp": now + 600, "iat": now, "nonce": "n"} | change
    return {name: value for name, value in given.items() if value is not None}


def signed(content: dict[str, Any], key: Any = KEY, **header: Any) -> str:
    named = {"alg": "RS256", "kid": key.as_dict().get("kid")} | header
    return jwt.encode({k: v for k, v in named.items() if v}, content, key, algorithms=[named["alg"]])


def exchange(fetcher: Fetcher) -> Any:
    dialogue = Dialogue(PROVIDER, "https://app.example/oauth2callback", Known(fetcher))
    return dialogue.exchange("the-code", "n", "the-verifier", None)


def test_the_verifier_of_the_challenge_is_sent_with_the_code() -> None:
    fetcher = FakeFetcher()
    dialogue = Dialogue(PROVIDER, "https://app.example/oauth2callback", Known(fetcher))
    url = dialogue.authorize_url("s", "n", "the-verifier")
    asked = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"the-verifier").digest()).rstrip(b"=").decode()
    assert asked == {
        "tenant": "1", "client_id": "app", "response_type": "code", "scope": "openid", "state": "s",
        "nonce": "n", "redirect_uri": "https://app.example/oauth2callback", "prompt": "login",
        "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    tokens = dialogue.exchange("the-code", "n", "the-verifier", URL)
    assert (tokens.access, tokens.claims["sub"]) == ("access", "1")
    assert tokens.id not in repr(tokens)
    ((address, sent, headers),) = fetcher.posts
    assert address == f"{URL}/token"
    assert sent == {
        "grant_type": "authorization_code", "code": "the-code", "code_verifier": "the-verifier",
        "redirect_uri": "https://app.example/oauth2callback",
    }  # fmt: skip
    assert headers["Authorization"].startswith("Basic ")
    assert fetcher.asked == [PROVIDER.metadata_url, f"{URL}/keys"]  # each once


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another", "third"]},
        {"aud": None},
        {"aud": ["app", "another"]},  # two audiences, and no word on who it was made for
        {"azp": "another"},
        {"exp": 1},
        {"exp": None},
        {"exp": "soon"},
        {"iat": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ""},
        {"nonce": ["n"]},
        {"sub": None},
        {"at_hash": "wrong"},
    ],
)
def test_a_token_that_fails_a_check_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(AuthError, match="ID token is not accepted"):
        exchange(FakeFetcher(lambda: signed(claims(**change))))


def _unsigned(content: dict[str, Any], alg: str = "none") -> str:
    parts = (msgspec.json.encode({"alg": alg}), msgspec.json.encode(content))
    return ".".join(base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in parts) + "."


def _signed_with_public_key(content: dict[str, Any]) -> str:
    """Sign with what everybody knows, as if it were a secret."""
    text = _unsigned(content, "HS256").removesuffix(".")
    signature = hmac.digest(KEY.as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


@pytest.mark.parametrize(
    "token",
    [
        lambda: _unsigned(claims()),
        lambda: signed(claims(), NEXT, kid="one"),
        lambda: signed(claims(), NEXT),
        lambda: _signed_with_public_key(claims()),
        lambda: signed(claims(), KEY, alg="RS512"),  # the provider does not name it
        lambda: signed(claims())[:-5],
        lambda: "x",
        lambda: "x.y.z",
        lambda: "",
    ],
)
def test_a_token_without_a_right_signature_is_refused(token: Callable[[], str]) -> None:
    with pytest.raises(AuthError, match="ID token is not accepted"):
        exchange(FakeFetcher(token))


def test_a_token_may_be_signed_with_the_secret_of_the_app() -> None:
    secret = OctKey.import_key(PROVIDER.client_secret)
    assert exchange(FakeFetcher(lambda: signed(claims(), secret, alg="HS256"))).claims["sub"] == "1"


def test_a_provider_may_have_new_keys() -> None:
    now = [0.0]
    fetcher = FakeFetcher()
    known = Known(fetcher, lambda: now[0])
    dialogue = Dialogue(PROVIDER, "https://app.example/oauth2callback", known)
    dialogue.exchange("c", "n", "v", None)
    fetcher.keys = [NEXT.as_dict(private=False)]
    fetcher.token = lambda: signed(claims(), NEXT)
    with pytest.raises(AuthError):  # so soon, it is a wrong key
        dialogue.exchange("c", "n", "v", None)
    now[0] = KEYS_AGAIN + 1
    assert dialogue.exchange("c", "n", "v", None).claims["sub"] == "1"


def test_the_accounts_of_all_organisations() -> None:
    tenant = "01234567-89ab-cdef-0123-456789abcdef"
    issuer = "https://login.example/{tenantid}/v2.0"
    good = claims(iss=issuer.replace("{tenantid}", tenant), tid=tenant)
    assert exchange(FakeFetcher(lambda: signed(good), issuer=issuer)).claims["tid"] == tenant
    for change in ({"tid": None}, {"tid": "../evil"}, {"tid": tenant.replace("0", "1")}):
        with pytest.raises(AuthError):
            exchange(FakeFetcher(lambda change=change: signed(good | change), issuer=issuer))  # type: ignore[misc]


def test_a_provider_that_names_itself_in_each_answer_does_so_in_this_one() -> None:
    with pytest.raises(AuthError, match="another provider"):
        exchange(FakeFetcher(authorization_response_iss_parameter_supported=True))


def test_a_refused_code_and_an_answer_without_a_token() -> None:
    fetcher = FakeFetcher()
    fetcher.answer, fetcher.status = {"error": "invalid_grant", "error_description": "<b>"}, 400
    with pytest.raises(AuthError, match="refuses the code: invalid_grant"):
        exchange(fetcher)
    fetcher.answer = {"error": "x\nERROR a line in the log"}
    with pytest.raises(AuthError, match=r"refuses the code: unknown\."):
        exchange(fetcher)
    fetcher = FakeFetcher()
    fetcher.answer = {"id_token": None}
    with pytest.raises(AuthError, match="no ID token"):
        exchange(fetcher)


def test_endpoints_of_a_provider_with_https_have_it_too() -> None:
    for url in ("http://p.example/token", "file:///etc/passwd", "/token", None, "https://p.example/a b"):
        with pytest.raises(Unreachable, match="HTTPS"):
            exchange(FakeFetcher(token_endpoint=url))


def test_how_the_app_proves_itself() -> None:
    fetcher = FakeFetcher(token_endpoint_auth_methods_supported=["client_secret_post"])
    exchange(fetcher)
    assert "Authorization" not in fetcher.posts[0][2]
    fetcher = FakeFetcher(code_challenge_methods_supported=["plain"])
    url = Dialogue(PROVIDER, "https://a.b/oauth2callback", Known(fetcher)).authorize_url("s", "n", "v")
    assert "code_challenge" not in url


def test_the_address_for_logging_out() -> None:
    dialogue = Dialogue(PROVIDER, "https://a.b/oauth2callback", Known(FakeFetcher()))
    url = dialogue.logout_url("token")
    assert url is not None
    assert {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()} == {
        "a": "1", "client_id": "app", "post_logout_redirect_uri": "https://a.b/oauth2callback",
        "id_token_hint": "token",
    }  # fmt: skip
    known = Known(FakeFetcher(end_session_endpoint=None))
    assert Dialogue(PROVIDER, "https://a.b/oauth2callback", known).logout_url("token") is None


# The network ------------------------------------------------------------------------------------------------


class _Handler(http.server.BaseHTTPRequestHandler):
    stop: threading.Event

    def do_GET(self) -> None:
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
            return
        self.send_response(500 if self.path == "/broken" else 200)
        self.end_headers()
        with contextlib.suppress(OSError):
            if self.path == "/large":
                self.wfile.write(b" " * (fetching.MOST + 1))
            elif self.path == "/drip":
                while not self.stop.wait(0.05):
                    self.wfile.write(b" ")
            elif self.path == "/silent":
                self.stop.wait()
            else:
                self.wfile.write(b"[1]" if self.path == "/list" else b'{"ok": true}')

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A provider that misbehaves."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    stop = threading.Event()
    handler = type("Handler", (_Handler,), {"stop": stop})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="misbehaves")
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    stop.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_answer_is_fetched(site: str) -> None:
    assert Fetcher().get(f"{site}/ok") == {"ok": True}
    assert Fetcher().get(f"{site}/to/{site}/ok") == {"ok": True}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("large", "larger than"),
        ("drip", "takes longer"),
        ("silent", "takes too long"),
        ("list", "no JSON object"),
        ("broken", "status 500"),
        ("to/file:///etc/passwd", "status 302"),
        ("to/ftp://127.0.0.1/x", "HTTPS"),
    ],
)
def test_a_bad_answer_is_refused(site: str, path: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SILENT", 0.3)
    monkeypatch.setattr(fetching, "WITHIN", 0.3)
    with pytest.raises(Unreachable, match=message):
        Fetcher().get(f"{site}/{path}")


def test_what_contains_secrets_is_not_redirected(site: str) -> None:
    with pytest.raises(Unreachable, match="contains secrets"):
        Fetcher().post(f"{site}/to/{site}/ok", {"code": "x"})


def test_a_provider_that_is_not_there(site: str) -> None:
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:1 does not answer"):
        Fetcher().get("http://127.0.0.1:1/hush?token=hush")
