"""Finds the ASGI application that a script defines: `app = st.App(…)`. Nothing is executed for that."""

import ast
from collections.abc import Iterator

CLASSES = frozenset(
    {
        "treadle.App", "streamlit.App", "streamlit.starlette.App", "streamlit.web.server.starlette.App",
        "fastapi.FastAPI", "fastapi.applications.FastAPI", "starlette.applications.Starlette",
    }
)  # fmt: skip
"""The classes of applications that are known, as in Streamlit."""

PREFERRED = ("app", "streamlit_app")
"""The names that are taken first if a script defines several."""


def application_in(source: str) -> str | None:
    r"""Return the name of the application that a script defines for others; None if it defines none.

    Only names of the module count: what a function makes, nobody else can serve.

    Examples:
        >>> application_in("import treadle as st\napp = st.App('dashboard.py')")
        'app'
        >>> application_in("import treadle as st\nst.title('A script')") is None
        True
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # running it says what is wrong
        return None
    meaning: dict[str, str] = {}
    found: list[str] = []
    for node in _statements(tree.body):
        match node:
            case ast.Import():
                for each in node.names:
                    top = each.name.partition(".")[0]
                    meaning[each.asname or top] = each.name if each.asname else top
            case ast.ImportFrom(module=str(module), level=0):
                meaning.update({each.asname or each.name: f"{module}.{each.name}" for each in node.names})
            case ast.Assign(value=ast.Call(func=func)) if _meant(func, meaning) in CLASSES:
                found += [target.id for target in node.targets if isinstance(target, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Call(func=func)) if (
                _meant(func, meaning) in CLASSES
            ):
                found.append(name)
    return next((name for name in (*PREFERRED, *found) if name in found), None)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that a module executes itself, also those within `if`, `try` and `with`."""
    for statement in body:
        yield statement
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for name in ("body", "handlers", "orelse", "finalbody"):
                for each in getattr(statement, name, ()):
                    yield from _statements(each.body if isinstance(each, ast.ExceptHandler) else [each])


def _meant(func: ast.expr, meaning: dict[str, str]) -> str:
    """Return the full name of what is called."""
    parts: list[str] = []
    while isinstance(func, ast.Attribute):
        parts.append(func.attr)
        func = func.value
    if not isinstance(func, ast.Name):
        return ""
    return ".".join([meaning.get(func.id, func.id), *reversed(parts)])
