"""Custom components of version 2: state, events, callbacks, data and the files of packages."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from treadle._core.elements.components.assets import asset_folder, is_path, resolve
from treadle._core.elements.components.component import StateCallbacks
from treadle.components.v2 import component
from treadle.errors import APIError, ComponentRegistryError, InvalidParameterTypeError

OPEN = Callable[..., Any]

APP = """
import treadle as st
from treadle.components.v2 import component
probe = component("probe", html="<p>", css="p {}", js="export default () => {\\n}")
def note(name):
    st.session_state.setdefault("calls", []).append((name, dict(st.session_state.k)))
def on(*names):
    return {f"on_{name}_change": (lambda name=name: note(name)) for name in names}
"""


def texts(page: Any) -> list[str]:
    return [text.body for text in page.props("text")]


def state(page: Any, **parts: Any) -> Any:
    return page.interact((page.nodes("bidi_component")[0].id, json.dumps(parts)))


def event(page: Any, name: str, value: Any = None) -> tuple[int, Any]:
    node = next(node for node in page.nodes("component_event") if node.props.name == name)
    return node.id, json.dumps(value)


def test_the_browser_gets_its_parts_and_the_script_by_the_name_of_its_content(open_page: OPEN) -> None:
    page = open_page(APP + "probe(data={'a': 1}, width=200, height='stretch')")
    props = page.one("bidi_component")
    assert (props.html, props.css, props.isolated, props.data) == ("<p>", "p {}", True, '{"a": 1}')
    assert (props.width, props.height) == (200, "stretch")
    assert page.app.component_scripts.get(props.script) == b"export default () => {\n}"


def test_state_stays_and_events_hold_for_one_run(open_page: OPEN) -> None:
    page = open_page(
        APP
        + """
result = probe(key="k", default={"n": 0}, **on("n", "pressed"))
st.text(f"{result.n} {result['pressed']} {result.get('extra')}")
"""
    )
    assert texts(page) == ["0 None None"]
    assert texts(state(page, n=1, extra="x")) == ["1 None x"]
    assert texts(page.interact(event(page, "pressed", [5]))) == ["1 [5] x"]
    page.rerun()
    assert texts(page.settle()) == ["1 None x"]
    calls = page.state("calls")
    assert [name for name, _ in calls] == ["n", "pressed"]
    assert calls[0][1]["n"] == 1
    assert calls[1][1] == {"n": 1, "extra": "x", "pressed": [5]}


def test_only_callbacks_of_changed_parts_are_called(open_page: OPEN) -> None:
    page = open_page(APP + "probe(key='k', default={'a': 1}, **on('a', 'b'))")
    state(page, a=1)
    state(page, a=1, b=2)
    state(page, a=3, b=2)
    assert [name for name, _ in page.state("calls")] == ["b", "a"]


def test_events_that_are_sent_together_are_answered_together(open_page: OPEN) -> None:
    page = open_page(APP + "result = probe(key='k', **on('a', 'b'))\nst.text(f'{result.a} {result.b}')")
    page.interact(event(page, "a", 1), event(page, "b", 2))
    assert texts(page) == ["1 2"]


def test_the_state_is_in_the_session_state_and_can_be_set_there(open_page: OPEN) -> None:
    page = open_page(
        APP
        + """
if "k" not in st.session_state:
    st.session_state.k = {"n": 5}
if st.button("More"):
    st.session_state.k.n += 1
result = probe(key="k", **on("n"))
st.text(f"{result.n} {st.session_state.k.n} {st.session_state.k['n']} {st.session_state.k.missing}")
"""
    )
    assert texts(page) == ["5 5 5 None"]
    assert texts(page.interact((page.nodes("button")[0].id, True))) == ["6 6 6 None"]
    late = open_page(APP + "probe(key='k')\nst.session_state.k.n = 1")
    assert "WidgetAlreadyInstantiatedError" in late.error()


@pytest.mark.parametrize("sent", ["[1]", "{", "5", 5, b"{}", True, '{"a": NaN}', "[" * 100_000])
def test_a_hostile_state_or_event_is_refused(open_page: OPEN, sent: Any) -> None:
    page = open_page(APP + "result = probe(key='k', **on('a'))\nst.text(repr(result.a))")
    page.interact((page.nodes("bidi_component")[0].id, sent))
    if sent not in ("[1]", "5"):
        page.interact((page.nodes("component_event")[0].id, sent))
    assert (texts(page), page.props("exception")) == (["None"], [])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("probe(on_change=print)", "`on_change` cannot name a callback"),
        ("probe(on__change=print)", "cannot name a callback"),
        ("probe(on_x_change='rerun')", "cannot name a callback"),
        ("probe(default={'a': 1})", "`default` has `a`"),
        ("probe(data=object())", "BidiComponentUnserializableDataError"),
        ("probe(data={'a': {1}})", "BidiComponentUnserializableDataError"),
        ("probe(width=0)", "width"),
        ("probe(height='high')", "height"),
        ("probe(key='a')\nprobe(key='a')", "DuplicateElementKey"),
        ("probe(data=1)\nprobe(data=1)", "DuplicateElementId"),
    ],
)
def test_mistakes_are_named(open_page: OPEN, call: str, said: str) -> None:
    assert said in open_page(APP + call).error()


def test_two_that_differ_in_their_data_are_two(open_page: OPEN) -> None:
    page = open_page(
        APP
        + """
one, two = (probe(data=n, on_a_change=lambda: None) for n in (1, 2))
st.text(f"{one.a} {two.a}")
"""
    )
    second = page.nodes("component_event")[1]
    assert texts(page.interact((second.id, "7"))) == ["None 7"]


def test_tables_among_the_data_are_sent_as_arrow(open_page: OPEN) -> None:
    page = open_page(
        APP
        + """
import pandas as pd
frame = pd.DataFrame({"n": [1]})
probe(data={"frame": frame, "text": "a"})
probe(data=frame)
probe(data=b"1")
"""
    )
    mixed, table, raw = page.props("bidi_component")
    (found,) = mixed.tables
    assert json.loads(mixed.data) == {"frame": {"__streamlit_arrow_ref__": found.ref}, "text": "a"}
    assert (table.data, table.raw.data[:4], raw.raw.data) == (None, b"\xff\xff\xff\xff", b"1")


def test_it_stands_wherever_elements_do(open_page: OPEN) -> None:
    page = open_page(
        APP
        + """
with st.empty():
    st.text(f"a {probe(key='a', **on('x')).x}")
with st.sidebar:
    probe(key="b", **on("x"))
"""
    )
    assert [node.parent.props.kind for node in page.nodes("bidi_component")] == ["sidebar"]
    assert texts(page) == ["a None"]


def test_in_a_form_its_callbacks_wait_for_the_submit(open_page: OPEN) -> None:
    page = open_page(
        APP
        + """
with st.form("f"):
    result = probe(key="k", **on("n"))
    st.form_submit_button()
st.text(str(result.n))
"""
    )
    state(page, n=1)
    assert texts(page) == ["None"]
    assert texts(page.interact((page.nodes("form_submit_button")[0].id, True))) == ["1"]
    assert [name for name, _ in page.state("calls")] == ["n"]


def test_parts_must_be_texts() -> None:
    with pytest.raises(InvalidParameterTypeError):
        component("c", js=Path("a.js"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("main.js", True),
        ("build/index-*.js", True),
        ("./a.css", True),
        ("C:\\a.js", True),
        ("a { color: red }", False),
        ("* { margin: 0 }", False),
        ("export default () => { a / b }", False),
        ("line\nmain.js", False),
        ("plain", False),
    ],
)
def test_what_is_a_path(text: str, path: bool) -> None:
    assert is_path(text) is path


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed project `my-parts` whose manifest declares the component `grid`."""
    root = tmp_path / "my_parts"
    (root / "build" / "chunks").mkdir(parents=True)
    (root / "__init__.py").write_text("")
    (root / "build" / "index-1a2b.js").write_text("export default () => {}")
    (root / "build" / "main.css").write_text("p {}")
    (root / "secret.js").write_text("secret")
    (root / "pyproject.toml").write_text(
        '[project]\nname = "My.Parts"\n'
        '[[tool.streamlit.component.components]]\nname = "grid"\nasset_dir = "build"\n'
        '[[tool.streamlit.component.components]]\nname = "bad"\nasset_dir = "../other"\n'
        '[[tool.streamlit.component.components]]\nname = "gone"\nasset_dir = "gone"\n'
    )
    info = tmp_path / "my_parts-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-parts\nVersion: 1.0\n")
    (info / "RECORD").write_text("my_parts/__init__.py,,\nmy_parts/pyproject.toml,,\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return root


def test_files_are_those_of_the_folder_that_the_manifest_declares(package: Path, open_page: OPEN) -> None:
    assert asset_folder("my-parts.grid") == package / "build"
    assert asset_folder("my_parts.grid") == package / "build"
    for name in ("my-parts.other", "other-parts.grid", "grid", ".grid"):
        assert asset_folder(name) is None
    page = open_page(
        """
        from treadle.components.v2 import component
        component("my-parts.grid", js="index-*.js", css="main.css")()
        """
    )
    props = page.one("bidi_component")
    assert (props.script, props.script_file, props.css_file) == (None, "index-1a2b.js", "main.css")
    assert page.app.components.find("v2/my-parts.grid") == package / "build"


@pytest.mark.parametrize("name", ["my-parts.bad", "my-parts.gone"])
def test_a_folder_outside_of_the_package_is_refused(package: Path, name: str) -> None:
    with pytest.raises(ComponentRegistryError):
        component(name, js="main.js")


@pytest.mark.parametrize(
    "path",
    [
        "../secret.js",
        "/etc/main.js",
        "C:\\main.js",
        "*.js*/../x.js",
        "gone.js",
        "gone-*.js",
        "*",
        "chunks.js/",
    ],
)
def test_a_file_outside_of_the_folder_is_refused(package: Path, path: str) -> None:
    with pytest.raises(ComponentRegistryError):
        component("my-parts.grid", js=path)


def test_a_link_that_leads_outside_is_refused(package: Path) -> None:
    (package / "build" / "link.js").symlink_to(package / "secret.js")
    with pytest.raises(ComponentRegistryError):
        resolve(package / "build", "link.js", "my-parts.grid")
    with pytest.raises(ComponentRegistryError):
        resolve(package / "build", "lin*.js", "my-parts.grid")


def test_without_a_manifest_a_path_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(APIError, match="asset_dir"):
        component("mine", js="main.js")


class Interrupt(BaseException):
    """A newer run takes over."""


class Known:
    """A page whose component has one state."""

    def apply(self, operation: object) -> str:
        return '{"n": 60, "other": 1}'


@pytest.mark.parametrize(("error", "calls"), [(Interrupt, 2), (ValueError, 1)])
def test_a_callback_that_was_interrupted_is_called_by_the_newer_run(
    error: type[BaseException], calls: int
) -> None:
    seen: list[int] = []

    def fail_once() -> None:
        seen.append(60)
        if len(seen) == 1:
            raise error

    callbacks = StateCallbacks(Known(), "identity", {"n": fail_once})  # type: ignore[arg-type]
    with pytest.raises(error):
        callbacks()
    callbacks()
    callbacks()
    assert len(seen) == calls
