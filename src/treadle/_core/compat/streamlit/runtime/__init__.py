"""`streamlit.runtime`: apps ask it whether they are served."""

from .runtime import Runtime

__all__ = ["Runtime", "exists", "get_instance"]


def exists() -> bool:
    """Return whether this process serves an app. False in a process that an app has started."""
    return Runtime.exists()


def get_instance() -> Runtime:
    """Return the object that knows the sessions.

    Raises:
        RuntimeError: this process serves no app.
    """
    return Runtime.instance()
