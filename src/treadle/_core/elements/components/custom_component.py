"""`st.components.v1.declare_component`: elements whose front end is a page of its own, in a frame."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, cast

from treadle._core.carry.context import current, require
from treadle._core.elements.checks import checked_tab_index
from treadle._core.elements.cursor import Cursor
from treadle._core.runtime.components import ComponentFolders
from treadle.errors import APIError, InvalidParameterTypeError

from .component_instance import CODEC, ComponentInstance, MarshallComponentException, parted


class CustomComponent:
    """A component that was declared. Call it to show it: its arguments go to its front end.

    Args:
        name: the module that declares it, and its own name: `package.name`.
        path: the folder of its front end.
        url: the address of its front end. If both are given, this one counts.
        module_name: the module that declares it.

    Raises:
        APIError: it has neither a path nor a URL.
    """

    def __init__(
        self,
        name: str,
        path: str | None = None,
        url: str | None = None,
        module_name: str | None = None,
    ) -> None:
        if path is None and url is None:
            raise APIError(
                f"The custom component “{name}” has no front end. Pass the folder of its `index.html` as "
                "`path`, or the address of its development server as `url`."
            )
        self.name = name
        self.path = path
        self.url = url
        self.module_name = module_name

    @property
    def abspath(self) -> str | None:
        """The absolute path of its folder."""
        return None if self.path is None else str(Path(self.path).absolute())

    def __call__(
        self,
        *args: Any,
        default: Any = None,
        key: str | None = None,
        on_change: Callable[[], None] | None = None,
        tab_index: int | None = None,
        **kwargs: Any,
    ) -> Any:
        """Show the component here and return its value.

        Args:
            args: none. Each argument needs a name.
            default: the value until the component sends one.
            key: a name that identifies the component. With a key, it keeps its value when its arguments
                change.
            on_change: a function that is called after the component has sent another value.
            tab_index: the place of the frame in the order of the Tab key. None: its place on the page; -1:
                the Tab key skips it.
            kwargs: what the component's front end gets: what JSON can represent, bytes, and tables.

        Returns:
            What the component has sent: a value of JSON, bytes, or a DataFrame of pandas.

        Raises:
            MarshallComponentException: an argument has no name, or cannot be sent to the browser.
            APIError: the component's folder does not exist.
            InvalidParameterTypeError: `on_change` or `tab_index` has a wrong type.
            ValueError_: `tab_index` is less than -1.
        """
        if args:
            raise MarshallComponentException(
                f"The component “{self.name}” takes arguments by name only, and {args[0]!r} has none: write "
                f"`{self.name.rpartition('.')[2]}(name={args[0]!r})`."
            )
        if on_change is not None and not callable(on_change):
            raise InvalidParameterTypeError("on_change", type(on_change).__name__, ["a function", "None"])
        self._register()
        arguments, special = parted(kwargs | {"default": default, "key": key}, self.name)
        shown = ComponentInstance(
            name=self.name,
            url=self.url or None,
            arguments=arguments,
            special=special,
            tab_index=checked_tab_index(tab_index),
        )
        shared = {"key": key} if on_change is None else {"key": key, "on_change": on_change}
        value = Cursor.with_commands().ask(shown, shared, codec=CODEC)
        return default if value is None else value

    def create_instance(self, *args: Any, **kwargs: Any) -> Any:
        """Show the component, as a call does."""
        return self(*args, **kwargs)

    def _register(self) -> None:
        """Make the component's files available to browsers."""
        if self.abspath is not None and not self.url:
            require().host.of_app(ComponentFolders).add(self.name, Path(self.abspath))

    def _is(self) -> tuple[str, str | None, str | None, str | None]:
        return self.name, self.path, self.url, self.module_name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CustomComponent) and self._is() == other._is()

    def __hash__(self) -> int:
        return hash(self._is())

    def __str__(self) -> str:
        return f"'{self.name}': {self.url if self.path is None else self.path}"

    def __repr__(self) -> str:
        return f"<CustomComponent {self}>"


def declare_component(name: str, path: str | Path | None = None, url: str | None = None) -> CustomComponent:
    """Declare a custom component, and return the function that shows it.

    Args:
        name: the component's name. Browsers load its files below `component/<module>.<name>/`, where the
            module is the one that declares it.
        path: the folder of its front end, with an `index.html`.
        url: the address of its front end, such as that of a development server. If both are given, this one
            counts.

    Raises:
        APIError: neither `path` nor `url` is given, or the folder does not exist.

    Example:
        >>> slider = declare_component("slider", url="http://localhost:3001")
        >>> print(slider.url)
        http://localhost:3001
    """
    module = _module(sys._getframe(1))
    folder = None if path is None else str(path)
    component = CustomComponent(f"{module}.{name}", folder, url, module)
    if current() is not None:  # an error comes where the component is declared, if an app declares it
        component._register()
    return component


def _module(frame: FrameType) -> str:
    """Return the name of the module that a frame executes. A script has the name of its file."""
    name = cast(str, frame.f_globals.get("__name__", "__main__"))
    return Path(frame.f_code.co_filename).stem if name == "__main__" else name
