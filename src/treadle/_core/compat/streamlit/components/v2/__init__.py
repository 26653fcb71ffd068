"""`streamlit.components.v2`: many libraries import it at their top. Using it raises an error."""

from typing import Any, NoReturn

from treadle.errors import NotYetSupported

__all__ = ["component"]


def component(
    name: str,
    *,
    html: str | None = None,
    css: str | None = None,
    js: str | None = None,
    isolate_styles: bool = True,
) -> "Component":
    """Return a component that raises an error when it is called.

    Libraries declare components when they are imported.

    Args:
        name: the component's name.
        html: its HTML.
        css: its styles.
        js: its code.
        isolate_styles: whether its styles are isolated from the page.
    """
    return Component(name)


class Component:
    """A custom component of version 2. It cannot be shown yet."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise an error: not supported yet.

        Raises:
            NotYetSupported: always.
        """
        raise NotYetSupported(f"the custom component {self.name}")
