"""The base classes of Treadle's errors."""

from collections.abc import Sequence
from typing import Any

PUBLIC = "treadle.errors"
"""The module that apps import all errors from. Tracebacks and pickles name it."""


class TreadleError(Exception):
    """The base class of all errors of Treadle."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.__module__.startswith(__package__):
            cls.__module__ = PUBLIC

    def __reduce__(self) -> tuple[Any, ...]:
        # Python's own way calls the class with the finished message, which most classes here would format
        # once more.
        return _unpickle, (type(self), self.args, self.__dict__)


class MarkdownFormattedException(TreadleError):
    """An error whose message is shown as Markdown."""


class APIError(MarkdownFormattedException):
    """Raised when a command is used wrongly. Shown on the page, at the place of the command.

    Args:
        args: The message, in Markdown.
        error_id: A stable name of this kind of error, for searching in logs.

    Example:
        >>> raise APIError("The range is empty.")
        Traceback (most recent call last):
            ...
        treadle.errors.APIError: The range is empty.
    """

    def __init__(self, *args: Any, error_id: str | None = None) -> None:
        super().__init__(*args)
        self.error_id = error_id


class LocalizableError(APIError):
    """An error whose message contains named values.

    Args:
        message: The message, with `{name}` for each value.
        kwargs: The values. The attribute `exec_kwargs` holds them.
    """

    def __init__(self, message: str, /, **kwargs: Any) -> None:
        super().__init__(message.format(**kwargs))
        self.exec_kwargs: dict[str, Any] = kwargs


def _unpickle(cls: type[TreadleError], args: tuple[Any, ...], state: dict[str, Any]) -> TreadleError:
    error = cls.__new__(cls, *args)
    error.args = args  # an OSError would have left this to its `__init__`
    error.__dict__.update(state)
    return error


def listing(items: Sequence[str], word: str = "or") -> str:
    """Return items as a list in a sentence: a, b or c."""
    return f" {word} ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


TreadleError.__module__ = PUBLIC
