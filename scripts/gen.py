"""Write the generated files: `api.py`, the front end's types, refused parameters, and pages of the docs.

`--check` writes nothing and fails if a committed file is not what would be written.
"""

import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import _no_api  # noqa: F401 - first of all
import gen_api
import gen_docs
import gen_names
import gen_style
import gen_ts
import treadle
from treadle import errors
from treadle._core import elements
from treadle._core.cluster.value import ClusterValue
from treadle._core.commands.lock import Lock
from treadle._core.commands.task import TaskFunction
from treadle._core.connections.connections import BaseConnection, SQLConnection
from treadle._core.elements.cursor import C, Cursor
from treadle._core.elements.data import column_config
from treadle._core.state.shared import Shared
from treadle._core.tasks.current import CurrentTask
from treadle._core.tasks.kinds import ExecutorKind, Job
from treadle._core.tasks.task import Task
from treadle.testing import AppTest
from treadle.typing import (
    ChatInputValue,
    EChartsSelectionState,
    EChartsState,
    PlotlySelectionState,
    PlotlyState,
    PydeckSelectionState,
    PydeckState,
    UploadedFile,
)

ROOT = Path(__file__).parent.parent
API = ROOT / "src/treadle/api.py"
REFERENCE = ROOT / "docs/reference"
STYLING = ROOT / "docs/reference/styling.md"
GUIDE = ROOT / "docs/how-to/move-from-streamlit.md"
REFUSED = ROOT / "src/treadle/_core/compat/refused.py"
TYPESCRIPT = ROOT / "frontend/src/protocol.gen.ts"


def modules() -> Iterator[Any]:
    """Yield every module that defines elements, in name order."""
    for info in sorted(
        pkgutil.walk_packages(elements.__path__, "treadle._core.elements."), key=lambda info: info.name
    ):
        yield importlib.import_module(info.name)


def commands() -> dict[str, Callable[..., Any]]:
    """Return the commands by name: public functions whose first parameter is `self: Cursor` or `self: C`."""
    found: dict[str, Callable[..., Any]] = {}
    for module in modules():
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
                first = next(iter(inspect.signature(value).parameters.values()), None)
                if first is not None and first.name == "self" and first.annotation in (Cursor, C):
                    found[name] = value
    return dict(sorted(found.items()))


def family(function: Callable[..., Any]) -> str:
    """Return the family of a command: the folder of its module."""
    return function.__module__.removeprefix(f"{elements.__name__}.").split(".")[0]


def functions(generated: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    """Return the other functions of `treadle` by name, and objects that are called like functions.

    Args:
        generated: the content of api.py by name.
    """
    found: dict[str, Callable[..., Any]] = {}
    for name in sorted(treadle.__all__):
        value = generated.get(name, vars(treadle)[name])
        if inspect.isfunction(value):
            found[name] = value
        elif inspect.isfunction(call := getattr(type(value), "__call__", None)) and inspect.getdoc(call):  # noqa: B004
            found[name] = call
    return found


TASK = (
    "name", "status", "progress", "text", "elapsed", "position", "reports", "logs", "error", "done",
    "running", "cancelled", "result", "exception", "wait", "add_done_callback", "cancel", "retry",
)  # fmt: skip
"""What a task has for apps; the rest is for those that run it."""


PAGE = ("title", "icon", "help", "url_path", "visibility", "is_external", "external_url", "run")
"""What a page has for apps."""


def objects() -> dict[str, type]:
    """Return the classes of what apps have in hand, by what it is called."""
    singletons = {f"st.{name}": type(vars(treadle)[name]) for name in
                  ("bottom", "browser_storage", "context", "cookies", "query_params", "secrets",
                   "session_state", "sidebar", "user")}  # fmt: skip
    kinds = (
        AppTest,
        BaseConnection,
        ChatInputValue,
        ClusterValue,
        CurrentTask,
        EChartsSelectionState,
        EChartsState,
        ExecutorKind,
        Job,
        Lock,
        treadle.App,
        treadle.Page,
        PlotlySelectionState,
        PlotlyState,
        PydeckSelectionState,
        PydeckState,
        Shared,
        SQLConnection,
        Task,
        TaskFunction,
        UploadedFile,
    )
    return singletons | {kind.__name__: kind for kind in kinds}


def columns() -> dict[str, Callable[..., Any]]:
    """Return what `st.column_config` offers, by name."""
    return {
        name: value
        for name, value in vars(column_config).items()
        if name[:1].isupper() and inspect.isfunction(value)
    }


def exceptions() -> list[type[BaseException]]:
    """Return all exceptions of `treadle.errors`, each behind the one that it is a kind of."""
    found = [
        value
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, BaseException) and value.__module__ == errors.__name__
        and not name.startswith("_")
    ]  # fmt: skip

    def below(kind: type) -> Iterator[type[BaseException]]:
        for each in dict.fromkeys(found):
            if each.__bases__[0] is kind:
                yield each
                yield from below(each)

    return [*below(Exception), *below(BaseException)]


def handle_only(function: Callable[..., Any]) -> bool:
    """Whether a command is one of a handle only, as its module says in `HANDLE_ONLY`."""
    return function.__name__ in getattr(sys.modules[function.__module__], "HANDLE_ONLY", ())


def executed(source: str) -> dict[str, Any]:
    """Return what the source of api.py has by name, which may be newer than the file."""
    namespace: dict[str, Any] = {"__name__": "treadle.api"}
    exec(compile(source, str(API), "exec"), namespace)
    return namespace


def described(generated: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    """Return the commands by name, as api.py has them."""
    return {name: vars(generated["Container"])[name] for name in generated["__all__"] if name != "Container"}


def formatted(source: str) -> str:
    """Return Python source as ruff writes it."""
    for command in (["check", "--select", "I", "--fix-only", "--quiet"], ["format"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(API), "-"],
            input=source, capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        source = done.stdout
    return source


def main() -> int:
    """Write or check the generated files."""
    check = "--check" in sys.argv[1:]
    stale = []
    found = commands()
    shown = [name for name, function in found.items() if not handle_only(function)]
    source = formatted(gen_api.api(found, shown))
    made = executed(source)
    generated = {
        API: source,
        REFUSED: formatted(gen_names.refused(found)),
        TYPESCRIPT: gen_ts.typescript(),
        REFERENCE / "configuration.md": gen_docs.configuration(),
        REFERENCE / "commands.md": gen_docs.commands(
            described(made), {name: family(function) for name, function in found.items()}
        ),
        REFERENCE / "functions.md": gen_docs.functions(functions(made)),
        REFERENCE / "column-config.md": gen_docs.columns(columns()),
        REFERENCE / "objects.md": gen_docs.objects(
            objects(),
            {
                Task: TASK,
                treadle.Page: PAGE,
                treadle.Container: (),
                ChatInputValue: ("to_dict",),
                UploadedFile: (),
            },
        ),
        REFERENCE / "streamlit-names.md": gen_names.page({*treadle.__all__, *shown}, found, columns()),
        REFERENCE / "errors.md": gen_docs.errors(exceptions()),
        GUIDE: gen_names.guide(GUIDE.read_text(encoding="utf-8"), {*treadle.__all__, *shown}, found),
        STYLING: gen_style.page(STYLING.read_text(encoding="utf-8")),
    }
    for path, content in generated.items():
        if path.exists() and path.read_text(encoding="utf-8") == content:
            continue
        stale.append(path.relative_to(ROOT))
        if not check:
            path.write_text(content, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    if check and stale:
        print(f"out of date: {', '.join(map(str, stale))}. Run `python scripts/gen.py`.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
