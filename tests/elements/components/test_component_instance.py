"""Custom components of version 1: what may be declared, what goes in, and which values may come back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from treadle._core.elements.components.custom_component import declare_component
from treadle.errors import APIError

OPEN = Callable[..., Any]

APP = """
import treadle as st
from treadle.components.v1 import declare_component
probe = declare_component("probe", url="http://localhost:3001")
"""


def arguments(page: Any, number: int = 0) -> dict[str, Any]:
    return dict(json.loads(page.props("component_instance")[number].arguments))


def values(page: Any) -> list[str]:
    return [text.body for text in page.props("text")]


def send(page: Any, *value: Any, number: int = 0) -> Any:
    node = page.nodes("component_instance")[number]
    return page.interact((node.id, list(value)))


def test_its_name_begins_with_the_module_that_declares_it(open_page: OPEN) -> None:
    assert declare_component("probe", url="u").name == f"{__name__}.probe"
    page = open_page(APP + "probe()")
    assert page.one("component_instance").name == "app0.probe"


def test_it_needs_a_folder_or_an_address() -> None:
    with pytest.raises(APIError, match="has no front end"):
        declare_component("probe")


def test_a_folder_that_is_not_there_is_an_error_where_the_app_declares_it(
    open_page: OPEN, tmp_path: Path
) -> None:
    page = open_page(
        f"""
        import treadle.components.v1 as components
        components.declare_component("probe", path={str(tmp_path / "gone")!r})
        """
    )
    assert "has no folder" in page.error()


def test_two_are_equal_if_they_are_declared_alike() -> None:
    one, same = declare_component("a", url="u"), declare_component("a", url="u")
    assert (one, hash(one)) == (same, hash(same))
    assert one != declare_component("a", url="v")
    assert str(one) == f"'{__name__}.a': u"


def test_arguments_are_json_bytes_and_tables(open_page: OPEN) -> None:
    page = open_page(
        APP
        + """
import pandas as pd
probe(a=[1, {"b": None}], raw=b"12", more=bytearray(b"3"), table=pd.DataFrame({"n": [1]}), default=5, key="k")
"""
    )
    assert arguments(page) == {"a": [1, {"b": None}], "default": 5, "key": "k"}
    special = page.one("component_instance").special
    assert [(each.name, each.index is not None) for each in special] == [
        ("raw", False),
        ("more", False),
        ("table", True),
    ]
    assert [each.data.data for each in special[:2]] == [b"12", b"3"]


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("a=object()", "The argument `a`"),
        ("a={'b': b'1'}", "not inside of another value"),
        ("a=float('nan')", "The argument `a`"),
        ("a={1, 2}", "The argument `a`"),
        ("'text'", "takes arguments by name only, and 'text' has none"),
        ("tab_index=-2", "`tab_index`"),
        ("tab_index=True", "`tab_index`"),
        ("tab_index='1'", "`tab_index`"),
        ("on_change='rerun'", "`on_change`"),
    ],
)
def test_what_cannot_be_sent_is_an_error_that_names_it(open_page: OPEN, argument: str, said: str) -> None:
    assert said in open_page(APP + f"probe({argument})").error()


def test_an_argument_that_contains_itself_is_an_error(open_page: OPEN) -> None:
    page = open_page(APP + "loop = []\nloop.append(loop)\nprobe(a=loop)")
    assert "MarshallComponentException" in page.error()


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (("json", '{"a": [1, 2.5, null, "ü"]}'), "{'a': [1, 2.5, None, 'ü']}"),
        (("json", "true"), "True"),
        (("json", '"\\ud800"'), r"'\ud800'"),
        (("json", "null"), "'none'"),
        (("bytes", b"\x00\xff"), r"b'\x00\xff'"),
    ],
)
def test_a_value_comes_back(open_page: OPEN, sent: tuple[Any, ...], value: str) -> None:
    page = open_page(APP + "st.text(ascii(probe(default='none')).replace('\\\\xfc', 'ü'))")
    assert values(page) == ["'none'"]
    assert values(send(page, *sent)) == [value]


def test_each_run_gets_an_object_of_its_own(open_page: OPEN) -> None:
    page = open_page(
        APP
        + """
value = probe(default=[], key="k")
value.append(9)
st.text(f"{value} {st.session_state.k}")
"""
    )
    send(page, "json", "[1]")
    page.rerun()
    assert values(page.settle()) == ["[1, 9] [1]"]


@pytest.mark.parametrize(
    "sent",
    [
        ["json", "{"],
        ["json", "NaN"],
        ["json", "1" * 10_000],
        ["json", "[" * 100_000],
        ["json", 5],
        ["json"],
        ["bytes", "text"],
        ["dataframe", b"1", b"2"],
        ["pickle", b"..."],
        "text",
        5,
        True,
        {"json": "1"},
    ],
)
def test_a_hostile_value_is_refused(open_page: OPEN, sent: Any) -> None:
    page = open_page(APP + "st.text(repr(probe()))")
    page.interact((page.nodes("component_instance")[0].id, sent))
    assert (values(page), page.props("exception")) == (["None"], [])


def test_a_table_that_is_none_is_an_error_of_the_visitor_who_sent_it(open_page: OPEN) -> None:
    page = open_page(APP + "st.text(repr(probe()))")
    send(page, "dataframe", b"1", b"2", b"3")
    assert "a table that cannot be read" in page.error()
    send(page, "json", "1")
    assert values(page) == ["1"]


def test_the_same_value_again_runs_the_app_but_calls_no_callback(open_page: OPEN) -> None:
    page = open_page(
        APP
        + """
state = st.session_state
state.runs = state.get("runs", 0) + 1
def changed(): state.calls = state.get("calls", 0) + 1
probe(key="k", on_change=changed)
"""
    )
    send(page, "json", "1")
    send(page, "json", "1")
    assert (page.state("runs"), page.state("calls")) == (3, 1)


def test_with_a_key_the_value_stays_when_arguments_change_but_not_for_another_component(
    open_page: OPEN,
) -> None:
    page = open_page(
        APP
        + """
other = declare_component("other", url="http://localhost:3001")
n = st.number_input("n", 0)
st.text(f"{probe(n=n)} {(other if n == 2 else probe)(n=n, key='k')}")
"""
    )
    send(page, "json", "1")
    send(page, "json", "2", number=1)
    assert values(page) == ["1 2"]
    number = page.nodes("number_input")[0].id
    assert values(page.interact((number, 1))) == ["None 2"]
    assert values(page.interact((number, 2))) == ["None None"]


def test_without_a_key_two_alike_are_one_too_many(open_page: OPEN) -> None:
    assert "DuplicateElementId" in open_page(APP + "probe(a=1)\nprobe(a=1)").error()
    assert open_page(APP + "probe(a=1)\nprobe(a=2)\nprobe(a=1, key='k')").props("exception") == []


def test_the_app_can_set_the_value_before_it_shows_the_component(open_page: OPEN) -> None:
    page = open_page(APP + "st.session_state.setdefault('k', {'a': 1})\nst.text(repr(probe(key='k')))")
    assert values(page) == ["{'a': 1}"]
    assert "cannot" in open_page(APP + "st.session_state.k = object()\nprobe(key='k')").error()


def test_it_stands_where_it_is_called(open_page: OPEN) -> None:
    page = open_page(APP + "with st.sidebar:\n    probe()")
    assert [node.parent.props.kind for node in page.nodes("component_instance")] == ["sidebar"]
