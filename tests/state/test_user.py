"""`st.user` in an app: what it has, from every thread, and after a logout."""

import re
from typing import Any

import pytest

import treadle as st
from treadle.errors import APIError, NoSessionContext
from treadle.testing import AppTest
from treadle.testing.errors import AppTestError

AUTH = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "0123456789abcdef-very-secret",
    "client_id": "app",
    "client_secret": "hush",
    "server_metadata_url": "https://p.example/x",
}


def show() -> None:
    import treadle as st

    st.json(st.user.to_dict())


def shown(at: AppTest) -> Any:
    import json

    return json.loads(at.json[0].value)


def test_it_is_what_the_test_says() -> None:
    def app() -> None:
        import treadle as st

        st.text(f"{st.user.email} {st.user['name']} {st.user.get('x')} {'name' in st.user} {len(st.user)}")
        st.text(f"{st.user.is_logged_in} {sorted(st.user)} {st.user.tokens.id} {st.user['tokens'].to_dict()}")
        st.text(f"{st.user!r} {st.user.tokens!r}")
        st.write(st.user)

    at = AppTest.from_function(app)
    at.user = {"is_logged_in": True, "email": "a@b.c", "name": "Ada", "tokens": {"id": "hush"}}
    assert [each.value for each in at.run().text] == [
        "a@b.c Ada None True 4",
        "True ['email', 'is_logged_in', 'name', 'tokens'] hush {'id': 'hush'}",
        "<st.user> <st.user.tokens: id>",
    ]
    assert not at.exception
    assert "Ada" in at.json[0].value


def test_without_a_login_it_is_as_in_streamlit() -> None:
    at = AppTest.from_function(show).run()
    assert shown(at) == {"email": "test@example.com"}
    at.user = {}
    assert shown(at.run()) == {}
    at.secrets = {"auth": AUTH}
    assert shown(at.run()) == {"is_logged_in": False}


def test_what_it_does_not_have_is_said() -> None:
    def app() -> None:
        import treadle as st

        for ask in (lambda: st.user.name, lambda: st.user["name"], lambda: st.user.tokens.access):
            try:
                ask()
            except (AttributeError, KeyError) as error:
                st.text(f"{type(error).__name__} {error.args[0]}")

    first, second, third = (each.value for each in AppTest.from_function(app).run().text)
    assert first == "AttributeError `st.user` has no 'name'. It has 'email'."
    assert second.startswith("KeyError")
    assert "`expose_tokens`" in third


def test_it_is_read_only() -> None:
    for change in (lambda: setattr(st.user, "a", 1), lambda: st.user.__setitem__("a", 1)):
        with pytest.raises(APIError, match="read-only"):
            change()


def test_it_needs_a_session() -> None:
    with pytest.raises(NoSessionContext):
        st.user.to_dict()


def test_it_is_there_in_threads_callbacks_and_tasks() -> None:
    def app() -> None:
        import threading
        from concurrent.futures import ThreadPoolExecutor

        import treadle as st

        def say(where: str) -> None:
            st.text(f"{where}: {st.user.name}")

        @st.task
        def work() -> str:
            return str(st.user.name)

        @st.task(executor="async")
        async def wait() -> str:
            return str(st.user.name)

        thread = threading.Thread(target=say, args=("thread",))
        thread.start()
        thread.join()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(say, "pool").result()
        st.text(f"task: {work.submit().result()}")
        st.text(f"coroutine: {wait.submit().result()}")
        st.button("Go", on_click=say, args=("callback",))

    ada = AppTest.from_function(app)
    ada.user = {"is_logged_in": True, "name": "Ada"}
    grace = ada.another_visitor()
    grace.user = {"is_logged_in": True, "name": "Grace"}
    for at, name in ((ada, "Ada"), (grace, "Grace")):
        at.run(timeout=20).button[0].click().run(timeout=20)
        assert not at.exception
        found = sorted(each.value for each in at.text)
        assert found == [f"{where}: {name}" for where in ("callback", "coroutine", "pool", "task", "thread")]


def test_after_a_logout_nobody_is_there_at_once() -> None:
    def app() -> None:
        import threading

        import treadle as st

        st.text(f"before {st.user.is_logged_in}")
        st.logout()
        st.text(f"after {st.user.to_dict()}")
        thread = threading.Thread(target=lambda: st.text(f"thread {st.user.to_dict()}"))
        thread.start()
        thread.join()

    at = AppTest.from_function(app)
    at.user = given = {"is_logged_in": True, "name": "Ada"}
    assert [each.value for each in at.run().text] == [
        "before True",
        "after {'is_logged_in': False}",
        "thread {'is_logged_in': False}",
    ]
    assert given == {"is_logged_in": True, "name": "Ada"}
    assert at.user == {"is_logged_in": False}
    assert at.run().text[0].value == "before False"
    at.user = given
    assert at.run().text[0].value == "before True"


def test_after_a_logout_a_person_who_was_never_there_is_nobody() -> None:
    def app() -> None:
        import treadle as st

        st.logout()

    at = AppTest.from_function(app).run()
    assert at.user == {}


def test_only_a_dict_is_a_user() -> None:
    at = AppTest.from_function(show)
    at.user = "ada"  # type: ignore[assignment]
    with pytest.raises(AppTestError, match="dict, not str"):
        at.run()


def test_the_app_cannot_change_the_tests_dict() -> None:
    def app() -> None:
        import treadle as st

        st.user.groups.append("admin")

    at = AppTest.from_function(app)
    at.user = {"groups": []}
    at.run()
    assert at.user == {"groups": []}


@pytest.mark.parametrize(
    ("provider", "change", "message"),
    [
        (None, {}, None),
        ("google", {}, r"no section `\[auth.google\]`"),
        (None, {"client_id": None}, "needs `client_id`"),
        (None, {"cookie_secret": "x"}, "at least 16"),
    ],
)
def test_a_login_checks_its_settings(
    provider: str | None, change: dict[str, Any], message: str | None
) -> None:
    pytest.importorskip("cryptography")

    def app(provider: str | None) -> None:
        import treadle as st

        st.login(provider)

    at = AppTest.from_function(app, args=(provider,))
    at.secrets = {"auth": {name: value for name, value in (AUTH | change).items() if value is not None}}
    at.run()
    if message is None:
        assert not at.exception
    else:
        assert re.search(message, at.exception[0].message)


def test_without_settings_a_login_says_what_it_needs() -> None:
    def app() -> None:
        import treadle as st

        st.login()

    at = AppTest.from_function(app)
    at.secrets = {"x": 1}
    assert "no section `[auth]`" in at.run().exception[0].message
