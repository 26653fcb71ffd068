"""`streamlit.components.v2`: can be imported, as many libraries do at their top; raises when it is used."""

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
    """Return a component, which raises when it is called: libraries declare theirs when they are imported.

    Args:
        name: the component's name.
        html: its HTML.
        css: its styles.
        js: its code.
        isolate_styles: whether its styles are its own.
    """
    return Component(name)


class Component:
    """A custom component of version 2, which cannot be shown yet."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise that this is not supported yet.

        Raises:
            NotYetSupported: always.
        """
        raise NotYetSupported(f"the custom component {self.name}")
