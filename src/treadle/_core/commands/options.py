"""`st.get_option` and `st.set_option`."""

from typing import Any

from treadle._core.carry.context import current
from treadle._core.config import Config
from treadle.errors import NotYetSupported


def get_option(key: str) -> Any:
    """Return the value of an option, as it was when the app started.

    Outside of an app, it is the value that an app would have.

    Args:
        key: the name, like `server.port`. `treadle config show` lists all names.

    Raises:
        ConfigError: there is no option with this name.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     st.write(st.get_option("client.showErrorDetails"))
        >>> from treadle.testing import AppTest
        >>> AppTest.from_function(app).run().markdown[0].value
        'full'
    """
    scope = current()
    config = Config.load() if scope is None else scope.host.config
    return config.get(key)


def set_option(key: str, value: Any) -> None:
    """Raise an error, unless the option already has this value. Options cannot be changed while the app runs.

    Raises:
        ConfigError: there is no option with this name.
        NotYetSupported: the option has another value.
    """
    if get_option(key) != value:
        raise NotYetSupported(
            "st.set_option",
            instead=f"Set `{key}` when the app starts: in `.treadle/config.toml`, or as `--{key}`.",
        )
