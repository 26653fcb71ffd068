"""The script that `treadle run` was told: a folder, or a file at an address."""

import functools
import http.server
import threading

import pytest

from treadle._core import scripts


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["app.py", "streamlit_app.py", "x.py"], "streamlit_app.py"),
        (["app.py", "x.py"], "app.py"),
        (["main.py", "x.py"], "main.py"),
        (["only.py", "test_only.py", "__init__.py", "conftest.py"], "only.py"),
    ],
)
def test_a_folder_has_an_app(tmp_path, names, chosen):
    for name in names:
        (tmp_path / name).touch()
    assert scripts.app_in(tmp_path) == tmp_path / chosen


@pytest.fixture
def site(tmp_path):
    """The address of a server for the files of a folder."""
    folder = tmp_path / "site"
    folder.mkdir()
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=folder)
    ) as server:
        thread = threading.Thread(target=server.serve_forever, name="files")
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def test_a_file_at_an_address_is_downloaded(site, tmp_path):
    folder, url = site
    (folder / "my app.py").write_bytes(b"x = 1")
    path = scripts.download(f"{url}/my%20app.py?raw=true", tmp_path)
    assert (path, path.read_bytes()) == (tmp_path / "my app.py", b"x = 1")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.py", "cannot be downloaded: "),
        ("page.py", "is a web page"),
        ("page.html", "does not end in .py"),
        ("..%2Fx.py%00", "does not end in .py"),
    ],
)
def test_what_is_no_script_is_not_run(site, tmp_path, name, said):
    folder, url = site
    (folder / "page.py").write_text("\n<!doctype html>")
    with pytest.raises(scripts.NoScript, match=said):
        scripts.download(f"{url}/{name}", tmp_path)


def test_a_server_that_is_not_there_is_an_error_in_words(tmp_path):
    with pytest.raises(scripts.NoScript, match="cannot be downloaded"):
        scripts.download("http://127.0.0.1:1/app.py", tmp_path)
