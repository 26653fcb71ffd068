"""`st.browser_storage` and `st.cookies` in an app: types, sizes, threads, signatures."""

import datetime
import math
from typing import Any

import pytest

from treadle._core.state.browser_storage import encoded
from treadle._core.state.cookies import _seconds
from treadle.errors import APIError, InvalidParameterTypeError, NoSessionContext
from treadle.testing import AppTest

SECRETS = {"auth": {"redirect_uri": "http://a.b/oauth2callback", "cookie_secret": "0123456789abcdef-secret"}}


def test_the_storage_is_a_mapping() -> None:
    def app() -> None:
        import treadle as st

        store = st.browser_storage
        store["list"] = [1, 2.5, None, True, {"a": "ü"}]
        store.draft = "text"
        del store["old"]
        st.text(
            f"{store.list} {store['draft']} {store.get('x')} {'old' in store} {sorted(store)} {len(store)}"
        )
        for ask in (lambda: store["x"], lambda: store.x, lambda: store.__delitem__("x")):
            try:
                ask()
            except (KeyError, AttributeError) as error:
                st.text(type(error).__name__)
        store.update(a=1, b=2)
        store.pop("a")
        store.setdefault("b", 5)

    at = AppTest.from_function(app)
    at.browser_storage = {"old": 1}
    texts = [each.value for each in at.run().text]
    assert texts == [
        "[1, 2.5, None, True, {'a': 'ü'}] text None False ['draft', 'list'] 2",
        "KeyError", "AttributeError", "KeyError",
    ]  # fmt: skip
    assert at.browser_storage == {"list": [1, 2.5, None, True, {"a": "ü"}], "draft": "text", "b": 2}
    at.browser_storage = {"old": 1, "new": 2}
    at.run()
    assert set(at.browser_storage) == {"list", "draft", "b", "new"}


def test_a_run_takes_nothing_back_that_a_thread_has_written_meanwhile() -> None:
    def app() -> None:
        import threading

        import treadle as st

        def write() -> None:
            event.wait(30)
            st.browser_storage["late"] = 1
            st.cookies["late"] = "1"

        event = st.session_state.setdefault("event", threading.Event())
        if not event.is_set():
            threading.Thread(target=write, daemon=True).start()

    at = AppTest.from_function(app).run()
    event = at.session_state["event"]
    event.set()
    assert at._driver.wait_until(lambda: at._driver.memory()[0], 10).true  # the test has not read it
    assert at.cookies == {}
    at.run()
    assert at.cookies == {"late": "1"}
    assert at.browser_storage == {"late": 1}


def test_the_storage_can_be_emptied() -> None:
    def app() -> None:
        import treadle as st

        st.browser_storage.clear()

    at = AppTest.from_function(app)
    at.browser_storage = {"a": 1, "b": 2}
    assert at.run().browser_storage == {}


@pytest.mark.parametrize(
    "value",
    [
        b"x", (1, 2), {1}, {1: 2}, object(), math.nan, math.inf, 2**63, 1j, datetime.date(2024, 1, 1),
        [[{"a": b"x"}]], type("S", (str,), {})("x"), "\ud800",
    ],
)  # fmt: skip
def test_what_json_has_not_is_refused(value: Any) -> None:
    with pytest.raises((InvalidParameterTypeError, APIError)):
        encoded("name", value)


def test_what_is_too_large_or_too_deep_is_refused() -> None:
    with pytest.raises(APIError, match="can have 16,384"):
        encoded("name", "x" * 16_384)
    deep: list[Any] = []
    deep.append(deep)
    with pytest.raises(APIError, match="nested"):
        encoded("name", deep)


def test_names_that_are_none_are_refused() -> None:
    def app() -> None:
        import treadle as st

        for name in ("", "x" * 201, 1, None, "\ud800"):
            try:
                st.browser_storage[name] = 1
            except (st.errors.APIError, TypeError):
                st.text("refused")

    assert len(AppTest.from_function(app).run().text) == 5


def test_what_somebody_else_has_written_is_left_out() -> None:
    from treadle._core.state.browser_storage import decoded

    assert decoded({"a": "1", "b": "{", "c": "", "d": "[" * 10_000, "e": "NaN"}) == {"a": 1}


def test_threads_write_both() -> None:
    def app() -> None:
        from concurrent.futures import ThreadPoolExecutor

        import treadle as st

        def write(at: int) -> None:
            st.browser_storage[f"n{at}"] = at
            st.cookies[f"c{at}"] = str(at)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(write, range(20)))

    at = AppTest.from_function(app).run(timeout=20)
    assert not at.exception
    assert at.browser_storage == {f"n{n}": n for n in range(20)}
    assert at.cookies == {f"c{n}": str(n) for n in range(20)}


def test_cookies_are_a_mapping_of_texts() -> None:
    def app() -> None:
        import treadle as st

        st.cookies["text"] = 'ä; b="c" 100%'
        del st.cookies["old"]
        st.text(f"{st.cookies['text']} {st.cookies.get('old')} {sorted(st.cookies)} {'kept' in st.cookies}")
        st.text(repr(st.cookies))
        for ask in (lambda: st.cookies["x"], lambda: st.cookies.__delitem__("x")):
            try:
                ask()
            except KeyError:
                st.text("KeyError")

    at = AppTest.from_function(app)
    at.cookies = {"old": "1", "kept": "ü"}
    assert [each.value for each in at.run().text] == [
        "ä; b=\"c\" 100% None ['kept', 'text'] True", "<st.cookies>", "KeyError", "KeyError",
    ]  # fmt: skip
    assert at.cookies == {"kept": "ü", "text": 'ä; b="c" 100%'}


def test_no_text_gets_out_of_its_cookie() -> None:
    def app() -> None:
        import treadle as st

        st.cookies["a"] = 'x; Domain=evil.example\r\nSet-Cookie: b=1,\\" \ud800'

    at = AppTest.from_function(app).run()
    (write,) = at._driver.live.apply(_Waiting())
    assert write.isascii()
    assert not set(write) & set(';\r\n,\\" ')


class _Waiting:
    def apply(self, session: Any) -> list[str]:
        return [write.value for write in session.memory.lacking(0)]


@pytest.mark.parametrize(
    ("name", "value", "options", "message"),
    [
        ("a b", "x", {}, "cannot be the name"),
        ("", "x", {}, "cannot be the name"),
        ("a=b", "x", {}, "cannot be the name"),
        ("a;b", "x", {}, "cannot be the name"),
        ("ä", "x", {}, "cannot be the name"),
        ("__Host-treadle-login-user-1", "x", {}, "belongs to the server"),
        ("treadle_developer_8501", "x", {}, "belongs to the server"),
        (1, "x", {}, "str"),
        ("a", 1, {}, "str"),
        ("a", "x" * 3800, {}, "browsers keep"),
        ("a", "x", {"same_site": "Lax; Domain=evil"}, "same_site"),
        ("a", "x", {"expires": "tomorrow"}, "timedelta"),
        ("a", "x", {"expires": math.nan}, "finite"),
        ("a", "x", {"expires": datetime.datetime(2030, 1, 1)}, "time zone"),
        ("a", "x", {"signed": True}, "needs a secret"),
    ],
)
def test_hostile_cookies_are_refused(name: Any, value: Any, options: dict[str, Any], message: str) -> None:
    def app(name, value, options):  # type: ignore[no-untyped-def]
        import treadle as st

        st.cookies.set(name, value, **options)

    at = AppTest.from_function(app, args=(name, value, options)).run()
    assert message in at.exception[0].message
    assert at.cookies == {}


def test_the_time_of_a_cookie() -> None:
    assert _seconds(None) is None
    assert _seconds(90) == 90
    assert _seconds(-5) == 0
    assert _seconds(datetime.timedelta(days=2)) == 172_800
    assert _seconds(10.0**12) == 400 * 86400
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
    assert 3590 <= (_seconds(soon) or 0) <= 3600


def test_a_signed_cookie_is_the_apps_or_nobodys() -> None:
    def app() -> None:
        import treadle as st

        if "role" not in st.cookies:
            st.cookies.set("role", "admin ü", signed=True)
            st.cookies.set("gone", "x", signed=True, expires=0)
        st.text(f"{st.cookies.get_signed('role')} {st.cookies.get_signed('other', 'default')}")
        st.text(f"{st.cookies.get_signed('gone')}")

    def shown(cookies: dict[str, str], secrets: Any = SECRETS) -> str:
        at = AppTest.from_function(app)
        at.secrets = secrets
        at.cookies = cookies
        return str(at.run().text[0].value)

    at = AppTest.from_function(app)
    at.secrets = SECRETS
    at.run()
    assert [each.value for each in at.text] == ["admin ü default", "None"]
    good = at.cookies["role"]
    assert shown({"role": good, "other": good}) == "admin ü default"
    for bad in (
        "",
        "x",
        "..",
        good[:-1],
        "A" + good,
        good.replace(".", ".9", 1),
        "YWRtaW4=.9999999999.",
        "é.1.é",
    ):
        assert shown({"role": bad}) == "None default"
    assert shown({"role": good}, {"auth": SECRETS["auth"] | {"cookie_secret": "another-secret-of-16"}}) == (
        "None default"
    )


def test_both_need_a_session() -> None:
    import treadle as st

    for ask in (lambda: dict(st.cookies), lambda: st.browser_storage.to_dict()):
        with pytest.raises(NoSessionContext):
            ask()
