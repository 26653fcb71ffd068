"""`st.App`: an app as an ASGI application, alone and beside the routes of others, on uvicorn."""

import asyncio
import contextlib
import os
import re
import socket
import threading
import urllib.request

import msgspec
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from tornado.websocket import websocket_connect

import treadle as st
from treadle._core.protocol.message import ClientInfo, Open

SCRIPT = "import streamlit as st\nst.title('Ada was here')\n"


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "app.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


@contextlib.contextmanager
def serving(application):
    """Serve an ASGI application on uvicorn; yield its address."""
    server = uvicorn.Server(
        uvicorn.Config(application, log_config=None, ws="websockets-sansio", timeout_graceful_shutdown=2)
    )
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listening],), name="uvicorn")
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()
        assert not thread.is_alive()


def get(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode()


def shown(url, until=b"Ada was here"):
    """Return the bytes that an app sends to a new browser until a text is there."""

    async def visit():
        connection = await websocket_connect(f"{url.replace('http', 'ws', 1)}/_treadle/ws")
        await connection.write_message(
            msgspec.msgpack.encode(Open(1, None, "/", "", ClientInfo())), binary=True
        )
        received = b""
        while until not in received:
            frame = await connection.read_message()
            assert frame is not None, received
            received += frame
        connection.close()
        while await connection.read_message() is not None:
            pass
        return received

    return asyncio.run(asyncio.wait_for(visit(), 30))


async def hello(request):
    return PlainTextResponse("hello")


def test_an_app_alone_shows_its_page_and_has_routes_beside_it(script):
    app = st.App(script, routes=[Route("/api/hello", hello)])
    with serving(app) as url:
        assert get(f"{url}/api/hello") == "hello"
        assert get(f"{url}/_stcore/health") == "ok"
        assert '<base href="/">' in get(f"{url}/")
        assert shown(url)


@pytest.mark.parametrize("outer", ["fastapi.FastAPI", "starlette.applications.Starlette"])
def test_an_app_is_mounted_beside_the_routes_of_another_application(script, outer):
    module, _, name = outer.rpartition(".")
    app = st.App(script)
    application = getattr(pytest.importorskip(module), name)(lifespan=app.lifespan())
    application.mount("/dashboard", app)
    application.router.routes.insert(0, Route("/hello", hello))
    with serving(application) as url:
        assert get(f"{url}/hello") == "hello"
        assert '<base href="/dashboard/">' in get(f"{url}/dashboard/")
        assert get(f"{url}/dashboard/_stcore/health") == "ok"
        assert shown(f"{url}/dashboard")


def test_an_app_whose_lifespan_nobody_enters_starts_at_the_first_request(script):
    app = st.App(script)

    @contextlib.asynccontextmanager
    async def another(_):
        yield
        await app._stop()  # nobody else does, and a test leaves nothing behind

    with serving(Starlette(routes=[Mount("/one", app=app)], lifespan=another)) as url:
        assert shown(f"{url}/one")


def test_two_apps_are_served_by_one_process(script, tmp_path):
    other = tmp_path / "other.py"
    other.write_text("import streamlit as st\nst.title('Bob, and not Ada; but Ada was here')\n")
    one, two = st.App(script), st.App(other)

    @contextlib.asynccontextmanager
    async def both(application):
        async with one.lifespan()(application), two.lifespan()(application):
            yield

    routes = [Mount("/one", app=one), Mount("/two", app=two)]
    with serving(Starlette(routes=routes, lifespan=both)) as url:
        assert shown(f"{url}/one")
        assert shown(f"{url}/two")


def test_the_lifespan_is_entered_and_its_values_are_in_the_state(script):
    told = []

    @contextlib.asynccontextmanager
    async def lifespan(app):
        told.append("start")
        yield {"model": "loaded"}
        told.append("stop")

    app = st.App(script, lifespan=lifespan)
    with serving(app) as url:
        get(f"{url}/healthz")
        assert (told, app.state) == (["start"], {"model": "loaded"})
    assert told == ["start", "stop"]


def test_middleware_sees_the_apps_requests_too(script):
    paths = []

    class Notes:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            paths.append(scope.get("path"))
            await self.app(scope, receive, send)

    with serving(st.App(script, middleware=[Middleware(Notes)])) as url:
        get(f"{url}/healthz")
    assert "/healthz" in paths


def test_when_it_has_stopped_no_thread_is_left(script):
    before = set(threading.enumerate())
    with serving(st.App(script)) as url:
        assert shown(url)
    assert [each for each in threading.enumerate() if each not in before] == []


def test_without_its_script_it_does_not_start(tmp_path):
    async def start():
        async with st.App(tmp_path / "missing.py").lifespan()(None):
            pass

    with pytest.raises(FileNotFoundError, match=r"does not exist: .*missing\.py"):
        asyncio.run(start())


def test_what_is_wrong_is_said_at_once(script):
    with pytest.raises(ValueError, match="is Treadle's own"):
        st.App(script, routes=[Route("/_stcore/mine", hello)])
    with pytest.raises(TypeError, match="`secrets` must be a dict, but is a str"):
        st.App(script, secrets="word")
    for value, where in ((None, "'a'"), ({"b": [1, b"x"]}, "a.b[1]"), ({1: 2}, "'a'")):
        with pytest.raises(TypeError, match=re.escape(where)):
            st.App(script, secrets={"a": value})


# Secrets --------------------------------------------------------------------------------------------------

SECRETS = """
import os
import streamlit as st
st.text(f"{st.secrets.to_dict()} {os.environ.get('TREADLE_TEST_WORD')}; Ada was here")
"""


def test_secrets_of_the_program_are_beside_those_of_the_files(script, tmp_path):
    script.write_text(SECRETS)
    (tmp_path / ".treadle").mkdir()
    (tmp_path / ".treadle" / "secrets.toml").write_text(
        'TREADLE_TEST_WORD = "file"\n[db]\nhost = "file"\nport = 1\n[other]\nhost = "file"\n'
    )
    given = {"TREADLE_TEST_WORD": "program", "db": {"host": "program"}}
    with serving(st.App(script, secrets=given)) as url:
        given["db"]["host"] = "changed later"
        said = shown(url).decode(errors="replace")
    assert "'db': {'host': 'program'}" in said  # a section is replaced as a whole
    assert "'other': {'host': 'file'}" in said
    assert "} program; Ada was here" in said
    assert "TREADLE_TEST_WORD" not in os.environ


def test_secrets_of_the_program_need_no_file(script):
    script.write_text(SECRETS)
    with serving(st.App(script, secrets={"word": "open sesame"})) as url:
        assert "'word': 'open sesame'" in shown(url).decode(errors="replace")


# Exceptions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "is_shown"), [("True", False), ("None", True), ("False", True), ("1", True), ("1 / 0", True)]
)
def test_the_apps_function_gets_exceptions_and_may_show_them_itself(script, answer, is_shown):
    script.write_text("import streamlit as st\nraise KeyError('Bob')")
    told = []

    def handle(error):
        told.append(error)
        st.text("Ada was here")
        return eval(answer)

    with serving(st.App(script, on_script_error=handle)) as url:
        said = shown(url, until=b"KeyError" if is_shown else b"Ada was here")
    assert [type(each) for each in told] == [KeyError]
    assert b"Ada was here" in said
    assert (b"KeyError" in said) == is_shown


def test_exceptions_of_threads_go_to_the_apps_function(script):
    script.write_text(
        "import threading\nthread = threading.Thread(target=lambda: 1 / 0)\nthread.start()\nthread.join()"
    )
    told = []

    def handle(error):
        told.append(threading.current_thread())
        st.text("Ada was here")
        return True

    with serving(st.App(script, on_script_error=handle)) as url:
        assert b"ZeroDivisionError" not in shown(url)
    assert told[0] is not threading.main_thread()


@pytest.mark.parametrize(
    ("source", "calls"),
    [
        ("def", 0),
        ("import streamlit as st; st.text('Ada was here'); st.stop()", 0),
        ("compile('def', 'x', 'exec')", 1),
    ],
)
def test_a_script_that_is_no_python_is_always_shown(script, source, calls):
    script.write_text(f"{source}\n")
    told = []
    app = st.App(script, on_script_error=told.append)
    with serving(app) as url:
        shown(url, until=b"Ada was here" if "stop" in source else b"SyntaxError")
    assert len(told) == calls


def test_streamlit_and_treadle_agree_on_the_parameters():
    import inspect

    assert list(inspect.signature(st.App).parameters) == [
        "script_path", "secrets", "lifespan", "routes", "middleware", "on_script_error", "exception_handlers",
        "debug",
    ]  # fmt: skip
