"""`streamlit.components.v1`: many libraries import it at their top. Using it raises an error."""

from typing import Any, NoReturn

from treadle.errors import NotYetSupported

__all__ = ["declare_component", "html", "iframe"]


def html(
    html: str,
    width: int | None = None,
    height: int | None = None,
    scrolling: bool = False,
    *,
    tab_index: int | None = None,
) -> NoReturn:
    """Raise an error: not supported yet.

    Raises:
        NotYetSupported: always.
    """
    raise NotYetSupported("st.components.v1.html")


def iframe(
    src: str,
    width: int | None = None,
    height: int | None = None,
    scrolling: bool = False,
    *,
    tab_index: int | None = None,
) -> NoReturn:
    """Raise an error: not supported yet.

    Raises:
        NotYetSupported: always.
    """
    raise NotYetSupported("st.components.v1.iframe")


def declare_component(name: str, path: Any = None, url: str | None = None) -> "Component":
    """Return a component that raises an error when it is called.

    Libraries declare components when they are imported.

    Args:
        name: the component's name.
        path: the folder of its front end.
        url: the address of its front end.
    """
    return Component(name)


class Component:
    """A custom component of version 1. It cannot be shown yet."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise an error: not supported yet.

        Raises:
            NotYetSupported: always.
        """
        raise NotYetSupported(f"the custom component {self.name}")
