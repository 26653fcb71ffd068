"""The errors of bad values, in alphabetical order.

Each takes the bad values. Its message says which values are valid.
"""

from collections.abc import Collection, Sequence
from typing import Any

from .base import LocalizableError, listing


class BadTimeStringError(LocalizableError):
    """Raised when a text is not a duration."""

    def __init__(self, time_string: str, *, parameter: str | None = None) -> None:
        super().__init__(
            "{subject} is not a duration. Write it like `30s`, `15m`, `2h`, `1d` or `1d2h`.",
            subject=f"`{time_string}`" if parameter is None else f"`{parameter}` is `{time_string}`, which",
            time_string=time_string,
        )


class BidiComponentError(LocalizableError):
    """The base class of errors of version 2 components."""


class BidiComponentInvalidCallbackNameError(BidiComponentError):
    """Raised when a callback of a component has an invalid name."""

    def __init__(self, callback_name: str) -> None:
        super().__init__(
            "`{callback_name}` cannot name a callback: it must be `on_NAME_change` with a name.",
            callback_name=callback_name,
        )


class BidiComponentInvalidDefaultKeyError(BidiComponentError):
    """Raised when a default is passed for a key that the component does not have."""

    def __init__(self, state_key: str, available_keys: Sequence[str]) -> None:
        super().__init__(
            "`default` has `{state_key}`, and the component has only {available_keys}.",
            state_key=state_key,
            available_keys=listing(available_keys),
        )


class BidiComponentInvalidIdError(BidiComponentError):
    """Raised when the name of a component contains the delimiter."""

    def __init__(self, part: str, delimiter: str) -> None:
        super().__init__("`{part}` must not contain `{delimiter}`.", part=part, delimiter=delimiter)


class BidiComponentUnserializableDataError(BidiComponentError):
    """Raised when the data of a component cannot be sent to the browser."""

    def __init__(self) -> None:
        super().__init__(
            "The component's `data` cannot be sent to the browser. It must be JSON, bytes or a table."
        )


class DefaultNotInOptionsError(LocalizableError):
    """Raised when a default value is not one of the options."""

    def __init__(self, value: Any) -> None:
        super().__init__("`default` has `{value}`, which is not one of the options.", value=value)


class IncompatibleParametersError(LocalizableError):
    """Raised when arguments exclude each other."""

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
    """Raised when a value is not a colour."""

    def __init__(self, color: object) -> None:
        super().__init__(
            "`{color}` is not a colour. Write it as `#rgb`, `#rrggbb`, `#rrggbbaa`, or as three or four "
            "numbers: `(255, 128, 0)`.",
            color=color,
        )


class InvalidColumnSpecError(LocalizableError):
    """Raised when `spec` of columns is neither a number of columns nor a list of widths."""

    def __init__(self) -> None:
        super().__init__(
            "`spec` must be the number of columns (1 or more), or a list of their widths (numbers above 0)."
        )


class InvalidFormCallbackError(LocalizableError):
    """Raised when a widget in a form has a callback."""

    def __init__(self) -> None:
        super().__init__(
            "In a form only the `st.form_submit_button` can have a callback: the other widgets' values "
            "arrive with it. Give the callback to the button, or put the widget outside of the form."
        )


class InvalidHeightError(LocalizableError):
    """Raised when a value is not a valid height."""

    def __init__(self, height: object, allow_content: bool = False) -> None:
        super().__init__(
            "`height` cannot be `{height}`. It must be a number of pixels above 0, or {words}.",
            height=repr(height),
            words='"stretch" or "content"' if allow_content else '"stretch"',
        )


class InvalidMinMaxError(LocalizableError):
    """Raised when the minimum of a range is not below the maximum."""

    def __init__(self, min_value: object, max_value: object) -> None:
        super().__init__(
            "`min_value` ({min_value}) must be less than `max_value` ({max_value}).",
            min_value=min_value,
            max_value=max_value,
        )


class InvalidNumberFormatError(LocalizableError):
    """Raised when a format is not a printf format for one number."""

    def __init__(self, format: str) -> None:
        super().__init__(
            "`format` is `{format}`, which is not a format for a number. Write it like `%d`, `%.2f` or `%e`.",
            format=format,
        )


class InvalidParameterTypeError(LocalizableError, TypeError):
    """Raised when an argument has the wrong type."""

    def __init__(
        self, parameter: str, provided_type: str, expected_types: Sequence[str], *, detail: str | None = None
    ) -> None:
        super().__init__(
            "`{parameter}` cannot be of type `{provided_type}`. It must be {expected_types}.{detail}",
            parameter=parameter,
            provided_type=provided_type,
            expected_types=listing(expected_types),
            detail=f" {detail}" if detail else "",
        )


class InvalidThemeError(LocalizableError):
    """The base class of errors in the theme."""


class InvalidThemeOptionError(InvalidThemeError):
    """Raised when an option of the theme has a bad value."""


class InvalidThemeSectionError(InvalidThemeError):
    """Raised when a section of the theme is at the wrong place."""

    def __init__(self, option_name: str, file_path_or_url: str = "config.toml") -> None:
        super().__init__(
            "`{option_name}` in {file} is not a section of a theme.",
            option_name=option_name,
            file=file_path_or_url,
        )


class InvalidURLError(LocalizableError):
    """Raised when a text is not a valid URL."""

    def __init__(self, url: str, protocols: Collection[str] = ("http", "https", "mailto")) -> None:
        super().__init__(
            "`{url}` is not a valid URL for a link. It must begin with {protocols}.",
            url=url,
            protocols=listing([f"{protocol}:" for protocol in protocols]),
        )


class InvalidWidthError(LocalizableError):
    """Raised when a value is not a valid width."""

    def __init__(self, width: object, allow_content: bool = False) -> None:
        super().__init__(
            "`width` cannot be `{width}`. It must be a number of pixels above 0, or {words}.",
            width=repr(width),
            words='"stretch" or "content"' if allow_content else '"stretch"',
        )


class JSNumberBoundsError(LocalizableError):
    """Raised when JavaScript cannot represent a number exactly."""

    def __init__(self, message: str) -> None:
        super().__init__("{message}", message=message)


class MissingRequiredParameterError(LocalizableError):
    """Raised when a required argument is missing."""

    def __init__(self, parameter: str, *, detail: str | None = None) -> None:
        super().__init__(
            "`{parameter}` is missing, and is required here.{detail}",
            parameter=parameter,
            detail=f" {detail}" if detail else "",
        )


class MixedNumericTypesError(LocalizableError):
    """Raised when some of a widget's numbers are int and some are float."""

    def __init__(self, value: object, min_value: object, max_value: object, step: object) -> None:
        given = {"value": value, "min_value": min_value, "max_value": max_value, "step": step}
        types = [
            f"`{name}` is {type(number).__name__}"
            for name, number in given.items()
            if isinstance(number, int | float)
        ]
        super().__init__("The numbers must be all int or all float: {types}.", types=listing(types, "and"))


class PageNotFoundError(LocalizableError):
    """Raised when a page does not exist."""

    def __init__(
        self, page: str, main_script_directory: str | None = None, uses_pages_directory: bool = False
    ) -> None:
        where = f" in `{main_script_directory}`" if main_script_directory else ""
        hint = (
            " Pages are files in the directory `pages` beside the app."
            if uses_pages_directory
            else " Pass a path relative to the app's folder. If the app uses `st.navigation`, declare "
            "the page there."
        )
        super().__init__("There is no page `{page}`{where}.{hint}", page=page, where=where, hint=hint)


class QueryParamDictValueError(LocalizableError):
    """Raised when the value of a query parameter is a dict."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "The query parameter `{key}` cannot be a dict: it must be a text or a list of texts.", key=key
        )


class SecretNotFoundError(LocalizableError, FileNotFoundError):
    """Raised when a secret or the file with secrets does not exist."""


class SelectionCountExceedsMaxError(LocalizableError):
    """Raised when more than `max_selections` options are selected."""

    def __init__(self, current_selections_count: int, max_selections_count: int) -> None:
        super().__init__(
            "{count} options are selected, and `max_selections` is {max}.",
            count=current_selections_count,
            max=max_selections_count,
        )


class ValueAboveMaxError(LocalizableError):
    """Raised when a value is above the maximum."""

    def __init__(self, value: object, max_value: object) -> None:
        super().__init__(
            "`value` ({value}) is above `max_value` ({max_value}).", value=value, max_value=max_value
        )


class ValueAssignmentNotAllowedError(LocalizableError):
    """Raised when the app sets the value of a widget that it cannot set."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "`st.session_state` cannot set the value of `{key}`: only the user can set the value of a "
            "button, an upload or an edited table.",
            key=key,
        )


class ValueBelowMinError(LocalizableError):
    """Raised when a value is below the minimum."""

    def __init__(self, value: object, min_value: object) -> None:
        super().__init__(
            "`value` ({value}) is below `min_value` ({min_value}).", value=value, min_value=min_value
        )


class ValueError_(LocalizableError, ValueError):  # noqa: N801 - Streamlit's name less the word; the plain one is Python's
    """Raised when an argument is not one of the valid values."""

    def __init__(self, parameter: str, valid_values: Collection[str], *, detail: str | None = None) -> None:
        super().__init__(
            "`{parameter}` must be {valid_values}.{detail}",
            parameter=parameter,
            valid_values=listing(list(valid_values)),
            detail=f" {detail}" if detail else "",
        )


class ValueOutOfRangeError(LocalizableError):
    """Raised when an argument is out of range."""

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
    """Raised when the session state of a widget is set after the widget was shown in this run."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "`st.session_state[{key!r}]` cannot be set after the widget with that key was shown in this run. "
            "Set it before the widget's line, or in a callback.",
            key=key,
        )
