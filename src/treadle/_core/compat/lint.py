"""What an app uses that Treadle does not support, and what it no longer needs: from its source alone.

Nothing of the app is executed or imported. So only what the source says plainly is found: names of modules
that the app imports by name, and commands of containers that it got in the same file.
"""

import ast
import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .names import NAMES, missing, missing_in_container
from .refused import PARAMETERS
from .removed import REMOVED

FOLDER = Path(__file__).parent / "streamlit"
ROOTS = ("streamlit", "treadle")

_MAKERS = frozenset(
    {"bottom", "chat_message", "columns", "container", "empty", "expander", "form", "grid", "popover",
     "sidebar", "skeleton", "status", "tabs"}
)  # fmt: skip
"""Commands that return containers, or lists of containers."""

_CONTEXT = frozenset({"add_script_run_ctx", "add_report_ctx", "get_script_run_ctx", "get_report_ctx"})
_ASKS = frozenset({"is_alive", "done", "running", "ready", "empty", "get_nowait", "poll", "is_set", "qsize"})
"""Methods by which a loop asks again and again what a thread does."""

_QUEUES = frozenset({f"queue.{name}" for name in ("Queue", "SimpleQueue", "LifoQueue", "PriorityQueue")})
_THREADS = frozenset({"threading.Thread", "threading.Timer", "concurrent.futures.ThreadPoolExecutor"})
_REFRESH = frozenset({"streamlit_autorefresh"})


class Finding(NamedTuple):
    """What was found in a line."""

    line: int
    column: int
    unsupported: bool
    """Whether the app gets an error there. If not, the code can be simpler."""
    text: str


def lint(source: str, public: Mapping[str, Any]) -> list[Finding]:
    """Return what an app uses that is not supported, and what it no longer needs, in the order of lines.

    Args:
        source: the app's source.
        public: the names that `st` has, with their values.

    Raises:
        SyntaxError: the source is no Python.
    """
    linter = _Linter(public)
    linter.read(ast.parse(source))
    return sorted(linter.findings)


class _Linter(ast.NodeVisitor):
    def __init__(self, public: Mapping[str, Any]) -> None:
        self.findings: set[Finding] = set()
        self._public = public
        self._names: dict[str, str] = {}
        """What imported names mean: `st` is `streamlit`, `map` is `streamlit.map`."""
        self._containers: set[str] = set()
        """Variables that hold containers, or lists of containers."""
        self._has_threads = False

    def read(self, tree: ast.Module) -> None:
        """Find everything. Imports and containers come first, as functions may use what is made below."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._import(node)
        for node in ast.walk(tree):
            self._bind(node)
        self._has_threads = any(
            self._dotted(node.func) in _THREADS for node in ast.walk(tree) if isinstance(node, ast.Call)
        )
        self.visit(tree)

    def _find(self, node: ast.AST, text: str, *, unsupported: bool) -> None:
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        self.findings.add(Finding(line, column + 1, unsupported, text))

    # What names mean ----------------------------------------------------------------------------------------

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        if isinstance(node, ast.Import):
            for each in node.names:
                if each.asname:
                    self._names[each.asname] = each.name
                else:
                    root = each.name.partition(".")[0]
                    self._names[root] = root
        elif node.module and not node.level:
            for each in node.names:
                self._names[each.asname or each.name] = f"{node.module}.{each.name}"

    def _bind(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=targets, value=value) if self._makes(value):
                for target in targets:
                    self._hold(target)
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    if item.optional_vars is not None and self._makes(item.context_expr):
                        self._hold(item.optional_vars)
            case ast.For(target=target, iter=value) if self._makes(value):
                self._hold(target)

    def _hold(self, target: ast.expr) -> None:
        self._containers.update(node.id for node in ast.walk(target) if isinstance(node, ast.Name))

    def _makes(self, value: ast.expr) -> bool:
        """Whether an expression is a container, or a list of containers."""
        if isinstance(value, ast.Call):
            value = value.func
            if not isinstance(value, ast.Attribute | ast.Name):
                return False
        name = self._command(value)
        return name in _MAKERS

    def _dotted(self, node: ast.expr) -> str | None:
        """Return the full name of what an expression means, if it was imported."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self._names:
            return None
        return ".".join([self._names[node.id], *reversed(parts)])

    def _command(self, node: ast.expr) -> str | None:
        """Return `map` for `st.map`, for an imported `map`, and for `column.map`."""
        dotted = self._dotted(node)
        if dotted is not None:
            root, _, name = dotted.partition(".")
            return (name.removeprefix("sidebar.") or None) if root in ROOTS else None
        if isinstance(node, ast.Attribute) and self._is_container(node.value):
            return node.attr
        return None

    def _is_container(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Subscript):
            node = node.value
        if isinstance(node, ast.Name):
            return node.id in self._containers
        return isinstance(node, ast.Call) and self._makes(node)

    # What is not supported ----------------------------------------------------------------------------------

    def visit_Import(self, node: ast.Import) -> None:
        """Look for modules of Streamlit that Treadle does not have."""
        for each in node.names:
            self._module(node, each.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Look for modules and names that Treadle does not have."""
        if not node.module or node.level:
            return
        if not self._module(node, node.module):
            return
        for each in node.names:
            if each.name in _CONTEXT:
                continue  # found where it is called
            root, _, inside = node.module.partition(".")
            if root in ROOTS and not inside:
                self._name(node, each.name)
            elif root == "streamlit" and each.name != "*":
                self._inside(node, node.module, each.name)

    def _module(self, node: ast.stmt, name: str) -> bool:
        """Look whether Treadle has a module. Return whether to look at its names."""
        if name.partition(".")[0] in _REFRESH:
            self._find(
                node,
                f"`{name}` is no longer needed: `@st.fragment(run_every=…)` reruns a part of the page.",
                unsupported=False,
            )
        if name.partition(".")[0] != "streamlit" or _file(name) is not None:
            return True
        self._find(node, f"Treadle has no module `{name}`.", unsupported=True)
        return False

    def _inside(self, node: ast.stmt, module: str, name: str) -> None:
        file = _file(module)
        if file is not None and _file(f"{module}.{name}") is None and name not in _defined(file):
            self._find(node, f"Treadle has no `{module}.{name}`.", unsupported=True)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Look for names of `st` and of containers that Treadle does not have."""
        dotted = self._dotted(node)
        if dotted is not None:
            root, _, name = dotted.partition(".")
            if root in ROOTS and name and "." not in name:
                self._name(node, name)
            elif root in ROOTS and name.startswith("sidebar.") and name.count(".") == 1:
                self._of_container(node, name.partition(".")[2])
        elif self._is_container(node.value):
            self._of_container(node, node.attr)
        self.generic_visit(node)

    def _name(self, node: ast.AST, name: str) -> None:
        if name in self._public or name == "*" or name.startswith("__"):
            return
        if _file(f"streamlit.{name}") is not None:
            return  # a module
        if name in REMOVED and REMOVED[name].make is not None:
            text = f"`st.{name}` is a name of an earlier Streamlit, and still works. {REMOVED[name].instead}"
            self._find(node, text, unsupported=False)
        else:
            self._find(node, str(missing(name, self._public)), unsupported=True)

    def _of_container(self, node: ast.AST, name: str) -> None:
        container = self._public.get("Container")
        if name.startswith("_") or hasattr(container, name) or name not in NAMES | REMOVED.keys():
            return
        if name in REMOVED and REMOVED[name].make is not None:
            text = f"`{name}` is a name of an earlier Streamlit, and still works. {REMOVED[name].instead}"
            self._find(node, text, unsupported=False)
            return
        try:
            missing_in_container(container, name)
        except AttributeError as error:
            self._find(node, str(error), unsupported=True)

    def visit_Call(self, node: ast.Call) -> None:
        """Look for parameters that are not supported, and for code for threads by hand."""
        name = self._command(node.func)
        if name is not None:
            self._parameters(node, name)
        dotted = self._dotted(node.func) or ""
        last = dotted.rpartition(".")[2]
        if last in _CONTEXT:
            self._find(
                node,
                f"`{last}` is no longer needed: threads, pools, timers and coroutines carry the session that "
                "has started them.",
                unsupported=False,
            )
        elif dotted in _QUEUES and self._has_threads:
            self._find(
                node,
                "If this queue only takes results of threads to the script, it is no longer needed: a thread "
                "can call `st.` and use `st.session_state` itself.",
                unsupported=False,
            )
        self.generic_visit(node)

    def _parameters(self, node: ast.Call, name: str) -> None:
        function = self._public.get(name)
        known = _parameters_of(function) if callable(function) else None
        for keyword in node.keywords:
            if keyword.arg in PARAMETERS.get(name, ()):
                text = f"`st.{name}` does not support the parameter `{keyword.arg}` yet."
                self._find(keyword, text, unsupported=True)
            elif known is not None and keyword.arg is not None and keyword.arg not in known:
                text = f"`st.{name}` has no parameter `{keyword.arg}`."
                self._find(keyword, text, unsupported=True)

    # What is no longer needed -------------------------------------------------------------------------------

    def visit_While(self, node: ast.While) -> None:
        """Look for loops that wait for threads by asking."""
        calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
        sleeps = any(self._dotted(call.func) == "time.sleep" for call in calls)
        asks = [call.func.attr for call in calls
                if isinstance(call.func, ast.Attribute) and call.func.attr in _ASKS]  # fmt: skip
        if sleeps and asks:
            self._find(
                node,
                f"This loop asks for `{asks[0]}()` again and again. It is no longer needed: a thread writes "
                "to the page itself, and code that reads the status of a `st.task` reruns when it changes.",
                unsupported=False,
            )
        self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> None:
        """Look for a rerun after a pause in each block, then visit what is inside."""
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                self._pauses(block)
        super().generic_visit(node)

    def _pauses(self, block: list[ast.stmt]) -> None:
        slept = False
        for statement in block:
            if isinstance(statement, ast.Expr) and isinstance(call := statement.value, ast.Call):
                if slept and self._command(call.func) in ("rerun", "experimental_rerun"):
                    self._find(
                        call,
                        "This rerun after a pause is no longer needed: `@st.fragment(run_every=…)` reruns a "
                        "part of the page, and code that reads the status of a `st.task` reruns when it "
                        "changes.",
                        unsupported=False,
                    )
                slept = slept or self._dotted(call.func) == "time.sleep"


def _parameters_of(function: Callable[..., Any]) -> Collection[str] | None:
    """Return the names of a function's parameters; None if it takes any, or if nobody knows."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        return None
    return {each.name for each in parameters}


def _file(module: str) -> Path | None:
    """Return the file of Treadle for a module of Streamlit."""
    place = FOLDER.joinpath(*module.split(".")[1:])
    files = (place / "__init__.py", place.with_suffix(".py"))
    return next((file for file in files if file.is_file()), None)


def _defined(file: Path) -> set[str]:
    """Return the names that a module defines or imports."""
    return set(_names(ast.parse(file.read_text(encoding="utf-8")).body))


def _names(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (each.asname or each.name.partition(".")[0] for each in names)
            case ast.Assign(targets=targets):
                for target in targets:
                    yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.If(body=inner, orelse=other):
                yield from _names(inner)
                yield from _names(other)
            case ast.Try(body=inner):
                yield from _names(inner)
