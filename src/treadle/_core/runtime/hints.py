"""Suggestions for errors in calls of commands, where Python's own message has none."""

import ast
import inspect
import re
from types import FrameType, ModuleType
from typing import Any

from treadle._core.calling import At
from treadle._core.naming import did_you_mean

_UNEXPECTED = re.compile(
    r"got an unexpected keyword argument '(\w+)'$"
)  # from Python 3.13 on, a question may follow


def hint(error: BaseException) -> str:
    """Return a question that suggests the intended parameter of a command's call, "" if there is none."""
    written = _UNEXPECTED.search(str(error)) if type(error) is TypeError else None
    at = error.__traceback__
    if written is None or at is None:
        return ""
    while at.tb_next is not None:
        at = at.tb_next
    found = At(at.tb_frame.f_code, at.tb_lasti).call()
    command: Any = None if found is None else _value(found[1].func, at.tb_frame)
    if not _is_ours(command):
        return ""
    parameters = inspect.signature(command).parameters.values()
    return did_you_mean(written[1], [each.name for each in parameters if each.kind in _NAMED])


_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def _value(expression: ast.expr, frame: FrameType) -> Any:
    """Return the value of a name, or of an attribute of a module or of Treadle's object; else None.

    This executes no code of the app.
    """
    match expression:
        case ast.Name(id=name):
            return frame.f_locals.get(name, frame.f_globals.get(name))
        case ast.Attribute(value=value, attr=name):
            owner = _value(value, frame)
            return getattr(owner, name, None) if isinstance(owner, ModuleType) or _is_ours(owner) else None
        case _:
            return None


def _is_ours(value: Any) -> bool:
    module: str | None = value.__module__ if inspect.isroutine(value) else type(value).__module__
    return (module or "").partition(".")[0] == "treadle"
