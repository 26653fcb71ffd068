"""Page code is compiled once a version, and knows whose files are the app's."""

import importlib.util
import os
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from treadle import errors
from treadle._core.config import Config
from treadle._core.runtime.app import App
from treadle._core.runtime.loader import PageLoader
from treadle._core.runtime.source import Source
from treadle.testing import AppTest


def test_a_page_is_compiled_once_while_its_file_stays_as_it_is(tmp_path):
    path = tmp_path / "app.py"
    path.write_text("x = 1")
    loader = PageLoader(with_magic=True)
    assert loader.load(path) is loader.load(path)


def test_a_page_that_was_saved_is_compiled_again(tmp_path):
    path = tmp_path / "app.py"
    path.write_text("x = 1")
    loader = PageLoader(with_magic=True)
    before = loader.load(path)
    path.write_text("x = 2")
    os.utime(path, ns=(1, 1))
    assert loader.load(path) is not before


def test_without_magic_nothing_is_rewritten(tmp_path):
    path = tmp_path / "app.py"
    path.write_text("x = 1\nx")
    assert "treadle._core.elements.text.write" not in PageLoader(with_magic=False).load(path).co_names


def test_the_apps_code_is_its_files_and_no_installed_package(tmp_path):
    app = App(tmp_path / "app.py", Config())
    assert app.is_app_code(str(tmp_path / "app.py"))
    assert app.is_app_code(str(tmp_path / "helpers" / "x.py"))
    assert not app.is_app_code(str(tmp_path / ".venv" / "lib" / "site-packages" / "x.py"))
    assert not app.is_app_code(os.path.join(sysconfig.get_path("stdlib"), "json", "decoder.py"))
    assert not app.is_app_code("<frozen importlib._bootstrap>")
    assert not app.is_app_code(
        App.__module__ and __import__("treadle._core.runtime.app")._core.runtime.app.__file__
    )


def test_what_lies_below_the_folder_may_be_pythons_or_treadles() -> None:
    decoder = os.path.join(sysconfig.get_path("stdlib"), "json", "decoder.py")
    treadle = Path(errors.__file__).parent
    root = Source(Path("/app.py"))  # as in a container
    assert root.owns("/app.py")
    assert root.owns("/helpers/x.py")
    assert not root.owns(decoder)
    assert not root.owns(str(treadle / "errors.py"))
    demo = Source(treadle / "hello" / "app.py")
    assert demo.owns(str(treadle / "hello" / "page.py"))
    assert not demo.owns(str(treadle / "session" / "document.py"))


def test_saving_a_module_of_the_app_gives_the_next_run_its_new_code(tmp_path):
    module = tmp_path / "tested_helper.py"
    module.write_text("word = 'old'")
    (tmp_path / "app.py").write_text(
        "import treadle as st\nimport tested_helper\nst.text(tested_helper.word)"
    )
    at = AppTest.from_file(tmp_path / "app.py").run()
    assert at.text.values == ["old"]
    module.write_text("word = 'newer'")
    at._driver.app.source_saved({str(module)})
    assert at.run().text.values == ["newer"]


def test_saving_a_file_that_the_app_does_not_use_changes_nothing(tmp_path):
    (tmp_path / "used_helper.py").write_text("marks = []")
    (tmp_path / "app.py").write_text("import used_helper\nused_helper.marks.append(1)")
    at = AppTest.from_file(tmp_path / "app.py").run()
    at._driver.app.source_saved({str(tmp_path / "unused.py")})
    at.run()
    assert sys.modules["used_helper"].marks == [1, 1]


WAITS = "import gate_of_test\ngate_of_test.reached.set()\ngate_of_test.passed.wait(60)\n"


@pytest.fixture
def gate(monkeypatch):
    """Modules that begin with `WAITS` say that they are reached, and go on when the test sets this passed."""
    gate = SimpleNamespace(reached=threading.Event(), passed=threading.Event())
    monkeypatch.setitem(sys.modules, "gate_of_test", gate)
    yield gate
    gate.passed.set()


@pytest.mark.parametrize("slow", ["", ".child"], ids=["the package", "a module of it"])
def test_a_run_that_is_importing_what_is_saved_gets_one_of_both(tmp_path, gate, slow):
    package = f"package_slow_in{slow.replace('.', '_')}"  # modules of an earlier test would not be this app's
    (tmp_path / package).mkdir()
    words = tmp_path / package / "__init__.py"
    words.write_text(f"{'' if slow else WAITS}word = 'old'")
    (tmp_path / package / "child.py").write_text(WAITS if slow else "")
    (tmp_path / "app.py").write_text(f"import treadle as st\nimport {package}.child\nst.text({package}.word)")
    at = AppTest.from_file(tmp_path / "app.py").start()
    assert gate.reached.wait(60)
    words.write_text("word = 'newer'")
    at._driver.app.source_saved({str(words)})
    gate.passed.set()
    at.idle()
    assert [*at.text.values, *(error.message for error in at.exception)] == ["old"]
    assert at.run().text.values == ["newer"]


def test_a_run_that_begins_while_another_imports_waits_for_it_and_has_the_new_code(tmp_path, gate):
    module = tmp_path / "slow_helper.py"
    module.write_text(f"{WAITS}word = 'old'")
    (tmp_path / "app.py").write_text("import treadle as st\nimport slow_helper\nst.text(slow_helper.word)")
    old = AppTest.from_file(tmp_path / "app.py").start()
    new = old.another_visitor()
    assert gate.reached.wait(60)
    module.write_text("word = 'newer'")
    old._driver.app.source_saved({str(module)})
    new.start()
    gate.passed.set()
    assert (old.idle().text.values, new.idle().text.values) == (["old"], ["newer"])


def test_saving_a_module_in_a_folder_that_is_no_package_gives_the_next_run_its_new_code(tmp_path):
    (tmp_path / "loose_folder").mkdir()
    module = tmp_path / "loose_folder" / "words.py"
    module.write_text("word = 'old'")
    (tmp_path / "app.py").write_text(
        "import treadle as st\nfrom loose_folder import words\nst.text(words.word)"
    )
    at = AppTest.from_file(tmp_path / "app.py").run()
    module.write_text("word = 'newer'")
    at._driver.app.source_saved({str(module)})
    assert at.run().text.values == ["newer"]


def test_a_script_is_main_while_it_runs():
    def app():
        import sys

        import treadle as st

        st.text(__name__)
        st.text(sys.modules["__main__"].__file__ == __file__)

    assert AppTest.from_function(app).run().text.values == ["__main__", "True"]


def test_each_run_begins_with_names_of_its_own():
    at = AppTest.from_string("import treadle as st\nst.text('x' in globals())\nx = 1").run()
    assert at.run().text.values == ["False"]


class _Slotted:
    __slots__ = ()

    def __getattr__(self, name: str) -> object:
        raise RuntimeError(f"asked for {name}")


def _raising() -> ModuleType:
    module = ModuleType("raising")
    del module.__loader__

    def ask(name: str) -> object:
        raise RuntimeError(f"asked for {name}")

    module.__getattr__ = ask  # type: ignore[method-assign]
    return module


def _orphan() -> ModuleType:
    class Path:
        def __iter__(self) -> Iterator[str]:
            raise KeyError("the parent package is gone")

    module = ModuleType("orphan")
    module.__path__ = Path()  # type: ignore[assignment]
    return module


@pytest.mark.parametrize("make", [_raising, _orphan, _Slotted, lambda: None])
def test_a_module_that_raises_when_it_is_asked_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[], object]
) -> None:
    source = Source(tmp_path / "app.py")
    mine = ModuleType("mine")
    mine.__file__ = str(tmp_path / "mine.py")
    monkeypatch.setitem(sys.modules, "odd_one", make())  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "mine_behind_it", mine)
    assert list(source.modules()) == [("mine_behind_it", mine.__file__)]
    assert source.folders() == {str(tmp_path)}
    assert source.take_up({mine.__file__})


def test_a_lazy_module_is_not_imported_to_be_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source(tmp_path / "app.py")
    file = tmp_path / "lazy_one.py"
    file.write_text("raise RuntimeError('imported')")
    spec = importlib.util.spec_from_file_location("lazy_one", file)
    assert spec is not None
    assert spec.loader is not None
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "lazy_one", module)
    spec.loader.exec_module(module)
    assert list(source.modules()) == [("lazy_one", str(file))]
