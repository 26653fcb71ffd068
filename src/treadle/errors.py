"""The exceptions that Treadle raises.

    Exception
      TreadleError                           also called Error
        NoSessionContext                     a command was called without a session
        FragmentStorageKeyError (KeyError)
        ConfigError                          an option has an unknown name or a bad value
        ComponentRegistryError
        MaxRetriesError
        TaskTimeoutError (TimeoutError)      a task ran longer than its timeout
        PicklingError                        an argument or result of a process task cannot be pickled
        UnpicklingError                      an argument or result was pickled, but cannot be unpickled
        WorkerDiedError                      the process that ran a task has died
        RemoteError                          replaces an exception that cannot be pickled
        RemoteTraceback                      the cause of an exception from another process: its traceback
        ClusterError                         a Dask cluster cannot be reached, or has lost a task
        PoolClosedError (RuntimeError)       a process task was started while the server stops
        MarkdownFormattedException
          APIError                           a command was used wrongly: StreamlitAPIException
            NotYetSupported                  a part of Streamlit's API that is not supported
            APIWarning (Warning)
            CacheError                       a cached function cannot be called like this
              CacheRecursionError (RecursionError)
              UnhashableParamError (TypeError)
              UnserializableReturnValueError (TypeError)
            MissingDaskError                 a task for a Dask cluster, without the package `distributed`
            AuthError
              MissingAuthlibError
            DeadlockError                    threads wait for each other's locks
            LockNotReleased                  a thread ended while it held a lock
            DataframeConversionError
            DuplicateWidgetID
              DuplicateElementId
              DuplicateElementKey
            InvalidLayoutContextError
            TaskRejectedError                a task was not accepted
            UnserializableSessionStateError
            LocalizableError                 a message with named values
              BidiComponentError             and its four kinds
              PageNotFoundError, SecretNotFoundError (FileNotFoundError)
              InvalidThemeError              InvalidThemeOptionError, InvalidThemeSectionError
              ValueError_                    a parameter's value is not one of the valid ones
              ...                            a class for each kind of bad value, in the reference
      FragmentHandledException
    BaseException
      ScriptControlException                 so `except Exception` does not catch it
        StopException                        this run is over
        RerunException                       this run is over, and another one starts

A class that Streamlit has too can be imported by two names, with and without the prefix `Streamlit`. So
`except st.errors.StreamlitAPIException` works as before. Each class makes its message, so that every message
stands in one place.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from treadle._core.errors.base import APIError as APIError
from treadle._core.errors.base import LocalizableError as LocalizableError
from treadle._core.errors.base import MarkdownFormattedException as MarkdownFormattedException
from treadle._core.errors.base import TreadleError as TreadleError
from treadle._core.errors.values import BadTimeStringError as BadTimeStringError
from treadle._core.errors.values import BidiComponentError as BidiComponentError
from treadle._core.errors.values import (
    BidiComponentInvalidCallbackNameError as BidiComponentInvalidCallbackNameError,
)
from treadle._core.errors.values import (
    BidiComponentInvalidDefaultKeyError as BidiComponentInvalidDefaultKeyError,
)
from treadle._core.errors.values import BidiComponentInvalidIdError as BidiComponentInvalidIdError
from treadle._core.errors.values import (
    BidiComponentUnserializableDataError as BidiComponentUnserializableDataError,
)
from treadle._core.errors.values import DefaultNotInOptionsError as DefaultNotInOptionsError
from treadle._core.errors.values import IncompatibleParametersError as IncompatibleParametersError
from treadle._core.errors.values import InvalidColorError as InvalidColorError
from treadle._core.errors.values import InvalidColumnSpecError as InvalidColumnSpecError
from treadle._core.errors.values import InvalidFormCallbackError as InvalidFormCallbackError
from treadle._core.errors.values import InvalidHeightError as InvalidHeightError
from treadle._core.errors.values import InvalidMinMaxError as InvalidMinMaxError
from treadle._core.errors.values import InvalidNumberFormatError as InvalidNumberFormatError
from treadle._core.errors.values import InvalidParameterTypeError as InvalidParameterTypeError
from treadle._core.errors.values import InvalidThemeError as InvalidThemeError
from treadle._core.errors.values import InvalidThemeOptionError as InvalidThemeOptionError
from treadle._core.errors.values import InvalidThemeSectionError as InvalidThemeSectionError
from treadle._core.errors.values import InvalidURLError as InvalidURLError
from treadle._core.errors.values import InvalidWidthError as InvalidWidthError
from treadle._core.errors.values import JSNumberBoundsError as JSNumberBoundsError
from treadle._core.errors.values import MissingRequiredParameterError as MissingRequiredParameterError
from treadle._core.errors.values import MixedNumericTypesError as MixedNumericTypesError
from treadle._core.errors.values import PageNotFoundError as PageNotFoundError
from treadle._core.errors.values import QueryParamDictValueError as QueryParamDictValueError
from treadle._core.errors.values import SecretNotFoundError as SecretNotFoundError
from treadle._core.errors.values import SelectionCountExceedsMaxError as SelectionCountExceedsMaxError
from treadle._core.errors.values import ValueAboveMaxError as ValueAboveMaxError
from treadle._core.errors.values import ValueAssignmentNotAllowedError as ValueAssignmentNotAllowedError
from treadle._core.errors.values import ValueBelowMinError as ValueBelowMinError
from treadle._core.errors.values import ValueError_ as ValueError_
from treadle._core.errors.values import ValueOutOfRangeError as ValueOutOfRangeError
from treadle._core.errors.values import WidgetAlreadyInstantiatedError as WidgetAlreadyInstantiatedError


class NoSessionContext(TreadleError):
    """Raised when a command is called in code without a session.

    Args:
        message: The message. Empty: the usual one.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or "This command was called from code without a session, so there is no page to write to. "
            "Threads, pools, timers and coroutines that an app starts have its session automatically. "
            "Without a session are: a callback that a C library or another program calls, a thread that was "
            "started while a module was being imported or inside a cache_resource function, and a plain "
            "`python app.py`. To give such a callback its session, create it in the page's code as "
            "`st.bind(function)`; to run an app, use `treadle run app.py`."
        )


class FragmentStorageKeyError(TreadleError, KeyError):
    """Raised when a fragment is no longer on the page."""


class FragmentHandledException(Exception):
    """Raised for an exception in a fragment that is already shown on the page."""


class ConfigError(TreadleError):
    """Raised when an option does not exist or has a bad value."""


class ComponentRegistryError(TreadleError):
    """Raised when a component cannot be registered."""


class MaxRetriesError(TreadleError):
    """Raised when all retries have failed."""


class TaskTimeoutError(TreadleError, TimeoutError):
    """Raised when a task runs longer than its timeout.

    Args:
        name: The name of the task's function.
        seconds: The timeout in seconds.
    """

    def __init__(self, name: str, seconds: float) -> None:
        super().__init__(
            f"The task `{name}` was stopped, because it ran longer than its timeout of {seconds:g} s."
        )


class PicklingError(TreadleError):
    """Raised when an argument or result cannot be pickled for another process.

    Args:
        name: The name of the function that runs in the other process.
        culprit: The object that cannot be sent, in words.
        reason: The error of pickle.
    """

    def __init__(self, name: str, culprit: str, reason: str) -> None:
        super().__init__(
            f"`{name}` runs in another process, and {culprit} cannot be sent there or back ({reason}). "
            "Pass plain arguments to the function (numbers, text, arrays, tables, paths), open connections, "
            "files and locks inside it, and return plain data."
        )


class UnpicklingError(TreadleError):
    """Raised when an argument or result was pickled, but cannot be unpickled in the other process.

    Args:
        name: The name of the function that runs in the other process.
        what: The object that cannot be unpickled, in words.
        reason: The error while unpickling.
        at: The function or class in which unpickling failed.
    """

    def __init__(self, name: str, what: str, reason: str, at: str = "") -> None:
        place = f": it failed in `{at}`" if at else ""
        super().__init__(
            f"{what} of `{name}` could be pickled, but not loaded in the other process{place} ({reason}). "
            "Its class must be importable there, and must be able to restore the object from its pickle."
        )


class WorkerDiedError(TreadleError):
    """Raised when the process that runs a task dies. Other tasks continue.

    Args:
        name: The name of the task's function.
        how: How it died: `was killed by SIGSEGV`, `exited with status 3`.
    """

    def __init__(self, name: str, how: str) -> None:
        super().__init__(f"The process that ran `{name}` {how}.")
        self.how = how


class RemoteError(TreadleError):
    """Replaces an exception from another process that cannot be pickled. Its cause has the traceback.

    Args:
        type: The exception's class, with its module.
        message: Its text.
    """

    def __init__(self, type: str, message: str) -> None:
        super().__init__(f"{type}: {message}" if message else type)
        self.type = type
        self.message = message


class RemoteTraceback(TreadleError):
    """The cause of an exception from another process. Its text is the traceback there."""

    def __init__(self, text: str) -> None:
        super().__init__(f'in another process:\n"""\n{text.rstrip()}\n"""')


class ClusterError(TreadleError):
    """Raised when the Dask cluster of a task cannot be reached, or has lost the task or a value."""


class PoolClosedError(TreadleError, RuntimeError):
    """Raised when a process task is started while the server stops.

    Args:
        name: The name of the function.
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            f"`{name}` was not started: the server is stopping, and its worker processes with it."
        )


class LockWait(NamedTuple):
    """A thread or coroutine that waits for a lock, and the lock's holder. `…_at`: a file and a line."""

    waiter: str
    lock: str
    waits_at: tuple[str, int]
    holder: str
    held_at: tuple[str, int]


class DeadlockError(APIError):
    """Raised in one thread of a deadlock, instead of waiting for ever.

    Args:
        waits: the waits of the deadlock. The first is that of the thread that gets this error.
        own_loop: whether a coroutine would block the event loop of the holder.
        below_loop: whether the holder is the code that runs the event loop of the coroutine.
    """

    def __init__(
        self, waits: Sequence[LockWait], *, own_loop: bool = False, below_loop: bool = False
    ) -> None:
        if below_loop:
            advice = (
                "The holder goes on when the event loop that it runs has ended. Take the lock in the "
                "coroutine only, or only around the loop."
            )
        elif own_loop:
            advice = (
                "A plain `with` in a coroutine stops its whole event loop while it waits, and the holder "
                "with it. Use `async with st.lock():`."
            )
        else:
            advice = "Take locks in the same order everywhere, or use a timeout: `lock.acquire(timeout=1)`."
        lines = [
            f"- {wait.waiter!r} waits for {wait.lock} ({wait.waits_at[0]}, line {wait.waits_at[1]}), "
            f"which {wait.holder!r} has taken ({wait.held_at[0]}, line {wait.held_at[1]})"
            for wait in waits
        ]
        listing = "\n".join(lines)
        super().__init__(f"Waiting for {waits[0].lock} would never end:\n\n{listing}\n\n{advice}")
        self.waits = tuple(waits)


class LockNotReleased(APIError):
    """Reported when a thread, job or coroutine ends while it holds a lock. The lock is then released."""

    def __init__(self, lock: str, holder: str, taken_at: tuple[str, int]) -> None:
        super().__init__(
            f"{holder!r} ended while it held {lock}, which it took in {taken_at[0]}, line {taken_at[1]}. The "
            "lock was released. Take locks with `with`, which always releases them."
        )


class NotYetSupported(APIError, NotImplementedError):
    """Raised for a part of Streamlit's API that this version of Treadle does not support.

    Args:
        parameter: The parameter or command: `on_select` or `st.map`.
        command: The command of the parameter.
        instead: An alternative, as a sentence.
    """

    def __init__(self, parameter: str, command: str | None = None, *, instead: str = "") -> None:
        self.parameter = parameter
        where = f" of `{command}`" if command else ""
        super().__init__(f"`{parameter}`{where} is not supported by Treadle yet. {instead}".rstrip())


class APIWarning(APIError, Warning):
    """A warning: a command was used in a way that works but is not supported."""


class CacheError(APIError):
    """The base class of errors of cached functions."""


class CacheRecursionError(CacheError, RecursionError):
    """Raised when a cached function needs its own result while it computes it.

    Args:
        circle: The calls that wait for each other, in words. The last one waits for the first.
    """

    def __init__(self, circle: Sequence[str]) -> None:
        if len(circle) == 1:
            story = f"While it is being computed, {circle[0]} is called with the same arguments again"
        else:
            story = f"{circle[0][:1].upper()}{circle[0][1:]} waits for " + ", which waits for ".join(
                circle[1:]
            )
            story += ", which is what is being computed here"
        super().__init__(
            f"{story}. So its result would depend on itself. Call the function with other "
            "arguments, or move what both calls need into a function of its own."
        )


class UnhashableParamError(CacheError, TypeError):
    """Raised when an argument of a cached function has no cache key.

    Args:
        function: The function's name.
        parameter: The parameter's name.
        type_name: The full name of the argument's type.
        what: The part of the argument that has no cache key, in words.
    """

    def __init__(self, function: str, parameter: str, type_name: str, what: str) -> None:
        super().__init__(
            f"The cached function `{function}` cannot make a cache key of its argument `{parameter}` of type "
            f"`{type_name}`, because of {what}. If the result does not depend on it, rename the parameter to "
            f"`_{parameter}`: parameters with a leading underscore are not part of the key. If it does, pass "
            f"`hash_funcs={{{type_name.rpartition('.')[2]}: lambda value: …}}`, where the function returns "
            "something that differs when the result would."
        )


class UnserializableReturnValueError(CacheError, TypeError):
    """Raised when `cache_data` cannot copy the result of a function.

    Args:
        function: The function's name.
        type_name: The full name of the result's type.
        why: The error of pickle.
    """

    def __init__(self, function: str, type_name: str, why: str) -> None:
        super().__init__(
            f"`{function}` returned an object of type `{type_name}`, which `st.cache_data` cannot copy "
            f"({why}). Use `st.cache_resource`, which gives every caller the same object; or return data "
            "that can be pickled."
        )


class MissingDaskError(APIError):
    """Raised when a task is for a Dask cluster, and the package `distributed` is not installed."""

    def __init__(self) -> None:
        super().__init__(
            '`executor="dask"` needs the package `distributed`, which is not installed. Run '
            "`pip install treadle[dask]`."
        )


class AuthError(APIError):
    """Raised when a login fails or is not configured correctly."""


class MissingAuthlibError(AuthError):
    """Raised when a login needs the package Authlib and it is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Login needs the package Authlib, which is not installed. Run `pip install treadle[auth]`."
        )


class DataframeConversionError(APIError):
    """Raised when an object cannot be shown as a table."""


class DuplicateWidgetID(APIError):
    """Raised when two elements on the page have the same identity."""


class DuplicateElementId(DuplicateWidgetID):
    """Raised when two elements of one kind have the same parameters and no key.

    Args:
        element_type: The name of the command: `button`.
        both: Both elements in words: their labels and lines.
    """

    def __init__(self, element_type: str, both: tuple[str, str] | None = None) -> None:
        super().__init__(
            f"There are two `{element_type}` elements with the same parameters on this page, so they have "
            f"the same identity{_both(both)}. Give each of them its own `key`."
        )


class DuplicateElementKey(DuplicateWidgetID):
    """Raised when two elements have the same key.

    Args:
        user_key: The key.
        both: Both elements in words: their labels and lines.
    """

    def __init__(self, user_key: str, both: tuple[str, str] | None = None) -> None:
        super().__init__(
            f"Two elements on this page have the key `{user_key}`{_both(both)}. Give each of them its own "
            "key."
        )


class InvalidLayoutContextError(APIError):
    """Raised when an element is in a container that cannot hold it."""


class TaskRejectedError(APIError):
    """Raised when a task is not accepted.

    Args:
        name: The name of the task's function.
        why: The reason, as the end of a sentence.
    """

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"The task `{name}` was not accepted: {why}.")


class UnserializableSessionStateError(APIError):
    """Raised for an unpicklable value in the session state, if `enforceSerializableSessionState` is on."""


# What ends a run.


class ScriptControlException(BaseException):
    """The base class of exceptions that end a run. `except Exception` does not catch them."""


class StopException(ScriptControlException):
    """Raised to end a run: `st.stop()` was called, or a newer run superseded it."""


class RerunException(ScriptControlException):
    """Raised to end a run and start another one.

    Args:
        lanes: The ids of the lanes that rerun: `("app",)` is the whole script, an empty tuple the lane that
            raises.
        visit: The page to show then, None for the same.
    """

    def __init__(self, lanes: tuple[str, ...] = ("app",), visit: Any = None) -> None:
        super().__init__(lanes, visit)
        self.lanes = lanes
        self.visit = visit


def _both(both: tuple[str, str] | None) -> str:
    return "" if both is None else f": {both[0]} and {both[1]}"


# Streamlit's names for classes that have another name here.

Error = TreadleError
LocalizableStreamlitException = LocalizableError
StreamlitAPIException = APIError
StreamlitAPIWarning = APIWarning
StreamlitAuthError = AuthError
StreamlitBadTimeStringError = BadTimeStringError
StreamlitComponentRegistryError = ComponentRegistryError
StreamlitDataframeConversionError = DataframeConversionError
StreamlitDefaultNotInOptionsError = DefaultNotInOptionsError
StreamlitDuplicateElementId = DuplicateElementId
StreamlitDuplicateElementKey = DuplicateElementKey
StreamlitIncompatibleParametersError = IncompatibleParametersError
StreamlitInvalidColorError = InvalidColorError
StreamlitInvalidColumnSpecError = InvalidColumnSpecError
StreamlitInvalidFormCallbackError = InvalidFormCallbackError
StreamlitInvalidHeightError = InvalidHeightError
StreamlitInvalidLayoutContextError = InvalidLayoutContextError
StreamlitInvalidMinMaxError = InvalidMinMaxError
StreamlitInvalidNumberFormatError = InvalidNumberFormatError
StreamlitInvalidParameterTypeError = InvalidParameterTypeError
StreamlitInvalidThemeError = InvalidThemeError
StreamlitInvalidThemeOptionError = InvalidThemeOptionError
StreamlitInvalidThemeSectionError = InvalidThemeSectionError
StreamlitInvalidURLError = InvalidURLError
StreamlitInvalidWidthError = InvalidWidthError
StreamlitJSNumberBoundsError = JSNumberBoundsError
StreamlitMaxRetriesError = MaxRetriesError
StreamlitMissingAuthlibError = MissingAuthlibError
StreamlitMissingRequiredParameterError = MissingRequiredParameterError
StreamlitMixedNumericTypesError = MixedNumericTypesError
StreamlitPageNotFoundError = PageNotFoundError
StreamlitQueryParamDictValueError = QueryParamDictValueError
StreamlitSecretNotFoundError = SecretNotFoundError
StreamlitSelectionCountExceedsMaxError = SelectionCountExceedsMaxError
StreamlitValueAboveMaxError = ValueAboveMaxError
StreamlitValueAssignmentNotAllowedError = ValueAssignmentNotAllowedError
StreamlitValueBelowMinError = ValueBelowMinError
StreamlitValueError = ValueError_
StreamlitValueOutOfRangeError = ValueOutOfRangeError
StreamlitWidgetAlreadyInstantiatedError = WidgetAlreadyInstantiatedError
