"""`streamlit.web.cli`: imported by apps that start themselves when they are not served."""

from typing import Any, NoReturn

from treadle.errors import APIError

__all__ = ["main"]


def main(*args: Any, **kwargs: Any) -> NoReturn:
    """Raise an error: the app is already served.

    Raises:
        APIError: always.
    """
    raise APIError(
        "This app is served already, so it cannot start itself. Call this only if "
        "`streamlit.runtime.exists()` is False."
    )
