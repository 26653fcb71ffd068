"""The login as a whole: a browser, one or two servers, and a real provider in a process of its own."""

import contextlib
import http.client
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from tests.oidc import AVAILABLE, Provider, provider

from treadle._core.config import Config
from treadle._core.login.login import Login
from treadle._core.runtime.app import App
from treadle._core.server import Server

from .fakes import WAIT, Client

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="needs authlib and oidc-provider-mock")

SECRET = "a-secret-that-nobody-can-guess-0123456789"

SCRIPT = """
import treadle as st

st.session_state.setdefault("whose", st.user.get("email"))
st.text(st.user.to_dict())
st.text(f"whose: {st.session_state.whose}")
st.text(f"cookies: {dict(st.context.cookies)} {st.context.headers.get('Cookie')}")
if st.query_params.get("do") == "login":
    st.login(st.query_params.get("at"))
if st.query_params.get("do") == "logout":
    st.logout()
    st.text(f"then: {st.user.is_logged_in}")
"""

Serve = Callable[..., "Site"]


@pytest.fixture(scope="module")
def oidc() -> Iterator[Provider]:
    with provider() as running:
        yield running


class Site:
    """An app with a server, and its address as browsers see it."""

    def __init__(self, server: Server, app: App, root: str, base: str) -> None:
        self.server, self.app, self.root, self.base = server, app, root, base
        self.port = server.port or 0
        self.origin = "/".join(root.split("/")[:3])


@pytest.fixture(params=["tornado", "uvicorn"])
def serve(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    static: Path,
    oidc: Provider,
    on_uvicorn: Callable[..., Any],
) -> Iterator[Serve]:
    """Serve the app, on either server. All of a test have the same secrets, unless it gives others."""
    started: list[Site] = []

    def start(auth: str = "", *, root: str | None = None, base: str = "", secret: str = SECRET,
              **options: Any) -> Site:  # fmt: skip
        folder = tmp_path / f"app{len(started)}"
        (folder / ".treadle").mkdir(parents=True)
        (folder / "app.py").write_text(SCRIPT)
        (folder / ".treadle" / "secrets.toml").write_text(
            f"""
[auth]
redirect_uri = "{root or f"http://localhost:{{port}}{base}/"}oauth2callback"
cookie_secret = "{secret}"
{auth}
[auth.other]
client_id = "other"
client_secret = "xyz"
server_metadata_url = "{oidc.metadata}"
[auth.default]
client_id = "app"
client_secret = "abc"
server_metadata_url = "{oidc.metadata}"
"""
        )
        values = {"port": 0, "address": "127.0.0.1", "baseUrlPath": base} | options
        config = Config.of({f"server.{name}": value for name, value in values.items()})
        app = App(folder / "app.py", config)
        server = (Server if request.param == "tornado" else on_uvicorn)(app, config, static=static)
        server.start()
        started.append(Site(server, app, root or f"http://localhost:{server.port}{base}/", base))
        return started[-1]

    yield start
    for site in started:
        site.server.stop()
        site.app.stop()
    shutil.rmtree(tmp_path)


class Browser:
    """A browser with its cookies."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.jar: dict[str, str] = {}
        self.set_cookies: list[str] = []

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, Any, bytes]:
        """Send a request to the app's server; `path` begins at the app's address."""
        sent = {"Host": urlsplit(self.site.root).netloc, "Cookie": self.cookie} | headers
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=WAIT)
        with contextlib.closing(connection):
            connection.request(method, f"{self.site.base}/{path}", body, sent)
            with connection.getresponse() as answer:
                self.set_cookies = answer.headers.get_all("Set-Cookie") or []
                for each in self.set_cookies:
                    name, _, value = each.partition(";")[0].partition("=")
                    self.jar.pop(name, None)
                    if "Max-Age=0" not in each:
                        self.jar[name] = value
                return answer.status, answer.headers, answer.read()

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.jar.items())

    def open(self, query: str = "", session: str | None = None, *, origin: str | None = None,
             path: str = "/", more: Mapping[str, str] | None = None) -> "Tab":  # fmt: skip
        """Open the app in a tab."""
        headers = {
            "Cookie": self.cookie,
            "Origin": origin or self.site.origin,
            "Host": urlsplit(self.site.root).netloc,
            **(more or {}),
        }
        with Client(self.site.port, f"{self.site.base}/_treadle/ws", headers) as client:
            client.send(["open", 1, session, path, query, {}])
            hello = client.receive()
            assert hello[0] == "hello", hello
            texts: list[str] = []
            effects: list[Any] = []
            while True:
                message = client.receive()
                if message[0] != "batch":
                    continue
                texts += [op[5]["body"] for op in message[2] if op[0] == "insert" and op[4] == "text"]
                effects += message[5]
                client.send(["ack", message[1]])
                if message[3] is not None and not message[3][2]:  # nothing runs any more
                    return Tab(hello[1], hello[2], hello[3]["login"], texts, effects)

    def begin(self, **query: str) -> str:
        """Click on "Log in". Return the address of the provider's page."""
        (effect,) = self.open("?do=login" + "".join(f"&{k}={v}" for k, v in query.items())).effects
        status, _, body = self.ask("POST", "auth/login", effect[1], Origin=self.site.origin)
        assert status == 200, body
        return str(msgspec.json.decode(body)["url"])

    def come_back(self, url: str) -> tuple[int, Any, bytes]:
        """Follow the provider's redirect."""
        assert url.startswith(self.site.root), url
        return self.ask("GET", url.removeprefix(self.site.root))

    def log_in(self, oidc: Provider, person: str = "ada@example.com") -> None:
        status, _, body = self.come_back(oidc.log_in(self.begin(), person))
        assert status == 303, body

    def user(self) -> dict[str, Any]:
        return self.open().user


class Tab:
    def __init__(self, session: str, resumed: bool, mark: str, texts: list[str], effects: list[Any]) -> None:
        self.session, self.resumed, self.mark, self.texts, self.effects = (
            session, resumed, mark, texts, effects,
        )  # fmt: skip

    @property
    def user(self) -> dict[str, Any]:
        (text,) = [each for each in self.texts if each.startswith("{")]
        return dict(eval(text))


# A login ----------------------------------------------------------------------------------------------------


def test_a_person_logs_in_and_out(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    assert browser.user() == {"is_logged_in": False}
    url = browser.begin()
    asked = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert (asked["scope"], asked["prompt"]) == ("openid email profile", "select_account")
    status, headers, _ = browser.come_back(oidc.log_in(url))
    assert (status, headers["Location"]) == (303, browser.site.root + "?do=login")
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    user = browser.user()
    assert (user["is_logged_in"], user["email"], user["provider"]) == (True, "ada@example.com", "default")
    assert user["tokens"] == {}
    (effect,) = browser.open("?do=logout").effects
    assert effect == ["login", ""]
    status, _, body = browser.ask("POST", "auth/logout", "", Origin=browser.site.origin)
    url = msgspec.json.decode(body)["url"]
    asked = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(oidc.url)
    assert asked["post_logout_redirect_uri"] == browser.site.root + "oauth2callback"
    assert asked["id_token_hint"].count(".") == 2
    assert browser.jar == {}
    assert browser.user() == {"is_logged_in": False}
    status, headers, _ = browser.come_back(asked["post_logout_redirect_uri"])
    assert (status, headers["Location"]) == (303, browser.site.root)


def test_cookies_say_nothing_and_belong_to_the_app_alone(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve(base="/some/app"))
    browser.begin()
    (attempt,) = browser.set_cookies
    assert all(word in attempt for word in ("HttpOnly", "SameSite=Lax", "Path=/some/app/", "Max-Age=600"))
    browser.log_in(oidc)
    user = next(each for each in browser.set_cookies if "user-" in each and "Max-Age=0" not in each)
    assert all(word in user for word in ("HttpOnly", "SameSite=Strict", "Path=/some/app/", "Max-Age=2592000"))
    assert "Secure" not in user
    assert "ada" not in browser.cookie
    browser.jar["mine"] = "1"
    assert "cookies: {'mine': '1'} mine=1" in browser.open().texts


def test_with_https_cookies_are_secure_and_no_neighbour_can_set_them(serve: Serve, oidc: Provider) -> None:
    for root, prefix in (("https://example.com/", "__Host-"), ("https://example.com/app/", "__Secure-")):
        # Behind a proxy that speaks HTTPS and may cut off a path.
        browser = Browser(serve(root=root, allowedHosts=["example.com"], trustedProxies=["127.0.0.1"]))
        site = browser.site

        def ask(
            method: str, path: str, body: str = "", *, browser: Browser = browser, **headers: str
        ) -> tuple[int, Any, bytes]:
            more = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "example.com", **headers}
            return browser.ask(method, path, body, **more)

        token = site.app.part(Login.of_app).token(None, "")
        status, _, body = ask("POST", "auth/login", token, Origin="https://example.com")
        assert status == 200, body
        back = oidc.log_in(msgspec.json.decode(body)["url"])
        assert back.startswith(f"{root}oauth2callback?")
        status, headers, _ = ask("GET", back.removeprefix(root))
        assert (status, headers["Location"]) == (303, root)
        for each in browser.set_cookies:
            assert each.startswith(prefix)
            assert "; Secure" in each
            assert f"; Path={urlsplit(root).path};" in each


@pytest.mark.parametrize("exposed", ['"id"', '["access"]', '["id", "access"]'])
def test_tokens_are_exposed_only_if_that_is_configured(serve: Serve, oidc: Provider, exposed: str) -> None:
    browser = Browser(serve(f"expose_tokens = {exposed}"))
    browser.log_in(oidc)
    tokens = browser.user()["tokens"]
    assert {name for name, token in tokens.items() if token} == set(re.findall(r"\w+", exposed))


def test_the_person_comes_back_to_the_same_page(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    (effect,) = browser.open("?do=login&city=S%C3%A3o+Paulo&next=//evil.example", path="/").effects
    _, _, body = browser.ask("POST", "auth/login", effect[1], Origin=browser.site.origin)
    _, headers, _ = browser.come_back(oidc.log_in(msgspec.json.decode(body)["url"]))
    location = headers["Location"]
    assert location.startswith(browser.site.root + "?")
    assert parse_qs(urlsplit(location).query) == {
        "do": ["login"], "city": ["São Paulo"], "next": ["//evil.example"],
    }  # fmt: skip


def test_another_provider(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    url = browser.begin(at="other")
    assert parse_qs(urlsplit(url).query)["client_id"] == ["other"]
    browser.come_back(oidc.log_in(url))
    assert browser.user()["provider"] == "other"


# Several tabs, several servers ------------------------------------------------------------------------------


def test_two_tabs_log_in_at_the_same_time(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    first, second = browser.begin(), browser.begin()
    assert browser.come_back(oidc.log_in(first, "ada@example.com"))[0] == 303
    assert browser.user()["email"] == "ada@example.com"
    assert browser.come_back(oidc.log_in(second, "grace@example.com"))[0] == 303
    assert browser.user()["email"] == "grace@example.com"


def test_a_browser_keeps_few_begun_logins(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    for _ in range(6):
        last = browser.begin()
    assert len(browser.jar) == 4
    assert browser.come_back(oidc.log_in(last))[0] == 303


def test_logout_in_another_tab(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    browser.log_in(oidc)
    tab = browser.open()
    assert tab.user["is_logged_in"]
    assert "whose: ada@example.com" in tab.texts
    browser.ask("POST", "auth/logout", "", Origin=browser.site.origin)  # in another tab
    after = browser.open(session=tab.session)
    assert not after.resumed
    assert after.session != tab.session
    assert after.user == {"is_logged_in": False}
    assert "whose: None" in after.texts
    assert after.mark != tab.mark


def test_nobody_gets_the_session_of_another_person(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    browser.log_in(oidc)
    hers = browser.open()
    assert browser.open(session=hers.session).resumed
    browser.log_in(oidc, "grace@example.com")
    after = browser.open(session=hers.session)
    assert not after.resumed
    assert "whose: grace@example.com" in after.texts
    thief = Browser(browser.site)
    assert not thief.open(session=hers.session).resumed


def test_a_session_before_the_login_is_not_the_one_after_it(serve: Serve, oidc: Provider) -> None:
    """Otherwise, who has prepared the session of a browser would see the person's."""
    browser = Browser(serve())
    before = browser.open()
    browser.log_in(oidc)
    assert not browser.open(session=before.session).resumed


def test_after_a_logout_nobody_returns_to_the_session(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    browser.log_in(oidc)
    tab = browser.open("?do=logout")
    assert "then: False" in tab.texts
    assert not browser.open(session=tab.session).resumed  # even before the browser has asked for the logout


def test_another_server_finishes_a_login(serve: Serve, oidc: Provider) -> None:
    root = "http://localhost:1234/"
    first, second = serve(root=root), serve(root=root)
    browser = Browser(first)
    url = browser.begin()
    browser.site = second
    assert browser.come_back(oidc.log_in(url))[0] == 303
    browser.site = first
    assert browser.user()["email"] == "ada@example.com"


def test_a_server_with_another_secret_knows_nobody(serve: Serve, oidc: Provider) -> None:
    root = "http://localhost:1234/"
    browser = Browser(serve(root=root))
    browser.log_in(oidc)
    browser.site = serve(root=root, secret="another-secret-that-nobody-can-guess")
    assert browser.user() == {"is_logged_in": False}


# A proxy that knows the person ------------------------------------------------------------------------------

HEADERS = {"X-Forwarded-Email": "email", "X-Name": "name"}


def test_a_trusted_proxy_says_who_the_person_is(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve(trustedProxies=["127.0.0.1"], trustedUserHeaders=HEADERS))
    ada = browser.open(more={"x-forwarded-email": "ada@example.com"})
    assert ada.user == {"is_logged_in": False, "email": "ada@example.com", "name": None}
    assert browser.open(session=ada.session, more={"X-Forwarded-Email": "ada@example.com"}).resumed
    # What the proxy says goes before what a provider has said.
    browser.log_in(oidc, "ada@example.com")
    both = browser.open(more={"X-Forwarded-Email": "grace@example.com"}).user
    assert (both["is_logged_in"], both["email"]) == (True, "grace@example.com")


def test_another_person_of_the_proxy_does_not_get_the_session(serve: Serve) -> None:
    browser = Browser(serve(trustedProxies=["127.0.0.1"], trustedUserHeaders=HEADERS))
    ada = browser.open(more={"X-Forwarded-Email": "ada@example.com"})
    after = browser.open(session=ada.session, more={"X-Forwarded-Email": "grace@example.com"})
    assert not after.resumed
    assert "whose: grace@example.com" in after.texts
    assert not browser.open(session=ada.session).resumed


@pytest.mark.parametrize("proxies", [[], ["10.0.0.0/8"]])
def test_nobody_else_is_believed(serve: Serve, proxies: list[str], caplog: pytest.LogCaptureFixture) -> None:
    browser = Browser(serve(trustedProxies=proxies, trustedUserHeaders=HEADERS))
    forged = {"X-Forwarded-Email": "ada@example.com", "X-Forwarded-For": "10.0.0.1", "X-Name": "Ada"}
    assert browser.open(more=forged).user == {"is_logged_in": False, "email": None, "name": None}
    assert ("trustedUserHeaders has no effect" in caplog.text) == (not proxies)


# Attacks ----------------------------------------------------------------------------------------------------


def refused(answer: tuple[int, Any, bytes], browser: Browser, *, status: int = 400) -> str:
    """Check that an answer logs nobody in. Return its text."""
    assert answer[0] == status
    assert not any("user-" in name for name in browser.jar)
    assert browser.user() == {"is_logged_in": False}
    return answer[2].decode()


def test_a_forged_state_is_refused(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    url = browser.begin()
    for state in ("", "x" * 43, "<script>alert(1)</script>"):
        back = oidc.log_in(url, state=state or "x")
        text = refused(browser.come_back(back.replace("state=x", "state=") if not state else back), browser)
        assert "not begun in this browser" in text
        assert "alert" not in text
    # The first characters, which name the cookie, are right.
    right = parse_qs(urlsplit(url).query)["state"][0]
    refused(browser.come_back(oidc.log_in(url, state=right[:8] + "x" * 35)), browser)
    assert browser.come_back(oidc.log_in(url))[0] == 303


def test_a_state_of_another_browser_is_refused(serve: Serve, oidc: Provider) -> None:
    """Otherwise an attacker could log a person in as the attacker."""
    site = serve()
    attacker, person = Browser(site), Browser(site)
    back = oidc.log_in(attacker.begin(), "attacker@example.com")
    person.begin()
    refused(person.come_back(back), person)


def test_a_replayed_state_is_refused(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    url = browser.begin()
    kept = dict(browser.jar)
    back = oidc.log_in(url)
    assert browser.come_back(back)[0] == 303
    browser.jar.clear()
    refused(browser.come_back(back), browser)
    # Even with the cookie of the begun login: the provider gives nothing for a code that was used.
    browser.jar = kept
    refused(browser.come_back(back), browser)
    assert browser.jar == {}


def test_a_wrong_nonce_is_refused(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    refused(browser.come_back(oidc.log_in(browser.begin(), nonce="of another login")), browser)


def test_a_code_of_another_app_is_refused(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    refused(browser.come_back(oidc.log_in(browser.begin(), client_id="another")), browser)


def test_a_code_that_claims_another_issuer_is_refused(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    refused(browser.come_back(oidc.log_in(browser.begin()) + "&iss=http%3A%2F%2Fevil.example"), browser)


def test_a_refusal_of_the_provider_is_said_without_its_words(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    back = oidc.deny(browser.begin())
    if "state=" not in back:
        back += f"&state={next(iter(browser.jar)).rpartition('-')[2]}"
    text = refused(browser.come_back(back), browser)
    assert "not logged in" in text


def test_an_expired_attempt_and_an_expired_login(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve("cookie_days = 1"))
    browser.open()  # after the first request, an ASGI server's port is known, and the settings stay
    login = browser.site.app.part(Login.of_app)
    ready = login.ready()
    assert ready is not None
    now = [0.0]
    ready.seals._clock = lambda: now[0]
    back = oidc.log_in(browser.begin())
    now[0] = 601.0
    refused(browser.come_back(back), browser)
    browser.log_in(oidc)
    now[0] += 86399.0
    assert browser.user()["is_logged_in"]
    now[0] += 2.0
    assert browser.user() == {"is_logged_in": False}


def test_a_tampered_cookie_is_nobodys(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    browser.log_in(oidc)
    (name,) = [name for name in browser.jar if name[-2:-1] != "_"]
    whole = browser.jar[name]
    for at in (2, 20, len(whole) // 2, len(whole) - 1):
        browser.jar[name] = whole[:at] + ("A" if whole[at] != "A" else "B") + whole[at + 1 :]
        assert browser.user() == {"is_logged_in": False}
    for value in (
        "",
        "1.",
        "2." + whole[2:],
        "99." + whole[2:],
        whole[:-1],
        whole + "A",
        "é",
        "1.é",
        whole[2:],
    ):
        browser.jar[name] = value.encode().decode("latin-1")
        assert browser.user() == {"is_logged_in": False}
    browser.jar[name] = whole
    assert browser.user()["is_logged_in"]


def test_a_cookie_for_one_purpose_is_worthless_for_another(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    url = browser.begin()
    ((attempt, value),) = browser.jar.items()
    browser.jar[attempt.replace("try-", "user-").rpartition("-")[0]] = f"1.{value}"
    assert browser.user() == {"is_logged_in": False}
    (effect,) = browser.open("?do=login").effects
    state = parse_qs(urlsplit(url).query)["state"][0]
    browser.jar = {attempt: effect[1]}
    refused(browser.ask("GET", f"oauth2callback?state={state}&code=x"), browser)


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "/http://evil.example", "/../../x", "/%2f%2fe"]
)
def test_no_redirect_leads_elsewhere(serve: Serve, oidc: Provider, path: str) -> None:
    browser = Browser(serve(base="/app"))
    for each in browser.open("?do=login", path=path).effects:
        _, _, body = browser.ask("POST", "auth/login", each[1], Origin=browser.site.origin)
        status, headers, _ = browser.come_back(oidc.log_in(msgspec.json.decode(body)["url"]))
        assert status == 303
        assert headers["Location"].startswith(browser.site.root)
        assert ".." not in headers["Location"]
    status, headers, _ = browser.ask("GET", "oauth2callback?next=//evil.example&url=//evil.example",
                                     **{"X-Forwarded-Host": "evil.example"})  # fmt: skip
    assert (status, headers["Location"]) == (303, browser.site.root)


@pytest.mark.parametrize(
    "origin", [None, "http://evil.example", "null", "http://localhost", "http://127.0.0.1"]
)
@pytest.mark.parametrize("path", ["auth/login", "auth/logout"])
def test_no_other_page_logs_a_person_in_or_out(
    serve: Serve, oidc: Provider, path: str, origin: str | None
) -> None:
    browser = Browser(serve(corsAllowedOrigins=["http://evil.example"]))
    browser.log_in(oidc)
    (effect,) = browser.open("?do=login").effects
    before = dict(browser.jar)
    given = {} if origin is None else {"Origin": origin}
    status, headers, body = browser.ask("POST", path, effect[1], **given)
    assert status == 403
    assert browser.jar == before
    assert headers["Access-Control-Allow-Origin"] is None
    assert browser.site.root in msgspec.json.decode(body)["error"]
    for method in ("GET", "HEAD", "PUT"):
        assert browser.ask(method, path, Origin=browser.site.origin)[0] == 405
    assert browser.jar == before


def test_a_page_of_another_origin_sees_nobody(serve: Serve, oidc: Provider) -> None:
    """Even one that may open the WebSocket."""
    browser = Browser(serve(corsAllowedOrigins=["*"]))
    browser.log_in(oidc)
    assert browser.user()["is_logged_in"]
    hers = browser.open()
    there = browser.open(session=hers.session, origin="http://neighbour.example")
    assert not there.resumed
    assert there.user == {"is_logged_in": False}


@pytest.mark.parametrize("token", ["", "x", "é" * 100, "A" * 500, "A" * 8193])
def test_only_the_app_begins_a_login(serve: Serve, token: str) -> None:
    browser = Browser(serve())
    answer = browser.ask("POST", "auth/login", token, Origin=browser.site.origin)  # type: ignore[arg-type]
    assert answer[0] in (400, 413)
    assert browser.jar == {}


def test_a_callback_is_not_used_up_by_head(serve: Serve, oidc: Provider) -> None:
    browser = Browser(serve())
    back = oidc.log_in(browser.begin())
    assert browser.ask("HEAD", back.removeprefix(browser.site.root))[0] == 405
    assert browser.come_back(back)[0] == 303


def test_too_many_parameters_are_refused(serve: Serve) -> None:
    browser = Browser(serve())
    refused(browser.ask("GET", "oauth2callback?" + "state=1&" * 200), browser)


def test_without_settings_there_is_no_login(tmp_path: Path, static: Path) -> None:
    script = tmp_path / "app.py"
    script.write_text("import treadle as st\nst.text(st.user.to_dict())")
    config = Config.of({"server.port": 0, "server.address": "127.0.0.1"})
    app = App(script, config)
    server = Server(app, config, static=static)
    server.start()
    try:
        browser = Browser(Site(server, app, f"http://localhost:{server.port}/", ""))
        assert browser.user() == {}
        for method, path in (("POST", "auth/login"), ("POST", "auth/logout"), ("GET", "oauth2callback")):
            assert browser.ask(method, path, Origin=browser.site.origin)[0] == 404
    finally:
        server.stop()
        app.stop()
