"""`streamlit.logger`: loggers whose lines appear in the terminal."""

import logging
import sys
from typing import TextIO

from treadle._core.commands.options import get_option

__all__ = ["get_logger"]


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to the current `sys.stderr`."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))

    @property
    def stream(self) -> TextIO:
        """The current `sys.stderr`."""
        return sys.stderr

    @stream.setter
    def stream(self, stream: TextIO) -> None:
        raise AttributeError("This handler always writes to `sys.stderr`.")


def get_logger(name: str) -> logging.Logger:
    """Return a logger that writes to the terminal, from the level `logger.level` on.

    Args:
        name: its name: `__name__`.
    """
    logger = logging.getLogger("streamlit" if name == "root" else name)
    if not any(isinstance(handler, _Handler) for handler in logger.handlers):
        logger.setLevel(get_option("logger.level").upper())
        logger.addHandler(_Handler())
        logger.propagate = False
    return logger
