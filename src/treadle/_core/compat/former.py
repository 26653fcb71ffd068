"""Calls as earlier releases of Streamlit allowed them, and 1.67 does not.

An app that makes one gets what the call did then, and a line in the log.
"""

import functools
import inspect
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from .growing import GROWING, note
from .removed import say_once


class Former(NamedTuple):
    """What the calls of a command could have in an earlier release."""

    order: tuple[str, ...] = ()
    """The parameters that could follow by position. One that no longer exists has no effect."""
    renamed: Mapping[str, str] = {}
    """The names of parameters that have another name now."""
    dropped: frozenset[str] = frozenset()
    """Parameters that have no meaning any more."""
    unset: frozenset[str] = frozenset()
    """Parameters for which None meant: not given."""
    absent: Mapping[str, Callable[[], Any]] = {}
    """What a parameter was if it was not given, where it has to be given now."""


def _current_figure() -> Any:
    """Return the figure that Matplotlib's functions draw into now."""
    return sys.modules["matplotlib.pyplot"].gcf()


_SIZE = frozenset({"width", "height"})
_CHART = Former(("width", "height", "use_container_width"), unset=_SIZE)
_TABLE = Former(unset=_SIZE)
_CACHE = Former(
    dropped=frozenset({"allow_output_mutation", "experimental_allow_widgets", "suppress_st_warning"})
)

FORMER: Mapping[str, Former] = {
    "altair_chart": Former(("width", "use_container_width"), unset=_SIZE),
    "area_chart": _CHART,
    "bar_chart": _CHART,
    "cache_data": _CACHE,
    "cache_resource": _CACHE,
    "code": Former(("line_numbers",)),
    "data_editor": _TABLE,
    "dataframe": _TABLE,
    "file_uploader": Former(dropped=frozenset({"encoding"})),
    "graphviz_chart": Former(("width", "height", "use_container_width"), unset=_SIZE),
    "image": Former(renamed={"format": "output_format"}, unset=frozenset({"width"})),
    "json": Former(("expanded",)),
    "line_chart": _CHART,
    "map": Former(("zoom", "use_container_width"), unset=_SIZE),
    "plotly_chart": Former(("sharing", "theme"), dropped=frozenset({"sharing"}), unset=_SIZE),
    "pydeck_chart": Former(("use_container_width",), unset=_SIZE),
    "pyplot": Former(absent={"fig": _current_figure}),
    "scatter_chart": _CHART,
    "vega_lite_chart": Former(("width", "use_container_width"), unset=_SIZE),
}
"""The commands that accept calls of earlier releases."""


def accept(commands: type, *called: tuple[type, str]) -> None:
    """Make commands accept the calls of earlier releases.

    Args:
        commands: the class that has the commands as methods.
        called: classes whose objects are called, each with the name that apps use.
    """
    for name, former in FORMER.items():
        function = vars(commands).get(name)
        if function is not None:
            setattr(commands, name, _accepting(function, name, former))
    for name in GROWING - FORMER.keys():
        if name in vars(commands):
            setattr(commands, name, _accepting(vars(commands)[name], name, Former()))
    for owner, name in called:
        setattr(owner, "__call__", _accepting(vars(owner)["__call__"], name, FORMER[name]))  # noqa: B010


def _accepting(function: Callable[..., Any], name: str, former: Former) -> Callable[..., Any]:
    parameters = list(inspect.signature(function).parameters.values())[1:]
    positions = [each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
    most = len(positions)
    order = [*positions, *former.order]
    known = {each.name for each in parameters}
    touched = former.renamed.keys() | former.dropped | former.unset
    grows = name in GROWING

    def translated(args: tuple[Any, ...], given: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return the arguments as the command takes them now."""
        changes = []
        if most < len(args) <= len(order):
            late = dict(zip(order[most:], args[most:], strict=False))
            if len(late) == 1 and isinstance(args[most], bool) and "use_container_width" in former.order:
                late = {"use_container_width": args[most]}  # in some releases it came first
            if not late.keys() & given.keys():
                changes.append(f"pass {', '.join(f'`{each}=…`' for each in late if each in known)} by name")
                args, given = args[:most], given | late
        for old, new in former.renamed.items():
            if old in given and new not in given:
                changes.append(f"`{old}` is called `{new}` now")
                given[new] = given.pop(old)
        for each in former.dropped & given.keys():
            changes.append(f"`{each}` has no effect any more: remove it")
            del given[each]
        for at, each in enumerate(positions):
            if each in former.unset and at < len(args) and args[at] is None:
                given |= dict(zip(positions[at:], args[at:], strict=False))
                args = args[:at]
        for each in sorted(former.unset & given.keys()):
            if given[each] is None:
                changes.append(f"leave `{each}` out: it is {given.pop(each)}")
        for each, make in former.absent.items():
            if not args and each not in given:
                changes.append(f"pass `{each}`: all threads share the current one")
                given[each] = make()
        if changes:
            say_once(
                f"st.{name}({changes})",
                f"This call of `st.{name}` is one of an earlier Streamlit, and still works. Now, "
                f"{'; '.join(changes)}.",
            )
        return args, given

    positioned = any(each in former.unset for each in positions)

    @functools.wraps(function)
    def command(self: Any, *args: Any, **given: Any) -> Any:
        if len(args) > most or (positioned and args) or former.absent or not touched.isdisjoint(given):
            args, given = translated(args, given)
        shown = function(self, *args, **given)
        if grows and type(shown) is type(self):
            note(shown, name, args, given)
        return shown

    return command
