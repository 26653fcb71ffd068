"""Values as JSON, as custom components get and send them."""

import json
from collections.abc import Mapping
from typing import Any


def read_json(text: Any) -> Any:
    """Return the value of a text that a browser has sent.

    Raises:
        ValueError: it is not a text, not JSON, or nested too deeply.
    """
    if not isinstance(text, str):
        raise ValueError("no text")

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        return json.loads(text, parse_constant=refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def write_json(value: Any) -> str:
    """Return a value as JSON that every browser can read.

    Raises:
        ValueError: JSON cannot represent it. The message says what.
    """
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error


class AttributeDictionary(dict[Any, Any]):
    """A dict whose values are attributes, too."""

    def __getattr__(self, name: str) -> Any:
        try:
            value = self[name]
        except KeyError:
            raise AttributeError(
                f"This has no `{name}`; it has {', '.join(map(str, self)) or 'nothing'}.", name=name, obj=self
            ) from None
        return AttributeDictionary(value) if isinstance(value, dict) else value

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError:
            raise AttributeError(f"This has no `{name}`.", name=name, obj=self) from None


def unfit(values: Mapping[str, Any]) -> str | None:
    """Return the name of the first value that JSON cannot represent, None if there is none."""
    for name, value in values.items():
        try:
            write_json(value)
        except ValueError:
            return name
    return None
