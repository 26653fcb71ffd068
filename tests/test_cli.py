"""The command `treadle`: what it refuses, what it shows, and how it starts and ends."""

import functools
import http.server
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import click
import msgspec
import pytest
from click.testing import CliRunner

from treadle import cli
from treadle._core.config import OPTIONS, Config
from treadle._version import __version__

from .started import Started


def treadle(*words: str) -> tuple[int, str]:
    """Run a command that ends by itself; return its status and what it said."""
    result = CliRunner().invoke(cli.main, words)
    return result.exit_code, result.output


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """A runtime directory that no other server of this user is in."""
    path = tmp_path / "runtime"
    path.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(path))
    return path


def left(alone: Path) -> list[Path]:
    """What servers have left in the runtime directory, but for the key that all servers of a user share."""
    return [path for path in (alone / "treadle").iterdir() if path.name != "developer.key"]


WORKING = """
    import threading

    def work():
        done.wait()

    done = threading.Event()
    threading.Thread(target=work, name="worker", daemon=True).start()
"""


def test_threads_lists_what_executes_in_a_running_server(alone, start):
    app = start(WORKING)
    app.visit()
    while "worker" not in (said := treadle("threads")[1]):
        pass
    assert f"app.py, http://localhost:{app.port}, process {app.process.pid}" in said
    (row,) = [line for line in said.splitlines() if "worker" in line]
    assert row.split()[1:3] == ["worker", "waiting"]
    assert row.endswith("app.py:5 in work")
    assert "treadle-server" in said
    assert "started at app.py:8" in treadle("threads", "--port", str(app.port), "--stacks")[1]


def test_threads_as_json_has_everything(alone, start):
    app = start(WORKING)
    app.visit()
    while "worker" not in (said := treadle("threads", "--json", "--pid", str(app.process.pid))[1]):
        pass
    told = msgspec.json.decode(said)
    assert (told["pid"], told["port"], Path(told["script"]).name) == (app.process.pid, app.port, "app.py")
    (worker,) = [thread for thread in told["threads"] if thread["name"] == "worker"]
    assert worker["where"] | {"code": ""} == {
        "file": "app.py",
        "line": 5,
        "function": "work",
        "code": "",
        "app": True,
    }
    assert worker["stack"]


def test_threads_of_several_servers_are_listed_one_after_the_other(alone, start):
    one, two = start("pass"), start("pass")
    said = treadle("threads")[1]
    assert said.count("SESSION") == 2
    said = treadle("threads", "--port", str(two.port))[1]
    assert f"process {two.process.pid}" in said
    assert f"process {one.process.pid}" not in said


def test_without_a_server_threads_says_so(alone, start):
    assert treadle("threads") == (
        1,
        "Error: You run no server on this machine. `treadle run app.py` starts one.\n",
    )
    app = start("pass")
    status, said = treadle("threads", "--port", "1")
    assert (status, said) == (
        1,
        f"Error: You run no such server. There are: port {app.port} (process {app.process.pid}).\n",
    )
    app.end()
    assert treadle("threads")[0] == 1
    assert left(alone) == []


def test_a_server_that_was_killed_is_not_found(alone, start):
    app = start("pass")
    app.process.kill()
    app.process.wait()
    assert left(alone) != []
    assert treadle("threads")[0] == 1
    assert left(alone) == []


def test_a_server_runs_although_it_cannot_be_found(alone, start):
    (alone / "treadle").write_text("in the way")
    app = start("pass")
    assert app.end()[0] == 0


def test_version():
    status, said = treadle("version")
    assert (status, said.startswith(f"treadle {__version__} ")) == (0, True)
    assert treadle("--version") == (0, f"treadle {__version__}\n")


def test_python_m_treadle_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "treadle", "version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"treadle {__version__} ")


def test_config_show_is_toml_that_says_where_values_come_from(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TREADLE_THEME_BASE", "dark")
    status, said = treadle("config", "show", "--server.port", "80", "--theme.sidebar.textColor", "red")
    assert status == 0
    assert "\nport = 80  # from --server.port\n" in said
    assert '\nbase = "dark"  # from TREADLE_THEME_BASE\n' in said
    assert '[theme.sidebar]\n# Colour of text.\ntextColor = "red"' in said
    assert "\n# address =\n" in said


def test_config_show_can_be_used_as_a_file(monkeypatch, tmp_path):
    flags = {"server.allowedHosts": ("a", "b"), "server.runOnSave": True, "server.baseUrlPath": 'a"b'}
    text = cli.describe(Config.of(flags))
    (tmp_path / ".treadle").mkdir()
    (tmp_path / ".treadle" / "config.toml").write_text(text, encoding="utf-8")
    config = Config.load(env={}, cwd=tmp_path, home=tmp_path)
    assert {name: config.get(name) for name in flags} == flags
    assert set(config.sources) == set(flags)


def test_config_show_of_a_script_that_is_not_there_says_so(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    status, said = treadle("config", "show", "missing.py")
    assert (status, "missing.py does not exist" in said) == (2, True)


def test_the_list_of_commands_says_what_each_does_in_full():
    _, said = treadle("--help")
    assert "..." not in said.partition("Commands:")[2]


def test_every_option_is_a_flag():
    _, said = treadle("run", "--help")
    shown = [name for name in OPTIONS if name.count(".") == 1]
    assert all(f"--{name} VALUE" in said for name in shown)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--server.prot", "1", "a.py"], "Did you mean server.port"),
        (["run", "--server.cookieSecret", "x", "a.py"], "an option of Streamlit's"),
        (["run", "a.py", "--verbose"], "after `--`"),
        (["run", "a.py", "--server.port", "x"], "server.port must be a whole number"),
        (["run", "missing.py"], "missing.py does not exist"),
        (["run", "folder"], "Name the file to run: my_app.py, other.py."),
        (["run", "empty"], "empty is a directory without an app"),
        (["run"], "Name the file to run: a.py, latin.py."),
        (["run", "text.txt"], "text.txt is not a Python file"),
        (["run", "latin.py"], "latin.py is not UTF-8 (line 2)"),
        (["run", "https://example.com/page"], "is not the address of a Python file"),
        (["config", "show", "https://example.com/app.py"], "is an address, and this needs a file"),
    ],
)
def test_what_cannot_be_run_is_a_clear_error(monkeypatch, tmp_path, words, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "my_app.py").touch()
    (tmp_path / "folder" / "other.py").touch()
    (tmp_path / "text.txt").touch()
    (tmp_path / "latin.py").write_bytes("x = 1\ny = 'é'\n".encode("latin-1"))
    status, output = treadle(*words)
    assert status == 2
    assert said.replace("/", os.sep) in " ".join(output.split()) or said in " ".join(output.split())


@pytest.mark.parametrize(
    "words",
    [["run", "{script}"], ["run", "app.py"], ["hello"], ["config", "show"], ["config", "show", "{script}"]],
)
def test_a_deleted_working_directory_is_an_error_in_words(monkeypatch, tmp_path, words):
    script = tmp_path / "app.py"
    script.touch()
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    status, output = treadle(*(word.format(script=script) for word in words))
    assert status == 2
    assert "working directory was deleted" in " ".join(output.split())


def test_a_script_with_a_byte_order_mark_can_be_run(tmp_path):
    script = tmp_path / "app.py"
    script.write_bytes("print('é')".encode("utf-8-sig"))
    assert cli.check_script(str(script)) == script


def test_arguments_reach_the_script_and_flags_do_not(start):
    app = start("import sys; print('argv', sys.argv[1:])", "--server.port", "0", "one", "--", "--two", "3")
    app.visit()
    assert app.read_until("argv").splitlines()[-1] == "argv ['one', '--two', '3']"


def test_a_port_that_was_asked_for_and_is_taken_is_an_error(tmp_path):
    script = tmp_path / "app.py"
    script.touch()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        status, said = treadle("run", str(script), "--server.port", port, "--server.address", "127.0.0.1")
    assert status == 1
    assert f"Port {port} is already in use" in said


def test_the_next_free_port_is_taken_when_none_was_asked_for(start):
    first, second = start(""), start("")
    assert second.port > first.port >= 8501


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_when_nobody_is_there(start, number):
    status, seconds, said = start("", "--server.port", "0").end(number)
    assert (status, said.strip()) == (0, "Stopping.")
    assert seconds < 2


BLOCKED = {
    "the script": "print('ready', flush=True); import time; time.sleep(60)",
    "a thread of the app's": """
        import threading, time
        def work():
            print('ready', flush=True)
            time.sleep(60)
        threading.Thread(target=work).start()
        """,
    "a pool of the app's": """
        import time
        from concurrent.futures import ThreadPoolExecutor
        pool = ThreadPoolExecutor()
        for _ in range(3):
            pool.submit(time.sleep, 60)
        print('ready', flush=True)
        """,
    "a loop that never ends": """
        print('ready', flush=True)
        while True:
            pass
        """,
}


@pytest.mark.parametrize("source", BLOCKED.values(), ids=BLOCKED.keys())
def test_it_ends_at_once_although_something_blocks(start, source):
    ends = """
    import atexit, sys
    atexit.register(lambda: print('atexit ran'))  # in a buffer: only a flush brings it out
    """
    app = start(textwrap.dedent(ends) + textwrap.dedent(source), "--server.port", "0")
    app.visit()
    app.read_until("ready")
    status, seconds, said = app.end()
    assert status == 0
    assert "atexit ran" in said
    assert "Traceback" not in said
    assert seconds < 3


def test_it_ends_although_a_function_of_atexit_hangs(start):
    source = "import atexit, time; atexit.register(time.sleep, 60); print('ready', flush=True)"
    app = start(source, "--server.port", "0")
    app.visit()
    app.read_until("ready")
    status, seconds, _ = app.end()
    assert status == 0
    assert seconds < cli.LIMIT + 5


def test_it_goes_on_when_the_app_closes_its_streams(start):
    source = "import os, sys; os.write(1, b'ready\\n'); sys.stdout.close(); sys.stderr.close()"
    app = start(source, "--server.port", "0")
    app.visit()
    app.read_until("ready")
    app.visit()
    status, seconds, _ = app.end()
    assert status == 0
    assert seconds < 3


@pytest.mark.parametrize(
    ("environment", "set_to", "headless"),
    [
        ({"DISPLAY": ":0"}, None, False),
        ({}, None, True),
        ({"CI": "1", "DISPLAY": ":0"}, None, True),
        ({}, False, False),
    ],
)
def test_a_browser_is_opened_where_one_can_be_seen(monkeypatch, environment, set_to, headless):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "CI"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", "linux")
    assert cli._headless(Config.of({} if set_to is None else {"server.headless": set_to})) is headless


def test_the_banner_names_the_network_address_only_if_others_can_connect(monkeypatch):
    monkeypatch.setattr(cli, "_own_address", lambda: "192.0.2.7")
    url = "http://localhost:8501/base"
    everywhere = cli.banner(Path("app.py"), Config(), url, 8501)
    here = cli.banner(Path("app.py"), Config.of({"server.address": "127.0.0.1"}), url, 8501)
    assert "http://192.0.2.7:8501/base" in everywhere
    assert "192.0.2.7" not in here


def test_the_address_shown_is_the_proxys_if_there_is_one(start):
    flags = ("--server.port", "0", "--browser.serverPort", "1", "--server.baseUrlPath", "base")
    app = start("", *flags)
    assert "Local    http://127.0.0.1:1/base" in app.banner


def test_the_demo_is_there():
    assert cli.check_script(str(cli.HELLO))
    assert isinstance(cli.main.commands["hello"], click.Command)


def test_init_makes_an_app_that_runs_and_passes_its_test(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    status, output = treadle("init")
    assert status == 0
    assert output.splitlines()[-1] == "Run it:  treadle run app.py"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."],
        capture_output=True, text=True, timeout=50, check=False,
    )  # fmt: skip
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert treadle("lint", ".") == (0, "0 not supported, 0 not needed.\n")


def test_init_changes_no_file_that_is_there(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "test_app.py").write_text("mine")
    status, output = treadle("init")
    assert status == 1
    assert "test_app.py is there already. Nothing was changed." in output
    assert [path.name for path in tmp_path.iterdir()] == ["test_app.py"]


def test_lint_names_places_and_exits_with_1(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text("import streamlit as st\n\nst.deck_gl_chart({})\n")
    status, output = treadle("lint", "app.py")
    assert status == 1
    assert "app.py:3:1: not supported: `st.deck_gl_chart` is a name of an earlier Streamlit." in output


def test_lint_of_what_is_no_python_says_where(tmp_path):
    (tmp_path / "app.py").write_text("import\n")
    status, output = treadle("lint", str(tmp_path / "app.py"))
    assert (status, "app.py:1: this is no Python" in output) == (1, True)


def test_an_app_at_an_address_runs(tmp_path):
    (tmp_path / "hello.py").write_text("import treadle as st\nst.write('from afar')\n")
    handler = functools.partial(QuietHandler, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="files")
        thread.start()
        try:
            app = Started(f"http://127.0.0.1:{server.server_port}/hello.py", "--server.port", "0")
            try:
                app.wait()
                app.visit()
            finally:
                app.kill()
        finally:
            server.shutdown()
            thread.join()
    assert "runs hello.py" in app.banner


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass
