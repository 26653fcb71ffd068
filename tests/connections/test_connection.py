"""`st.connection`, and connections to SQL databases."""

import os
import sqlite3
import threading

import pytest
from pandas.errors import DatabaseError
from sqlalchemy import StaticPool, event, text
from sqlalchemy.exc import OperationalError

import treadle as st
from treadle._core.cache.caches import Caches
from treadle._core.connections import connection, connections
from treadle._core.runtime.secrets import SecretStore
from treadle.errors import APIError, NotYetSupported, SecretNotFoundError
from treadle.testing import AppTest


@pytest.fixture
def database(tmp_path):
    """The URL of a database with a table of two pets."""
    path = tmp_path / "pets.db"
    with sqlite3.connect(path) as link:
        link.execute("create table pets (name text, legs int)")
        link.executemany("insert into pets values (?, ?)", [("Ada", 4), ("Bob", 2)])
    link.close()
    return f"sqlite:///{path}"


@pytest.fixture(autouse=True)
def given(monkeypatch, tmp_path):
    """What `st.secrets` has outside of apps; and caches of the test's own."""
    store = SecretStore([], {})
    store.given = {}
    monkeypatch.setattr("treadle._core.connections.secrets._store", lambda: store)
    own = Caches(tmp_path)
    for module in (connection, connections):
        monkeypatch.setattr(module, "caches_of", lambda scope: own)
    yield store.given
    own.close()


class Shelf(st.connections.BaseConnection[list]):
    made: list[list] = []  # noqa: RUF012 - counts

    def _connect(self, **kwargs):
        self.made.append([self._secrets.get("user"), kwargs])
        return self.made[-1]

    def books(self):
        return self._instance


@pytest.fixture(autouse=True)
def empty_shelf():
    Shelf.made.clear()


def test_a_query_is_a_frame(database):
    pets = st.connection("pets", type="sql", url=database)
    frame = pets.query("select * from pets where legs > :legs", params={"legs": 3}, index_col="name")
    assert frame.to_dict() == {"legs": {"Ada": 4}}
    assert len(pets.query("select * from pets", chunksize=1)) == 2


def test_a_query_is_kept_for_its_ttl(database):
    pets = st.connection("pets", type="sql", url=database)
    count = "select count(*) as n from pets"

    def n(**options):
        return int(pets.query(count, **options)["n"][0])

    assert n() == 2
    with pets.session as session:
        session.execute(text("insert into pets values ('Cid', 8)"))
        session.commit()
    assert n() == 2
    assert n(ttl=0) == 3
    assert n(ttl=60) == 3


def test_a_query_is_asked_again_when_its_connection_turns_out_to_be_broken(database):
    pets = st.connection("pets", type="sql", url=database)
    asked = []

    @event.listens_for(pets.engine, "before_cursor_execute")
    def broken(link, cursor, statement, parameters, context, many):
        asked.append(statement)
        if len(asked) < 3:
            raise sqlite3.ProgrammingError("Cannot operate on a closed database.")

    assert len(pets.query("select * from pets")) == 2
    assert asked == ["select * from pets"] * 3


def test_a_wrong_query_is_asked_once(database):
    pets = st.connection("pets", type="sql", url=database)
    asked = []
    event.listen(pets.engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    with pytest.raises(DatabaseError, match="no such table: cats"):
        pets.query("select * from cats")
    assert asked == ["select * from cats"]


def test_engine_driver_session_and_connect(database):
    pets = st.connection("pets", type="sql", url=database)
    assert pets.driver == "pysqlite"
    assert str(pets.engine.url) == database
    with pets.connect() as link:
        assert link.execute(text("select legs from pets")).scalars().all() == [4, 2]


def test_configuration_from_secrets_in_parts(given, database):
    given["connections"] = {
        "pets": {
            "type": "sql",
            "dialect": "sqlite",
            "database": database.removeprefix("sqlite:///"),
            "create_engine_kwargs": {"echo": False, "pool_size": 3},
        }
    }
    pets = st.connection("pets")
    assert len(pets.query("select * from pets")) == 2
    assert pets.engine.pool.size() == 3


def test_arguments_count_more_than_secrets(given, database):
    given["connections"] = {"pets": {"url": "sqlite:////nowhere/at/all.db"}}
    assert len(st.connection("pets", type="sql", url=database).query("select * from pets")) == 2


def test_a_database_in_memory_is_one_for_all_threads():
    pets = st.connection("memory", type="sql", url="sqlite://")
    with pets.session as session:
        session.execute(text("create table pets (name text)"))
        session.commit()
    seen = []
    thread = threading.Thread(target=lambda: seen.append(pets.query("select * from pets", ttl=0)))
    thread.start()
    thread.join()
    assert list(seen[0].columns) == ["name"]


def test_threads_do_not_undo_what_others_write_to_a_database_in_memory():
    memory = st.connection("memory", type="sql", url="sqlite://")
    with memory.session as session:
        session.execute(text("create table pets (name text)"))
        session.commit()
        session.execute(text("insert into pets values ('Ada')"))
        asks, read = threading.Event(), []
        event.listen(memory.engine, "before_cursor_execute", lambda *_: asks.set())
        other = threading.Thread(target=lambda: read.append(memory.query("select * from pets", ttl=0)))
        other.start()
        assert asks.wait(20)
        session.commit()  # for which the other one waits
        other.join()
    assert list(read[0].name) == ["Ada"]
    assert list(memory.query("select * from pets").name) == ["Ada"]
    assert list(memory.query("select * from pets", ttl=0).name) == ["Ada"]
    memory.reset()
    with pytest.raises(OperationalError, match="no such table"), memory.connect() as link:
        link.execute(text("select * from pets"))


def test_without_names_for_databases_in_memory_they_are_one_connection(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    memory = st.connection("memory", type="sql", url="sqlite://")
    assert isinstance(memory.engine.pool, StaticPool)


def test_autocommit(database):
    pets = st.connection("pets", type="sql", url=database, autocommit=True)
    with pets.connect() as link:
        link.execute(text("delete from pets"))
    assert pets.query("select * from pets").empty


def test_without_configuration_it_says_what_is_missing():
    with pytest.raises(APIError, match=r"\[connections.sql\]"):
        st.connection("sql")
    with pytest.raises(APIError, match="dialect"):
        st.connection("sql", host="there")


def test_an_address_with_a_mistake_is_not_quoted():
    with pytest.raises(APIError, match="`url` of the SQL connection `pets`") as error:
        st.connection("pets", type="sql", url="postgresql://ada@there:hunter2/pets")
    assert "hunter" not in str(error.value)
    assert error.value.__context__ is None


def test_connections_of_one_name_that_see_different_things_have_results_of_their_own(tmp_path):
    for name in ("a", "b"):
        with sqlite3.connect(tmp_path / name) as link:
            link.execute("create table pets (name text)")
            link.execute("insert into pets values (?)", [name])
        link.close()

    def of(name):
        path = str(tmp_path / name)
        pets = st.connection("pets", type="sql", url="sqlite:///", creator=lambda: sqlite3.connect(path))
        return pets.query("select * from pets").name[0]

    assert [of("a"), of("b"), of("a")] == ["a", "b", "a"]


def test_secrets_with_a_mistake_are_not_taken_for_none(monkeypatch, tmp_path):
    file = tmp_path / "secrets.toml"
    file.write_text("[connections.pets\n")
    monkeypatch.setattr("treadle._core.connections.secrets._store", lambda: SecretStore([file], {}))
    for kind in (None, "sql"):
        with pytest.raises(SecretNotFoundError, match=r"secrets\.toml is not TOML.*line 1"):
            st.connection("pets", type=kind)
    file.unlink()
    with pytest.raises(APIError, match="no configuration"):
        st.connection("pets", type="sql")


def test_a_driver_that_is_not_installed_is_named_with_its_package():
    with pytest.raises(
        ModuleNotFoundError, match="The connection `pets` needs it: `pip install mysqlclient`"
    ):
        st.connection("pets", type="sql", url="mysql://there/pets")


def test_what_the_wrapped_object_has_is_said_where_it_is():
    shelf = st.connection("shelf", type=Shelf)
    with pytest.raises(AttributeError, match=r"`Shelf` has no `append`; .* `\._instance\.append`"):
        shelf.append(1)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        shelf.nothing


def test_an_error_in_what_connects_stays_itself():
    class Broken(st.connections.BaseConnection[list]):
        def _connect(self, **kwargs):
            return [].nothing

    with pytest.raises(AttributeError, match="'list' object has no attribute 'nothing'"):
        st.connection("broken", type=Broken)


def test_a_connection_is_one_for_all(database):
    first = st.connection("shelf", type=Shelf, size=1)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(st.connection("shelf", type=Shelf, size=1)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {id(each) for each in found} == {id(first)}
    assert st.connection("shelf", type=Shelf, size=2) is not first
    assert Shelf.made == [[None, {"size": 1}], [None, {"size": 2}]]


def test_reset_connects_again(database):
    shelf = st.connection("shelf", type=Shelf)
    first = shelf.books()
    assert shelf.books() is first
    shelf.reset()
    assert shelf.books() is not first
    assert st.connection("shelf", type=Shelf) is shelf


def test_changed_secrets_connect_again(given):
    given["connections"] = {"shelf": {"user": "ada"}}
    shelf = st.connection("shelf", type=Shelf)
    assert shelf.books()[0] == "ada"
    given["connections"] = {"shelf": {"user": "bob"}}
    assert shelf.books()[0] == "bob"


def test_a_connection_that_is_not_kept_any_more_is_closed(monkeypatch):
    closed = []
    monkeypatch.setattr(Shelf, "close", lambda self: closed.append(self._connection_name))
    st.connection("a", type=Shelf, max_entries=1)
    st.connection("b", type=Shelf, max_entries=1)
    assert closed == ["a"]


def test_the_kind_of_a_connection(given, monkeypatch):
    assert type(st.connection("x", type=f"{__name__}.Shelf")).__name__ == "Shelf"
    given["connections"] = {"mine": {"type": f"{__name__}.Shelf"}}
    assert type(st.connection("mine")).__name__ == "Shelf"
    monkeypatch.setenv("WHICH", "mine")
    assert st.connection("env:WHICH") is st.connection("mine")
    for kind, says in (
        (None, "has no type"),
        ("nonsense", "not a type"),
        ("no.such", "cannot be imported"),
        (dict, "not a subclass"),
    ):
        with pytest.raises(APIError, match=says):
            st.connection("other", type=kind)
    with pytest.raises(APIError, match="is not set"):
        st.connection("env:NOTHING_AT_ALL")
    for name in ("snowflake", "snowflake-callers-rights"):
        with pytest.raises(NotYetSupported, match="Snowflake"):
            st.connection(name)


def test_a_class_of_an_edited_page_is_another(open_page, tmp_path):
    source = """
        import treadle as st

        class Mine(st.connections.BaseConnection):
            def _connect(self, **kwargs):
                return "{0}"

            def value(self):
                return self._instance

        st.text(st.connection("mine", type=Mine).value())
        """
    page = open_page(source.format("old"))
    assert page.one("text").body == "old"
    path = page.app.script
    path.write_text(path.read_text().replace('"old"', '"brand new"'))
    page.rerun()
    assert page.settle().one("text").body == "brand new"


def test_a_connection_of_a_session():
    def app():
        import treadle as st

        class Own(st.connections.BaseConnection):
            @classmethod
            def scope(cls):
                return "session"

            def _connect(self):
                return object()

            def close(self):
                import os

                os.environ["OWN_CONNECTION"] = "closed"

        st.connection("own", type=Own)

    with AppTest.from_function(app) as test:
        assert not test.run().exception
    assert os.environ.pop("OWN_CONNECTION") == "closed"


def test_streamlits_names():
    def app():
        import streamlit as st
        from streamlit.connections import BaseConnection, ExperimentalBaseConnection, SQLConnection

        assert ExperimentalBaseConnection is BaseConnection is st.connections.BaseConnection
        assert (
            type(st.connection("x", type="streamlit.connections.SQLConnection", url="sqlite://"))
            is SQLConnection
        )

    assert not AppTest.from_function(app).run(timeout=20).exception
