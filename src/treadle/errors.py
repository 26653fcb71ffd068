"""Everything that Treadle raises.

    Exception
      TreadleError                            also called Error
        NoSessionContext                      a command where no session is known
        FragmentStorageKeyError (KeyError)
        ConfigError                           an option that cannot be what it was set to
        ComponentRegistryError
        MaxRetriesError
        TaskTimeoutError (TimeoutError)       a task ran longer than it may
        PicklingError                         what a process task needs, or returns, cannot travel between processes
        UnpicklingError                       it has travelled, and cannot be put together again where it arrived
        WorkerDiedError                       the process that carried a task out has died
        RemoteError                           stands for an exception that cannot travel
        RemoteTraceback                       the cause of what was raised in another process: where that was
        PoolClosedError (RuntimeError)        a process was asked for while the server stops
        MarkdownFormattedException
          APIError                            a command was used wrongly: StreamlitAPIException
            NotYetSupported                   a part of the API that this version does not have
            APIWarning (Warning)
            CacheError                          a cached function cannot be called like this
              CacheRecursionError (RecursionError)
              UnhashableParamError (TypeError)
              UnserializableReturnValueError (TypeError)
            AuthError
              MissingAuthlibError
            DeadlockError                     waiting for a lock would never end
            LockNotReleased                   a thread has ended that held a lock
            DataframeConversionError
            DuplicateWidgetID
              DuplicateElementId
              DuplicateElementKey
            InvalidLayoutContextError
            TaskRejectedError                 a task was not taken
            UnserializableSessionStateError
            LocalizableError                  a message with named values
              BidiComponentError              and its four kinds
              PageNotFoundError, SecretNotFoundError (FileNotFoundError)
              InvalidThemeError               InvalidThemeOptionError, InvalidThemeSectionError
              ValueError_                     a parameter's value is not one of the valid ones
              ...                             one class a kind of bad value, below in alphabetical order
      FragmentHandledException
    BaseException
      ScriptControlException                  so that an app's `except Exception` lets it pass
        StopException                         this run is over
        RerunException                        this run is over, and another one starts

A class that Streamlit has too is called the same without the word Streamlit, and can be imported by both names:
`except st.errors.StreamlitAPIException` catches what it always did. Messages are made in the class, so that each is said once.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple


class TreadleError(Exception):
    """Base of everything that Treadle raises, except for what ends a run."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Python's own way calls the class with the finished message, which most classes here would format once more.
        return _unpickle, (type(self), self.args, self.__dict__)


class NoSessionContext(TreadleError):
    """A command was called where no session is known.

    Args:
        message: What is wrong and what to do, if the usual explanation does not fit.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or "This command was called from code that belongs to no session, so there is no page to write to. "
            "Threads, pools, timers and coroutines that an app starts carry its session by themselves. What does not: "
            "a callback that a C library or another program calls, a thread that was started while a module was being "
            "imported or inside a cache_resource function, and a plain `python app.py`. "
            "To give such a callback its session, create it in the page's code as `st.bind(function)`; "
            "to run an app, use `treadle run app.py`."
        )


class FragmentStorageKeyError(TreadleError, KeyError):
    """A fragment was asked for that its page no longer has."""


class FragmentHandledException(Exception):
    """An exception in a fragment that is already shown on the page."""


class ConfigError(TreadleError):
    """An option does not exist, or cannot be what it was set to."""


class ComponentRegistryError(TreadleError):
    """A component cannot be registered."""


class MaxRetriesError(TreadleError):
    """Something was tried as often as is reasonable."""


class TaskTimeoutError(TreadleError, TimeoutError):
    """A task ran longer than it may.

    Args:
        name: The task's function.
        seconds: How long it may run.
    """

    def __init__(self, name: str, seconds: float) -> None:
        super().__init__(
            f"The task `{name}` was stopped, as it ran for longer than its timeout of {seconds:g} s."
        )


class PicklingError(TreadleError):
    """Something cannot be sent to another process, or back.

    Args:
        name: The function that is called there.
        culprit: What cannot be sent, as the beginning of a sentence.
        reason: What pickling it raised.
    """

    def __init__(self, name: str, culprit: str, reason: str) -> None:
        super().__init__(
            f"`{name}` runs in another process, and {culprit} cannot be sent there or back ({reason}). "
            "Give the function what it needs as plain arguments (numbers, text, arrays, tables, paths), let it open "
            "connections, files and locks itself, and return plain data."
        )


class UnpicklingError(TreadleError):
    """Something has arrived in another process and cannot be put together again there.

    Args:
        name: The function that is called there.
        what: What cannot be loaded.
        reason: What loading it raised.
        at: What it has failed in: a function, or the class of the object.
    """

    def __init__(self, name: str, what: str, reason: str, at: str = "") -> None:
        place = f": it failed in `{at}`" if at else ""
        super().__init__(
            f"{what} of `{name}` could be pickled, and not loaded in the other process{place} ({reason}). "
            "What it is made of must be importable there, and must make the object again from its pickle."
        )


class WorkerDiedError(TreadleError):
    """The process that carried out a task has died; other tasks go on.

    Args:
        name: The task's function.
        how: How it died: `was killed by SIGSEGV`, `exited with status 3`.
    """

    def __init__(self, name: str, how: str) -> None:
        super().__init__(f"The process that ran `{name}` {how}.")
        self.how = how


class RemoteError(TreadleError):
    """Stands for an exception that was raised in another process and cannot be sent; its traceback is this one's cause.

    Args:
        type: The exception's class, with its module.
        message: Its text.
    """

    def __init__(self, type: str, message: str) -> None:
        super().__init__(f"{type}: {message}" if message else type)
        self.type = type
        self.message = message


class RemoteTraceback(TreadleError):
    """The cause of an exception that was raised in another process. Its text is the traceback from there."""

    def __init__(self, text: str) -> None:
        super().__init__(f'in another process:\n"""\n{text.rstrip()}\n"""')


class PoolClosedError(TreadleError, RuntimeError):
    """A process was asked for while the server stops.

    Args:
        name: The function that was to be called.
    """

    def __init__(self, name: str) -> None:
        super().__init__(
            f"`{name}` was not started: the server is stopping, and its worker processes with it."
        )


class MarkdownFormattedException(TreadleError):
    """An error whose message is shown as Markdown."""


class APIError(MarkdownFormattedException):
    """A command was used wrongly. Shown on the page where it happened.

    Args:
        args: The message, in Markdown.
        error_id: A stable name of this kind of error, for who looks for it in logs.

    Example:
        >>> raise APIError("The range is empty.")
        Traceback (most recent call last):
            ...
        treadle.errors.APIError: The range is empty.
    """

    def __init__(self, *args: Any, error_id: str | None = None) -> None:
        super().__init__(*args)
        self.error_id = error_id


class LockWait(NamedTuple):
    """Somebody who waits for a lock, and who holds it; each `…_at` is a file and a line."""

    waiter: str
    lock: str
    waits_at: tuple[str, int]
    holder: str
    held_at: tuple[str, int]


class DeadlockError(APIError):
    """Waiting for this lock would never end. Raised instead of waiting, in one of those who would wait for each other.

    Args:
        waits: who would wait for what, beginning with the one that gets this error.
        own_loop: whether a coroutine would stop the event loop in which the holder must go on.
        below_loop: whether the holder is the code that runs the coroutine's event loop.
    """

    def __init__(
        self, waits: Sequence[LockWait], *, own_loop: bool = False, below_loop: bool = False
    ) -> None:
        if below_loop:
            advice = (
                "The holder goes on when the event loop that it runs has ended. Take the lock in the coroutine only, "
                "or only around the loop."
            )
        elif own_loop:
            advice = (
                "A plain `with` in a coroutine stops its whole event loop while it waits, and the holder with it. "
                "Use `async with st.lock():`."
            )
        else:
            advice = "Take locks in the same order everywhere, or give up after a while: `lock.acquire(timeout=1)`."
        lines = [
            f"- {wait.waiter!r} waits for {wait.lock} ({wait.waits_at[0]}, line {wait.waits_at[1]}), "
            f"which {wait.holder!r} has taken ({wait.held_at[0]}, line {wait.held_at[1]})"
            for wait in waits
        ]
        listing = "\n".join(lines)
        super().__init__(f"Waiting for {waits[0].lock} would never end:\n\n{listing}\n\n{advice}")
        self.waits = tuple(waits)


class LockNotReleased(APIError):
    """A thread, job or coroutine has ended and held a lock still, which was then released for it."""

    def __init__(self, lock: str, holder: str, taken_at: tuple[str, int]) -> None:
        super().__init__(
            f"{holder!r} has ended and still held {lock}, which it had taken in {taken_at[0]}, line {taken_at[1]}. Others can "
            "have the lock now. Take it by `with`, which releases it whatever happens."
        )


class NotYetSupported(APIError, NotImplementedError):
    """A part of Streamlit's API that this version of Treadle does not have. Raised so that nothing is ignored in silence.

    Args:
        parameter: The parameter or command, as the app's author knows it: `on_select` or `st.map`.
        command: The command that the parameter belongs to, if that is not clear from its name.
        instead: What can be done instead, as a sentence.
    """

    def __init__(self, parameter: str, command: str | None = None, *, instead: str = "") -> None:
        self.parameter = parameter
        where = f" of `{command}`" if command else ""
        super().__init__(f"`{parameter}`{where} is not supported by Treadle yet. {instead}".rstrip())


class APIWarning(APIError, Warning):
    """A command was used in a way that works, and should not be relied on."""


class CacheError(APIError):
    """A cached function cannot be called, or not like this."""


class CacheRecursionError(CacheError, RecursionError):
    """A cached function waits for a result of its own that it is about to compute.

    Args:
        circle: What waits for what, in words; the last is what waits for the first.
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
            f"{story}. Its result would have to be there before it is computed. Call the function with other arguments, or "
            "move what both calls need into a function of its own."
        )


class UnhashableParamError(CacheError, TypeError):
    """An argument of a cached function cannot be recognised again.

    Args:
        function: The function's name.
        parameter: The parameter's name.
        type_name: The full name of the argument's type.
        what: What in it cannot be recognised.
    """

    def __init__(self, function: str, parameter: str, type_name: str, what: str) -> None:
        super().__init__(
            f"The cached function `{function}` cannot recognise its argument `{parameter}` of type `{type_name}` again, because "
            f"of {what}. If the result does not depend on it, call the parameter `_{parameter}`: names with an underscore in "
            f"front do not count. If it does, say how: `hash_funcs={{{type_name.rpartition('.')[2]}: lambda value: …}}`, where the "
            "function returns something that differs when the result would."
        )


class UnserializableReturnValueError(CacheError, TypeError):
    """What a function returned cannot be copied, so `cache_data` cannot keep it.

    Args:
        function: The function's name.
        type_name: The full name of the value's type.
        why: What pickle says.
    """

    def __init__(self, function: str, type_name: str, why: str) -> None:
        super().__init__(
            f"`{function}` returned an object of type `{type_name}`, of which `st.cache_data` cannot make copies ({why}). Use "
            "`st.cache_resource`, which gives every caller the same object; or return data that can be pickled."
        )


class AuthError(APIError):
    """Logging a user in is set up wrongly, or failed."""


class MissingAuthlibError(AuthError):
    """Logging in needs the package Authlib."""

    def __init__(self) -> None:
        super().__init__("Logging in needs the package Authlib: `pip install Authlib`.")


class DataframeConversionError(APIError):
    """An object cannot be shown as a table."""


class DuplicateWidgetID(APIError):
    """Two elements on the page cannot be told apart."""


class DuplicateElementId(DuplicateWidgetID):
    """Two elements of one kind have the same parameters and no key.

    Args:
        element_type: The command: `button`.
    """

    def __init__(self, element_type: str) -> None:
        super().__init__(
            f"There are two `{element_type}` elements with the same parameters on this page, so they cannot be told apart. "
            f"Give each of them a `key` of its own."
        )


class DuplicateElementKey(DuplicateWidgetID):
    """Two elements have the same key.

    Args:
        user_key: The key.
    """

    def __init__(self, user_key: str) -> None:
        super().__init__(
            f"Two elements on this page have the key `{user_key}`. Give each of them a key of its own."
        )


class InvalidLayoutContextError(APIError):
    """An element was put where it cannot be."""


class TaskRejectedError(APIError):
    """A task was not taken.

    Args:
        name: The task's function.
        why: What keeps it from being taken.
    """

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"The task `{name}` was not taken: {why}.")


class UnserializableSessionStateError(APIError):
    """A value in the session state cannot be pickled, and `runner.enforceSerializableSessionState` asks for that."""


class LocalizableError(APIError):
    """An error whose message has named values in it.

    Args:
        message: The message, with `{name}` for each value.
        kwargs: The values; kept in `exec_kwargs`.
    """

    def __init__(self, message: str, /, **kwargs: Any) -> None:
        super().__init__(message.format(**kwargs))
        self.exec_kwargs: dict[str, Any] = kwargs


# Bad values, in alphabetical order. Each gets the values, and says what would have been right.


class BadTimeStringError(LocalizableError):
    """A text is not a time."""

    def __init__(self, time_string: str) -> None:
        super().__init__(
            "`{time_string}` is not a length of time. Write it like `30s`, `15m`, `2h`, `1d` or `1d2h`.",
            time_string=time_string,
        )


class BidiComponentError(LocalizableError):
    """A component of version 2 is used wrongly."""


class BidiComponentInvalidCallbackNameError(BidiComponentError):
    """A callback of a component has an impossible name."""

    def __init__(self, callback_name: str) -> None:
        super().__init__(
            "`{callback_name}` cannot name a callback: it must be `on_NAME_change` with a name.",
            callback_name=callback_name,
        )


class BidiComponentInvalidDefaultKeyError(BidiComponentError):
    """A default value is given for something that the component does not have."""

    def __init__(self, state_key: str, available_keys: Sequence[str]) -> None:
        super().__init__(
            "`default` has `{state_key}`, and the component has only {available_keys}.",
            state_key=state_key,
            available_keys=_listing(available_keys),
        )


class BidiComponentInvalidIdError(BidiComponentError):
    """A component's name has the separator in it."""

    def __init__(self, part: str, delimiter: str) -> None:
        super().__init__("`{part}` must not contain `{delimiter}`.", part=part, delimiter=delimiter)


class BidiComponentUnserializableDataError(BidiComponentError):
    """A component's data cannot be sent."""

    def __init__(self) -> None:
        super().__init__(
            "The component's `data` cannot be sent to the browser. It must be JSON, bytes or a table."
        )


class DefaultNotInOptionsError(LocalizableError):
    """A default value is not among the options."""

    def __init__(self, value: Any) -> None:
        super().__init__("The default value `{value}` is not one of the options.", value=value)


class IncompatibleParametersError(LocalizableError):
    """Parameters were given that exclude each other."""

    def __init__(
        self, first_use: str, second_use: str, *other_uses: str, explanation: str | None = None
    ) -> None:
        uses = (first_use, second_use, *other_uses)
        super().__init__(
            "{uses} cannot be used together. {explanation}",
            uses=", ".join(f"`{use}`" for use in uses[:-1]) + f" and `{uses[-1]}`",
            explanation=explanation or "Leave all but one of them out.",
        )


class InvalidColorError(LocalizableError):
    """A value is no colour."""

    def __init__(self, color: object) -> None:
        super().__init__(
            "`{color}` is not a colour. Write it as `#rgb`, `#rrggbb`, `#rrggbbaa`, or as three or four numbers: `(255, 128, 0)`.",
            color=color,
        )


class InvalidColumnSpecError(LocalizableError):
    """`spec` of columns is neither a number of columns nor their widths."""

    def __init__(self) -> None:
        super().__init__(
            "`spec` must be the number of columns (1 or more), or a list of their widths (numbers above 0)."
        )


class InvalidFormCallbackError(LocalizableError):
    """A widget in a form has a callback of its own."""

    def __init__(self) -> None:
        super().__init__(
            "In a form only the `st.form_submit_button` can have a callback: the other widgets' values arrive with it. "
            "Give the callback to the button, or put the widget outside of the form."
        )


class InvalidHeightError(LocalizableError):
    """A value is no height."""

    def __init__(self, height: object, allow_content: bool = False) -> None:
        super().__init__(
            "`height` cannot be `{height}`. It must be a number of pixels above 0, or {words}.",
            height=repr(height),
            words='"stretch" or "content"' if allow_content else '"stretch"',
        )


class InvalidMinMaxError(LocalizableError):
    """A range is empty or upside down."""

    def __init__(self, min_value: object, max_value: object) -> None:
        super().__init__(
            "`min_value` ({min_value}) must be less than `max_value` ({max_value}).",
            min_value=min_value,
            max_value=max_value,
        )


class InvalidNumberFormatError(LocalizableError):
    """A format is no printf format of one number."""

    def __init__(self, format: str) -> None:
        super().__init__(
            "`{format}` is not a format for a number. Write it like `%d`, `%.2f` or `%e`.", format=format
        )


class InvalidParameterTypeError(LocalizableError):
    """A parameter's value is of the wrong type."""

    def __init__(
        self, parameter: str, provided_type: str, expected_types: Sequence[str], *, detail: str | None = None
    ) -> None:
        super().__init__(
            "`{parameter}` cannot be of type `{provided_type}`. It must be {expected_types}.{detail}",
            parameter=parameter,
            provided_type=provided_type,
            expected_types=_listing(expected_types),
            detail=f" {detail}" if detail else "",
        )


class InvalidThemeError(LocalizableError):
    """The theme is set up wrongly."""


class InvalidThemeOptionError(InvalidThemeError):
    """An option of the theme has a bad value."""


class InvalidThemeSectionError(InvalidThemeError):
    """A section of the theme is where it cannot be."""

    def __init__(self, option_name: str, file_path_or_url: str = "config.toml") -> None:
        super().__init__(
            "`{option_name}` in {file} is not a section of a theme.",
            option_name=option_name,
            file=file_path_or_url,
        )


class InvalidURLError(LocalizableError):
    """A text is no address."""

    def __init__(self, url: str, protocols: Collection[str] = ("http", "https", "mailto")) -> None:
        super().__init__(
            "`{url}` is not an address that can be linked to. It must begin with {protocols}.",
            url=url,
            protocols=_listing([f"{protocol}:" for protocol in protocols]),
        )


class InvalidWidthError(LocalizableError):
    """A value is no width."""

    def __init__(self, width: object, allow_content: bool = False) -> None:
        super().__init__(
            "`width` cannot be `{width}`. It must be a number of pixels above 0, or {words}.",
            width=repr(width),
            words='"stretch" or "content"' if allow_content else '"stretch"',
        )


class JSNumberBoundsError(LocalizableError):
    """A number is beyond what a browser can hold exactly."""

    def __init__(self, message: str) -> None:
        super().__init__("{message}", message=message)


class MissingRequiredParameterError(LocalizableError):
    """A parameter that is needed here was left out."""

    def __init__(self, parameter: str, *, detail: str | None = None) -> None:
        super().__init__(
            "`{parameter}` is needed here.{detail}",
            parameter=parameter,
            detail=f" {detail}" if detail else "",
        )


class MixedNumericTypesError(LocalizableError):
    """Some of a widget's numbers are int and some float."""

    def __init__(self, value: object, min_value: object, max_value: object, step: object) -> None:
        given = {"value": value, "min_value": min_value, "max_value": max_value, "step": step}
        types = [
            f"`{name}` is {type(number).__name__}"
            for name, number in given.items()
            if isinstance(number, int | float)
        ]
        super().__init__("The numbers must be all int or all float: {types}.", types=_listing(types, "and"))


class PageNotFoundError(LocalizableError):
    """There is no such page."""

    def __init__(
        self, page: str, main_script_directory: str | None = None, uses_pages_directory: bool = False
    ) -> None:
        where = f" in `{main_script_directory}`" if main_script_directory else ""
        hint = (
            " Pages are files in the directory `pages` beside the app."
            if uses_pages_directory
            else " Give it as a path that starts at the app's own directory, and declare it in `st.navigation` if the app uses that."
        )
        super().__init__("There is no page `{page}`{where}.{hint}", page=page, where=where, hint=hint)


class QueryParamDictValueError(LocalizableError):
    """A dict was given as one query parameter."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "The query parameter `{key}` cannot be a dict: it must be a text or a list of texts.", key=key
        )


class SecretNotFoundError(LocalizableError, FileNotFoundError):
    """There is no such secret, or no file with secrets."""


class SelectionCountExceedsMaxError(LocalizableError):
    """More options are selected than may be."""

    def __init__(self, current_selections_count: int, max_selections_count: int) -> None:
        super().__init__(
            "{count} options are selected, and `max_selections` is {max}.",
            count=current_selections_count,
            max=max_selections_count,
        )


class ValueAboveMaxError(LocalizableError):
    """A value is too large."""

    def __init__(self, value: object, max_value: object) -> None:
        super().__init__(
            "`value` ({value}) is above `max_value` ({max_value}).", value=value, max_value=max_value
        )


class ValueAssignmentNotAllowedError(LocalizableError):
    """The session state cannot set this widget's value."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "`st.session_state` cannot set the value of `{key}`: a button, an upload or an edited table has only the value "
            "that its user gave it.",
            key=key,
        )


class ValueBelowMinError(LocalizableError):
    """A value is too small."""

    def __init__(self, value: object, min_value: object) -> None:
        super().__init__(
            "`value` ({value}) is below `min_value` ({min_value}).", value=value, min_value=min_value
        )


class ValueError_(LocalizableError):  # noqa: N801 - Streamlit's name less the word; the plain one is Python's
    """A parameter's value is not one of the valid ones."""

    def __init__(self, parameter: str, valid_values: Collection[str], *, detail: str | None = None) -> None:
        super().__init__(
            "`{parameter}` must be {valid_values}.{detail}",
            parameter=parameter,
            valid_values=_listing(list(valid_values)),
            detail=f" {detail}" if detail else "",
        )


class ValueOutOfRangeError(LocalizableError):
    """A parameter's value is outside of its range."""

    def __init__(
        self,
        parameter: str,
        value: object,
        min_value: object,
        max_value: object,
        *,
        detail: str | None = None,
    ) -> None:
        super().__init__(
            "`{parameter}` ({value}) must be between {min_value} and {max_value}.{detail}",
            parameter=parameter,
            value=value,
            min_value=min_value,
            max_value=max_value,
            detail=f" {detail}" if detail else "",
        )


class WidgetAlreadyInstantiatedError(LocalizableError):
    """The session state was set for a widget that is already on the page in this run."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "`st.session_state[{key!r}]` cannot be set after the widget with that key was shown in this run. "
            "Set it before the widget's line, or in a callback.",
            key=key,
        )


# What ends a run.


class ScriptControlException(BaseException):
    """Base of what ends a run on purpose. Not an Exception, so an app's `except Exception` lets it pass."""


class StopException(ScriptControlException):
    """This run is over: `st.stop()` was called, or a newer run has taken its place."""


class RerunException(ScriptControlException):
    """This run is over and another one starts.

    Args:
        lanes: What runs again: ids of lanes, `("app",)` for the whole script, none for the lane that asks.
    """

    def __init__(self, lanes: tuple[str, ...] = ("app",)) -> None:
        super().__init__(lanes)
        self.lanes = lanes


def _unpickle(cls: type[TreadleError], args: tuple[Any, ...], state: dict[str, Any]) -> TreadleError:
    error = cls.__new__(cls, *args)
    error.args = args  # an OSError would have left this to its `__init__`
    error.__dict__.update(state)
    return error


def _listing(items: Sequence[str], word: str = "or") -> str:
    """Return items as a sentence has them: a, b or c."""
    return f" {word} ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


# Streamlit's names for what is called differently here.

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
