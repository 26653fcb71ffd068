"""What a browser keeps: writes reach it once, also over lost connections, and nothing hostile gets in."""

import pytest

from treadle._core.protocol.message import Remember
from treadle._core.session.collect import Collect
from treadle._core.session.events import Connected, Disconnected
from treadle._core.session.memory import ALL, LONGEST, MOST
from treadle._core.session.remember import ChangeStorage, ReadCookies, ReadStorage, SetCookie
from treadle._core.session.session import Session
from treadle.errors import APIError


class Browser:
    """A connection of a session. It applies what it gets when the test says so."""

    def __init__(self, session: Session, number: int, memory: dict[str, str] | None = None) -> None:
        self.session, self.number, self.batch = session, number, 0
        session.handle(Connected(number, memory=memory or {}))

    def collect(self) -> list[Remember]:
        lack = Collect(self.number, 0.0).apply(self.session)
        self.batch += 1
        self.session.browsers.mirrors[self.number].sent_as(self.batch, lack.ops, lack.effects)
        return [each for each in lack.effects if isinstance(each, Remember)]

    def apply(self) -> None:
        self.session.browsers.mirrors[self.number].has_seen(self.batch)

    def lose(self) -> None:
        self.session.handle(Disconnected(self.number))


def names(writes: list[Remember]) -> list[tuple[str, str | None]]:
    return [(each.name, each.value) for each in writes]


def test_a_write_is_sent_once() -> None:
    session = Session()
    browser = Browser(session, 1)
    browser.collect()
    ChangeStorage({"a": "1", "b": "2"}).apply(session)
    SetCookie("c", "x").apply(session)
    assert session.browsers.mirrors[1].lacks
    assert session.rouse() == [1]
    assert names(browser.collect()) == [("a", "1"), ("b", "2"), ("c", "x")]
    assert browser.collect() == []
    browser.apply()
    assert len(session.memory) == 0
    assert names(Browser(session, 2).collect()) == []


def test_a_write_that_is_not_confirmed_is_sent_again() -> None:
    session = Session()
    browser = Browser(session, 1)
    ChangeStorage({"a": "1"}).apply(session)
    browser.collect()
    ChangeStorage({"b": "2"}).apply(session)
    browser.apply()  # the first batch, without b
    browser.lose()
    again = Browser(session, 2, {"a": "1"})
    assert ReadStorage().apply(session) == {"a": "1", "b": "2"}
    assert names(again.collect()) == [("b", "2")]


def test_only_the_newest_write_of_a_name_waits() -> None:
    session = Session()
    for at in range(1000):
        ChangeStorage({"a": str(at)}).apply(session)
        SetCookie("c", str(at)).apply(session)
    assert len(session.memory) == 2
    assert names(Browser(session, 1).collect()) == [("a", "999"), ("c", "999")]


def test_a_late_confirmation_confirms_no_newer_write() -> None:
    session = Session()
    browser = Browser(session, 1)
    ChangeStorage({"a": "1"}).apply(session)
    browser.collect()
    ChangeStorage({"a": "2"}).apply(session)
    browser.apply()
    assert len(session.memory) == 1
    assert names(browser.collect()) == [("a", "2")]


def test_what_a_browser_has_is_taken_at_each_connection() -> None:
    session = Session()
    Browser(session, 1, {"a": "1", "b": "2"})
    Browser(session, 2, {"a": "3"})
    assert ReadStorage().apply(session) == {"a": "3"}
    session.handle(Connected(3))  # one that does not say
    assert ReadStorage().apply(session) == {"a": "3"}


def test_a_deleted_name_is_deleted_in_the_browser() -> None:
    session = Session()
    browser = Browser(session, 1, {"a": "1"})
    ChangeStorage({"a": None}).apply(session)
    assert names(browser.collect()) == [("a", None)]
    browser.lose()
    Browser(session, 2, {"a": "1"})  # it has not applied that
    assert ReadStorage().apply(session) == {}


def test_written_cookies_are_there_until_a_request_has_them() -> None:
    session = Session()
    browser = Browser(session, 1)
    SetCookie("a", "1").apply(session)
    SetCookie("b", None).apply(session)
    assert ReadCookies().apply(session) == {"a": "1", "b": None}
    browser.lose()
    browser = Browser(session, 2)  # the browser had not got them
    assert ReadCookies().apply(session) == {"a": "1", "b": None}
    browser.collect()
    browser.apply()
    Browser(session, 3)
    assert ReadCookies().apply(session) == {}


def test_too_much_is_refused_and_changes_nothing() -> None:
    session = Session()
    ChangeStorage({f"n{at}": "1" for at in range(MOST)}).apply(session)
    for changes in ({"more": "1"}, {"n1": "x" * ALL}, {"n1": "2", "more": "1"}):
        with pytest.raises(APIError, match="small settings"):
            ChangeStorage(changes).apply(session)
    assert ReadStorage().apply(session)["n1"] == "1"
    ChangeStorage({"n2": None, "more": "1"}).apply(session)
    for at in range(MOST):
        SetCookie(f"c{at}", "1").apply(session)
    with pytest.raises(APIError, match="cannot set more"):
        SetCookie("more", "1").apply(session)
    SetCookie("c1", "2").apply(session)


def test_a_hostile_browser_fills_nothing() -> None:
    session = Session()
    Browser(session, 1, {f"n{at}": "x" * LONGEST for at in range(MOST)} | {"long": "x" * (LONGEST + 1)})
    found = ReadStorage().apply(session)
    assert sum(map(len, found.values())) <= ALL
    assert "long" not in found
