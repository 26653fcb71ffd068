from collections.abc import Callable
from typing import Any

import pytest

import treadle as st
from treadle._core.elements.text.write import _FIGURES, figure_class, magic
from treadle.testing import AppTest


def shown(page: Any) -> list[tuple[str, str]]:
    """Kind and body of every element, in page order."""
    found = []
    for node in page.nodes():
        if not node.props.container:
            body = getattr(node.props, "body", getattr(node.props, "message", ""))
            found.append((node.props.kind, body))
    return found


def written(open_page: Callable[..., Any], *expressions: str, setup: str = "") -> list[tuple[str, str]]:
    """What `st.write` shows of expressions."""
    return shown(open_page(f"import treadle as st\n{setup}\nst.write({', '.join(expressions)})\n"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("'  hello'", "hello"),
        ("3", "`3`"),
        ("True", "`True`"),
        ("None", "`None`"),
        ("(1, 2)", "`(1, 2)`"),
        ("frozenset()", "`frozenset()`"),
        ("range(3)", "`range(0, 3)`"),
        ("b'ab'", "`b'ab'`"),
        ("__import__('datetime').date(2026, 1, 2)", "`2026-01-02`"),
        ("('`',)", "`` ('`',) ``"),
        ("__import__('fractions').Fraction(1, 2)", "`1/2`"),
    ],
)
def test_short_values_are_text(open_page: Callable[..., Any], value: str, text: str) -> None:
    assert written(open_page, value) == [("markdown", text)]


def test_texts_in_a_row_are_one(open_page: Callable[..., Any]) -> None:
    assert written(open_page, "'a'", "3", "{'x': 1}", "'b'", "'c'") == [
        ("markdown", "a `3`"),
        ("json", '{"x": 1}'),
        ("markdown", "b c"),
    ]


@pytest.mark.parametrize(
    ("value", "body"),
    [
        ("[1, 2]", "[1, 2]"),
        ("map(str, [1])", '["1"]'),
        ("{'a': 1}.items()", '[["a", 1]]'),
        ("__import__('collections').Counter('aab')", '{"a": 2, "b": 1}'),
        ("__import__('collections').namedtuple('P', 'x y')(1, 2)", '{"x": 1, "y": 2}'),
    ],
)
def test_collections_are_trees(open_page: Callable[..., Any], value: str, body: str) -> None:
    assert written(open_page, value) == [("json", body)]


def test_an_exception_is_shown_with_its_frames(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        try:
            st.write(1 / 0)
        except ZeroDivisionError as error:
            st.write(error)

    error = open_page(app).one("exception")
    assert (error.type, error.message) == ("ZeroDivisionError", "division by zero")
    assert [frame.code for frame in error.frames] == ["st.write(1 / 0)"]


def test_functions_classes_and_modules_say_what_they_are(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import dataclasses
        import string

        import treadle as st

        def add(a: int, b: int = 1) -> int:
            """Add."""
            return a + b

        class Empty:
            pass

        @dataclasses.dataclass
        class Worker:
            name: str

        st.write(add, Empty, Worker, string, len)

    found = open_page(app).props("help")
    names = [(help.name, help.type, help.value.removeprefix("__main__.")) for help in found]
    assert names == [
        ("add", "function", "app.<locals>.add(a: int, b: int = 1) -> int"),
        ("Empty", "class", "app.<locals>.Empty()"),
        ("Worker", "class", "app.<locals>.Worker(name: str) -> None"),
        ("string", "module", ""),
        ("len", "builtin_function_or_method", "builtins.len(obj, /)"),
    ]
    assert found[0].doc == "Add."


def test_a_lambda_shows_its_parameters(open_page: Callable[..., Any]) -> None:
    (help,) = open_page("import treadle as st\nst.write(lambda a, b=1: a)").props("help")
    assert (help.name, help.value) == ("lambda a, b=1: a", "__main__.<lambda>(a, b=1)")


def test_objects_show_what_they_say(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import dataclasses

        import treadle as st

        @dataclasses.dataclass
        class Point:
            x: int

        class Says:
            def __str__(self) -> str:
                return "one\ntwo"

        class Silent:
            pass

        st.write(Point(1), Says(), Silent())

    point, says, silent = shown(open_page(app))
    assert point[0] == "code"
    assert point[1].endswith("Point(x=1)")
    assert says == ("code", "one\ntwo")
    assert "Silent object at" in silent[1]


def test_objects_that_bring_markdown_or_html(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import treadle as st

        class Both:
            def _repr_markdown_(self) -> str:
                return "**m**"

        class Html:
            def _repr_html_(self) -> str:
                return "<i>h</i>"

        st.write(Both())
        st.write(Html())
        st.write(Html(), unsafe_allow_html=True)

    bold, plain, html = shown(open_page(app))
    assert bold == ("markdown", "**m**")
    assert plain[0] == "code"
    assert html == ("markdown", "<i>h</i>")


def test_sympy_expressions_are_formulas(
    open_page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys
    import types

    # The package itself is large and only asked for two things.
    sympy = types.ModuleType("sympy")
    sympy.Basic = type("Basic", (), {})  # type: ignore[attr-defined]
    sympy.MatrixBase = type("MatrixBase", (), {})  # type: ignore[attr-defined]
    sympy.latex = lambda value: r"\pi"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sympy", sympy)
    assert written(open_page, "sympy.Basic()", setup="import sympy") == [("latex", r"\pi")]


def test_tables_are_tables(open_page: Callable[..., Any]) -> None:
    pytest.importorskip("pandas")
    setup = "import numpy as np, pandas as pd, pyarrow as pa"
    tables = (
        "pd.DataFrame({'a': [1]})",
        "pd.Series([1])",
        "pd.Index([1])",
        "pa.table({'a': [1]})",
        "np.zeros((2, 2))",
    )
    kinds = [kind for kind, _ in written(open_page, *tables, setup=setup)]
    assert kinds == ["dataframe"] * len(tables)


@pytest.mark.needs("polars")
def test_tables_of_polars_are_tables(open_page: Callable[..., Any]) -> None:
    tables = "pl.DataFrame({'a': [1]})", "pl.Series([1])"
    kinds = [kind for kind, _ in written(open_page, *tables, setup="import polars as pl")]
    assert kinds == ["dataframe", "dataframe"]


def test_scalars_of_table_libraries_are_text(open_page: Callable[..., Any]) -> None:
    pytest.importorskip("pandas")
    setup = "import numpy as np, pandas as pd"
    found = written(open_page, "np.float64(1.5)", "pd.Timestamp('2026-01-02')", setup=setup)
    assert found == [("markdown", "`1.5` `2026-01-02 00:00:00`")]


def test_writing_a_container_does_no_harm(open_page: Callable[..., Any]) -> None:
    [(kind, text)] = written(open_page, "st.container()", "st")[:1]
    assert kind == "markdown"
    assert "Container" in text


def test_page_magic_writes_bare_expressions(open_page: Callable[..., Any]) -> None:
    page = open_page(
        """
        import treadle as st
        x = 5
        nothing = None
        "**text**"
        x
        x, "and", x
        nothing
        """
    )
    assert shown(page) == [("markdown", "**text**"), ("markdown", "`5`"), ("markdown", "`5` and `5`")]


def test_a_generator_is_a_stream(open_page: Callable[..., Any]) -> None:
    setup = "def words():\n    yield 'a '\n    yield 'b'\n"
    assert written(open_page, "words()", "words", setup=setup) == [("markdown", "a b"), ("markdown", "a b")]


def test_writing_from_threads_keeps_the_order_of_starting(open_page: Callable[..., Any]) -> None:
    def app() -> None:
        import threading

        import treadle as st

        turns = [threading.Event() for _ in range(3)]

        def work(number: int) -> None:
            turns[number].wait()  # the last one writes first
            st.write("worker", number, {"n": number})
            if number:
                turns[number - 1].set()

        workers = [threading.Thread(target=work, args=(n,)) for n in range(3)]
        for worker in workers:
            worker.start()
        turns[2].set()
        for worker in workers:
            worker.join()

    assert shown(open_page(app)) == [
        item for n in range(3) for item in (("markdown", f"worker `{n}`"), ("json", f'{{"n": {n}}}'))
    ]


def of_library(name, base):
    """An instance of a class that looks like one of a library's, with a base class of that library's."""
    root = type(base, (), {"__module__": f"{name}.inner"})
    return type("Mine", (root,), {"__repr__": lambda self: "Mine()"})()


def write_it(write, value):
    write(value)


@pytest.mark.parametrize(("library", "base"), sorted(_FIGURES))
def test_a_figure_is_shown_by_its_command_or_refused_and_never_by_its_text(library, base, monkeypatch):
    command = _FIGURES[library, base]
    value = of_library(library, base)
    shown = []
    for write in (st.write, magic):
        monkeypatch.delattr(st.Container, command, raising=False)
        app = AppTest.from_function(write_it, args=(write, value)).run()
        assert f"`st.{command}` is not supported by Treadle yet" in app.exception[0].message
        assert not app.markdown
        assert not app.code
        monkeypatch.setattr(st.Container, command, lambda self, value: shown.append(value), raising=False)
        AppTest.from_function(write_it, args=(write, value)).run()
    assert shown == [value, value]


def test_a_figure_that_a_package_shows_names_the_package():
    app = AppTest.from_function(write_it, args=(st.write, of_library("bokeh", "Plot"))).run()
    assert "Use the package `streamlit-bokeh`" in app.exception[0].message


def test_a_figure_of_matplotlib_is_recognised():
    figure = pytest.importorskip("matplotlib.figure")
    assert figure_class(figure.Figure()) == ("matplotlib", "Figure")
