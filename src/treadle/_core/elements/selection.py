"""The selections in charts, as apps read them, and the parameters `on_select` and `theme`."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from treadle._core.elements.attributes import ReadOnlyAttributes
from treadle.errors import ValueError_


class SelectionState(ReadOnlyAttributes):
    """What people have selected: a dictionary that cannot be changed. `state.name` is `state["name"]`.

    Dictionaries inside it are the same.

    Example:
        >>> state = SelectionState({"selection": {"brush": {"year": [1990, 2000]}}})
        >>> state.selection.brush["year"]
        [1990, 2000]
    """

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        return SelectionState(value) if type(value) is dict else value

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a name, or the default if there is none."""
        try:
            return self[name]
        except KeyError:
            return default

    def __copy__(self) -> Self:
        return type(self)(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return type(self)({name: _copied(value) for name, value in self.items()})


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(each) for name, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def checked_on_select(on_select: Any) -> bool:
    """Return whether a chart reports what people select.

    Raises:
        ValueError_: `on_select` is not "ignore", "rerun" or a callback.
    """
    if callable(on_select) or (isinstance(on_select, str) and on_select == "rerun"):
        return True
    if isinstance(on_select, str) and on_select == "ignore":
        return False
    raise ValueError_("on_select", ["'rerun'", "'ignore'", "a callback function"])


def checked_theme(theme: Any) -> bool:
    """Return whether a chart has the look of the page.

    Raises:
        ValueError_: `theme` is neither "streamlit" nor None.
    """
    if theme is None or (isinstance(theme, str) and theme == "streamlit"):
        return theme is not None
    raise ValueError_("theme", ["'streamlit'", "None"])


Theme = Literal["streamlit"] | None
"""The look of the page, or the look that the library of the chart gives it."""
