"""`st.secrets`: where they come from, how they are read, and that nothing tells them."""

import os
import pickle
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

import treadle as st
from treadle._core.config import Config
from treadle._core.runtime.app import App
from treadle._core.runtime.secrets import SecretStore, places
from treadle.errors import SecretNotFoundError

TOML = """
password = "hunter2"
port = 5432
flag = true

[database]
user = "ada"
key = "hunter3"
more = {}

[[servers]]
host = "a"
[[servers]]
host = "b"
"""


def write(path: Path, text: str = TOML) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def secrets(tmp_path, monkeypatch):
    """`st.secrets`, read from a file: the path of that."""
    path = write(tmp_path / ".treadle" / "secrets.toml")
    store = SecretStore([path], {})
    monkeypatch.setattr("treadle._core.connections.secrets._store", lambda: store)
    return path


def test_items_attributes_and_sections(secrets):
    assert st.secrets["password"] == st.secrets.password == "hunter2"
    assert st.secrets.database.user == st.secrets["database"]["user"] == "ada"
    assert [server.host for server in st.secrets.servers] == ["a", "b"]
    assert list(st.secrets) == ["password", "port", "flag", "database", "servers"]
    assert len(st.secrets) == 5
    assert "port" in st.secrets
    assert st.secrets.get("nothing", 3) == 3
    assert st.secrets.has_key("port")
    assert not st.secrets.has_key("ports")


def test_a_section_is_a_mapping(secrets):
    assert isinstance(st.secrets.database, Mapping)
    assert dict(**st.secrets.database) == {"user": "ada", "key": "hunter3", "more": {}}
    assert st.secrets.database == {"user": "ada", "key": "hunter3", "more": {}}
    assert pickle.loads(pickle.dumps(st.secrets.database)) == st.secrets.database
    assert type(st.secrets.to_dict()["database"]) is dict
    assert type(st.secrets.database.to_dict()) is dict


def test_nothing_that_is_printed_has_a_value(secrets):
    texts = [repr(st.secrets), str(st.secrets), repr(st.secrets.database), f"{st.secrets.servers}"]
    with pytest.raises(KeyError) as missing:
        st.secrets["nothing"]
    with pytest.raises(KeyError) as missing_within:
        st.secrets.database["nothing"]
    texts += [str(missing.value), str(missing_within.value)]
    assert not [text for text in texts if "hunter" in text or "ada" in text]


def test_who_asks_for_what_is_not_there_is_told_so(secrets):
    with pytest.raises(KeyError, match="no secret 'nothing'"):
        st.secrets["nothing"]
    with pytest.raises(AttributeError, match="no secret 'nothing'"):
        st.secrets.nothing
    with pytest.raises(
        KeyError, match=r"no 'nothing' in the secrets' section \[database\], which has user, key"
    ):
        st.secrets["database"]["nothing"]
    with pytest.raises(AttributeError, match="section"):
        st.secrets.database.nothing
    with pytest.raises(KeyError, match=r"section \[database.more\], which has nothing"):
        st.secrets.database.more["nothing"]


def test_they_cannot_be_set(secrets):
    with pytest.raises(TypeError, match="read-only"):
        st.secrets.port = 1
    with pytest.raises(TypeError):
        st.secrets["port"] = 1


def test_a_file_that_was_changed_is_read_again(secrets):
    assert st.secrets.port == 5432
    write(secrets, "port = 17")
    os.utime(secrets, (1, 1))
    assert st.secrets.port == 17
    assert "password" not in st.secrets


def test_no_file_at_all(secrets):
    secrets.unlink()
    with pytest.raises(SecretNotFoundError, match="none of the files exists"):
        st.secrets["port"]
    with pytest.raises(FileNotFoundError):
        len(st.secrets)
    assert st.secrets.load_if_toml_exists() is False
    assert not hasattr(st.secrets, "port")
    with pytest.raises(AttributeError, match="none of the files exists"):
        st.secrets.port


def test_a_file_with_a_mistake_is_named_and_not_quoted(secrets):
    write(secrets, 'password = "hunter2\nport = 1')
    with pytest.raises(SecretNotFoundError) as error:
        st.secrets["port"]
    assert secrets.name in str(error.value)
    assert "line 1" in str(error.value)
    assert "hunter" not in str(error.value)
    assert error.value.__context__ is None
    secrets.write_bytes(b'password = "\xff"')
    with pytest.raises(SecretNotFoundError, match="UTF-8"):
        st.secrets["port"]


@pytest.mark.parametrize("content", [None, b"port =", b"password = '\xff'", b"port = 1"])
def test_what_is_missing_shows_visitors_no_folder_and_the_log_does(secrets, caplog, content):
    if content is None:
        secrets.unlink()
    else:
        secrets.write_bytes(content)
    with caplog.at_level("INFO", "treadle.secrets"), pytest.raises((KeyError, SecretNotFoundError)) as error:
        st.secrets["not there"]
    assert str(secrets.parent) not in str(error.value)
    assert str(secrets) in caplog.text


def test_they_can_be_read_from_any_thread(secrets):
    found = []
    thread = threading.Thread(target=lambda: found.append(st.secrets.database.user))
    thread.start()
    thread.join()
    assert found == ["ada"]


def test_what_is_nearer_to_the_script_counts_more(tmp_path, monkeypatch):
    home, work, app = tmp_path / "home", tmp_path / "work", tmp_path / "app"
    for number, folder in enumerate((home, work, app)):
        write(folder / ".streamlit/secrets.toml", f"last = 'streamlit {number}'\nstreamlit{number} = 1")
        write(folder / ".treadle/secrets.toml", f"last = 'treadle {number}'\ntreadle{number} = 1")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(work)
    values = SecretStore(places((), app), {}).values()
    assert values["last"] == "treadle 2"
    assert len(values) == 7
    (app / ".treadle/secrets.toml").unlink()
    assert SecretStore(places((), app), {}).values()["last"] == "streamlit 2"
    assert len(places((), work)) == 4


def test_a_deleted_working_directory_has_no_secrets(tmp_path, monkeypatch):
    app, gone = tmp_path / "app", tmp_path / "gone"
    write(app / ".treadle/secrets.toml", "last = 1")
    gone.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert SecretStore(places((), app), {}).values() == {"last": 1}
    assert len(places((), None)) == 2  # of the home directory


def test_files_and_folders_of_an_option(tmp_path):
    write(tmp_path / "first.toml", "a = 1\nb = 1")
    write(tmp_path / "mounted/b", "two\n")
    write(tmp_path / "mounted/database/password", "hunter2")
    write(tmp_path / "mounted/database/user", "ada")
    write(tmp_path / "mounted/token/value", "hunter3")
    write(tmp_path / "mounted/..data/ignored", "x")
    values = SecretStore(
        places([str(tmp_path / "first.toml"), str(tmp_path / "mounted")], tmp_path), {}
    ).values()
    database = {"password": "hunter2", "user": "ada"}
    assert values == {"a": 1, "b": "two", "database": database, "token": "hunter3"}


def test_plain_values_are_in_the_environment_unless_it_has_them(secrets, tmp_path):
    environment = {"port": "1"}
    store = SecretStore([secrets], environment)
    store.values()
    assert environment == {"port": "1", "password": "hunter2"}
    write(secrets, "other = 2")
    store.values()
    assert environment == {"port": "1", "other": "2"}
    store.close()
    assert environment == {"port": "1"}


def test_a_served_app_has_them_in_the_environment_before_it_asks(tmp_path):
    write(tmp_path / ".treadle/secrets.toml", "treadle_test_token = 'hunter2'")
    (tmp_path / "app.py").write_text("")
    app = App(tmp_path / "app.py", Config())
    app.attach(app.scheduler)
    assert os.environ["treadle_test_token"] == "hunter2"  # noqa: SIM112 - as the file has it
    app.stop()
    assert "treadle_test_token" not in os.environ


def test_a_mistake_is_in_the_log_when_an_app_is_served(secrets, caplog):
    write(secrets, "port =")
    SecretStore([secrets], {}).load()
    assert f"{secrets} is not TOML" in caplog.text
    secrets.unlink()
    caplog.clear()
    SecretStore([secrets], {}).load()
    assert caplog.text == ""


def test_an_app_has_those_beside_its_script(open_page, tmp_path):
    write(tmp_path / ".treadle/secrets.toml")
    page = open_page(
        """
        import threading
        import treadle as st
        thread = threading.Thread(target=lambda: st.text(st.secrets.database.user))
        thread.start()
        """
    )
    assert page.one("text").body == "ada"
    assert os.environ["port"] == "5432"  # noqa: SIM112 - as the file has it
    page.app.stop()
    assert "port" not in os.environ
