"""`treadle run` of a file that defines an `App`, or an application with one mounted."""

import os
import signal
import subprocess
import sys
import urllib.request
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ..server.fakes import OPEN, Client

PAGE = """
import sys
import streamlit as st

st.text(f"page {sys.argv[1:]} {st.secrets['word']}")
"""

SERVER = """
import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.routing import Route

async def hello(request):
    return PlainTextResponse(f"hello from {__name__}")

app = st.App("page.py", routes=[Route("/api/hello", hello)], secrets={"word": "open sesame"})

if __name__ == "__main__":
    app.run()
"""

MOUNTED = """
from fastapi import FastAPI
import treadle as st

dashboard = st.App("page.py", secrets={"word": "open sesame"})
app = FastAPI(lifespan=dashboard.lifespan())

@app.get("/api/hello")
def hello():
    return "hello"

app.mount("/dashboard", dashboard)
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the page beside the app, and work in another folder: the page is found beside the app."""
    (tmp_path / "page.py").write_text(PAGE)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode()


def shown(port: int, path: str, text: str) -> None:
    """Open a page as a browser does, and wait until it shows a text."""
    with Client(port, path=f"{path}/_treadle/ws") as client:
        client.open()
        while text not in repr(client.receive()):
            pass


def test_an_app_is_served_with_its_routes_options_and_arguments(start, page):
    app = start(SERVER, "--server.port", "0", "--server.baseUrlPath", "base", "--", "--limit", "5")
    url = f"http://127.0.0.1:{app.port}"
    assert get(f"{url}/api/hello") == "hello from app"
    assert '<base href="/base/">' in get(f"{url}/base/")
    shown(app.port, "/base", "page ['--limit', '5'] open sesame")
    status, _, said = app.end()
    assert (status, "Traceback" in said) == (0, False)


def test_the_address_that_is_printed_makes_a_developer(start, page):
    app = start(SERVER, "--server.port", "0")
    (address,) = [word for word in app.banner.split() if "developer_token=" in word]
    connection = HTTPConnection("127.0.0.1", app.port, timeout=20)
    connection.request("GET", f"/?{urlsplit(address).query}")
    answer = connection.getresponse()
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    connection.close()
    with Client(app.port, headers={"Cookie": cookie}) as developer:
        assert developer.open()[3]["dev"] is True
    with Client(app.port) as visitor:
        assert visitor.open()[3]["dev"] is False


def test_an_app_that_others_have_mounted_is_served_with_them(start, page):
    app = start(MOUNTED, "--server.port", "0")
    assert "developer_token" not in app.banner
    assert get(f"http://127.0.0.1:{app.port}/api/hello") == '"hello"'
    shown(app.port, "/dashboard", "page [] open sesame")
    assert app.end(signal.SIGTERM)[0] == 0


def test_python_runs_the_same_file(tmp_path, page):
    """`app.run()` finds the page beside the file, and passes the arguments on."""
    (tmp_path / "app.py").write_text(SERVER.replace("import streamlit as st", "import treadle as st"))
    (tmp_path / "page.py").write_text(
        "import sys, os; print('ran with', sys.argv[1:]); sys.stdout.flush(); os._exit(7)"
    )
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "app.py"), "--limit", "5"],
        env={**os.environ, "TREADLE_SERVER_PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if "running on" in line)
        with Client(int(line.partition("127.0.0.1:")[2].split()[0])) as client:
            client.send(OPEN)
            assert process.wait(60) == 7
        assert "ran with ['--limit', '5']" in process.stdout.read()
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (SERVER.replace('if __name__ == "__main__":', "if True:"), "must not call `app.run()` itself"),
        (SERVER.replace("page.py", "nowhere.py"), "The script of `st.App` does not exist"),
        (SERVER + "\n1 / 0\n", "ZeroDivisionError"),
        (SERVER + "\ndel app\n", "defines an application named `app`, but not when it is imported"),
    ],
)
def test_what_cannot_be_served_ends_with_the_reason(tmp_path, page, source, said):
    (tmp_path / "app.py").write_text(source)
    done = subprocess.run(
        [sys.executable, "-m", "treadle", "run", str(tmp_path / "app.py"), "--server.port", "0"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "cli.py" not in done.stderr
