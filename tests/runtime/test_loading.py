"""Page code is compiled once a version, and knows whose files are the app's."""

import os
import sysconfig

from treadle.config import Config
from treadle.runtime.app import App
from treadle.runtime.script import PageLoader
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
    assert "treadle.elements.text.write" not in PageLoader(with_magic=False).load(path).co_names


def test_the_apps_code_is_its_files_and_no_installed_package(tmp_path):
    app = App(tmp_path / "app.py", Config())
    assert app.is_app_code(str(tmp_path / "app.py"))
    assert app.is_app_code(str(tmp_path / "helpers" / "x.py"))
    assert not app.is_app_code(str(tmp_path / ".venv" / "lib" / "site-packages" / "x.py"))
    assert not app.is_app_code(os.path.join(sysconfig.get_path("stdlib"), "json", "decoder.py"))
    assert not app.is_app_code("<frozen importlib._bootstrap>")
    assert not app.is_app_code(App.__module__ and __import__("treadle.runtime.app").runtime.app.__file__)


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
    import sys

    assert sys.modules["used_helper"].marks == [1, 1]


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
