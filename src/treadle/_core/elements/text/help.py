"""`st.help`."""

import ast
import inspect
import re
import sys
import types
from collections.abc import Iterator
from typing import Any, Unpack

import msgspec

from treadle._core.carry.context import called_at, require
from treadle._core.elements.checks import checked_width, wire_text
from treadle._core.elements.cursor import C
from treadle._core.elements.parameters import Wide
from treadle._core.protocol.element import Element, Width

LONGEST = 300
"""The largest number of characters that are shown of a value."""


class _Package:
    def __repr__(self) -> str:
        return "the treadle module"


TREADLE: Any = _Package()
"""Stands for the package itself, which is not loaded yet when this module is."""

_ADDRESS = re.compile(r" at 0x[0-9a-f]+>", re.IGNORECASE)


class Member(msgspec.Struct, frozen=True):
    """A public attribute of an object."""

    name: str
    type: str
    value: str = ""
    doc: str = ""
    """The first line of its docstring, if it has no value that says something."""


class Help(Element, frozen=True, kw_only=True):
    """What is known about an object."""

    name: str = ""
    """The app's expression for it, such as the name of a variable."""
    type: str
    value: str = ""
    """The value, or the full name with the signature."""
    signed: bool = False
    """Whether `value` is a name and no value."""
    doc: str = ""
    members: tuple[Member, ...] = ()
    width: Width = "stretch"


def help(self: C, obj: Any = TREADLE, **shared: Unpack[Wide]) -> C:
    """Show the documentation of an object: name, type, value or signature, docstring and public members.

    `st.write` and the names of functions, classes and modules that stand alone on a line show the same.

    Args:
        obj: any object. Not given: this package.

    Raises:
        InvalidWidthError: `width` is not valid.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.help(len)
        >>> from treadle.testing import AppTest
        >>> found = AppTest.from_function(app).run().help[0]
        >>> found.name, found.doc_string
        ('len', 'Return the number of items in a container.')
    """
    width = checked_width(shared.get("width", "stretch"), allow_content=False)
    return explain(self, sys.modules["treadle"] if obj is TREADLE else obj, "obj", width)


def explain(cursor: C, value: Any, parameter: str = "", width: Width = "stretch") -> C:
    """Show the documentation of an object that the app has passed to a command.

    Args:
        cursor: the place.
        value: the object.
        parameter: the name under which the command takes it.
        width: the width of the element.
    """
    name, own = _expression(value, parameter), _readable(value)
    return cursor.put(
        Help(
            name=wire_text(name),
            type=_type(value),
            value=wire_text(_full_name(value, name) if own is None else own),
            signed=own is None,
            doc=wire_text(_docstring(value)),
            members=tuple(_members(value)),
            width=width,
        )
    )


def _expression(value: Any, parameter: str) -> str:
    """Return the app's expression for an argument of its current call, empty if it is a constant."""
    at = called_at(require())
    call = None if at is None else at.call()
    if call is None:
        return str(getattr(value, "__name__", ""))
    source, node = call
    given = node.args[:1] + [each.value for each in node.keywords if each.arg == parameter]
    if len(node.args) > 1:  # `st.write` takes several: the one that is called like the object
        named = getattr(value, "__name__", None)
        given = [each for each in node.args if (ast.unparse(each).rpartition(".")[2]) == named]
    if not given or isinstance(given[0], ast.Constant | ast.Starred):
        return ""
    if isinstance(given[0], ast.NamedExpr):
        return given[0].target.id
    return ast.get_source_segment(source, given[0]) or ""


def _type(value: Any) -> str:
    return "class" if inspect.isclass(value) else type(value).__name__


def _docstring(value: Any) -> str:
    found = inspect.getdoc(value)
    if found is None and not isinstance(value, type | types.ModuleType) and not inspect.isroutine(value):
        found = inspect.getdoc(type(value))
    return (found or "").strip()


def _full_name(value: Any, name: str) -> str:
    """Return the full name with the signature; empty if it is no more than `name`."""
    named = value if _name(value) else type(value)
    module = getattr(named, "__module__", None)
    full = f"{module}.{_name(named)}" if module else _name(named)
    full += _signature(named)
    return "" if full == name else full


def _name(value: Any) -> str:
    return str(getattr(value, "__qualname__", None) or getattr(value, "__name__", None) or "")


def _signature(value: Any) -> str:
    if not callable(value):
        return ""
    try:
        return str(inspect.signature(value))
    except (ValueError, TypeError, NameError):  # as of many functions in C
        return "(...)"


def _readable(value: Any) -> str | None:
    """Return the `repr` of a value. None if it says only what the value's name and docstring say better."""
    if isinstance(value, type | types.ModuleType) or callable(value):
        return None
    text = repr(value).strip()
    if not isinstance(value, str) and _ADDRESS.search(text):
        return None
    return text[:LONGEST] + "..." if len(text) > LONGEST else text


def _members(value: Any) -> Iterator[Member]:
    """Yield the public members: values, functions, classes; each group by name."""
    found = []
    for name in dir(value):
        if name.startswith("_"):
            continue
        member = _member(value, name)
        if member is not None:
            found.append(member)
    found.sort(key=lambda each: (each[0], each[1].name))
    return (member for _, member in found)


def _member(value: Any, name: str) -> tuple[int, Member] | None:
    """Return the group and the description of a member. None if it is a module, or if there is none.

    Properties are not computed, because that executes code.
    """
    declared = inspect.getattr_static(type(value), name, None)
    if isinstance(declared, property) or inspect.isgetsetdescriptor(declared):
        return 0, Member(name, "property", doc=_first_line(_docstring(declared)))
    try:
        member = getattr(value, name)
        text = _readable(member)
    except AttributeError:
        return None
    except Exception as error:  # noqa: BLE001 - the app's own code raises it, and this says so
        return 0, Member(name, type(error).__name__, value=wire_text(error)[:LONGEST])
    if isinstance(member, types.ModuleType):
        return None
    group = 2 if inspect.isclass(member) else 1 if callable(member) else 0
    doc = _first_line(_docstring(member)) if text is None else ""
    return group, Member(name, _type(member), value=wire_text(text or ""), doc=wire_text(doc))


def _first_line(text: str) -> str:
    return text.partition("\n")[0]
