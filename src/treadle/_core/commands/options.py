"""`st.get_option` and `st.set_option`."""

from typing import Any

from treadle._core.carry.context import current
from treadle._core.config import Config
from treadle.errors import NotYetSupported


def get_option(key: str) -> Any:
    """Return the value of an option: what the app was started with; outside of any app, what it would be started with.

    Args:
        key: its name, like `server.port`; `treadle config show` lists them.

    Raises:
        ConfigError: there is no such option.

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
    """Set an option while the app runs: not supported yet, as sessions share the options that they were started with.

    Raises:
        ConfigError: there is no such option.
        NotYetSupported: it has another value now.
    """
    if get_option(key) != value:
        raise NotYetSupported(
            "st.set_option",
            instead=f"Set `{key}` when the app starts: in `.treadle/config.toml`, or as `--{key}`.",
        )
