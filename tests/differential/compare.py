"""Compare what two sides have shown, and name each difference by its path."""

import builtins
import fnmatch
from collections.abc import Iterator
from typing import Any

import treadle

MISSING = "nothing"


def differences(reference: Any, ours: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield the path of each difference, and the value on each side. What only ours has is one only for
    elements and state.
    """
    if isinstance(reference, dict) and isinstance(ours, dict):
        for key in reference:
            yield from differences(reference[key], ours.get(key, MISSING), f"{path}.{key}" if path else key)
        if not _is_element(path):
            for key in ours.keys() - reference.keys():
                yield f"{path}.{key}" if path else key, MISSING, ours[key]
    elif isinstance(reference, list) and isinstance(ours, list):
        if len(reference) != len(ours):
            yield path, reference, ours
        else:
            for index, (one, other) in enumerate(zip(reference, ours, strict=True)):
                yield from differences(one, other, f"{path}[{index}]")
    elif (type(reference) is not type(ours) or reference != ours) and not (
        _is_exception(path) and _is_caught_alike(reference, ours)
    ):
        yield path, reference, ours


def _is_exception(path: str) -> bool:
    parts = path.split(".")
    return parts[-1] == "raised" or (parts[-1] == "type" and parts[-2].startswith("exception["))


def _is_caught_alike(reference: str, ours: str) -> bool:
    """Return whether our exception is of a subclass: each handler for the other one catches it."""
    theirs, caught = _classes(reference), _classes(ours)
    return any(issubclass(one, other) for one in caught for other in theirs)


def _classes(name: str) -> list[type[BaseException]]:
    """Return the classes that a name may mean: Treadle's own error, and Python's."""
    found = [getattr(place, name, None) for place in (treadle.errors, builtins)]
    return [each for each in [*found, getattr(treadle.errors, f"{name}_", None)] if isinstance(each, type)]


def _is_element(path: str) -> bool:
    """Whether a path ends at an element. Treadle's AppTest may tell more about it."""
    parts = path.split(".")
    return (
        path.endswith("]")
        and len(parts) >= 2
        and any(part in ("main", "sidebar", "toasts") for part in parts[:-1])
    )


def explained(case: str, path: str, known: dict[str, str]) -> str | None:
    """Return the pattern of the known difference that this is one of."""
    return next((pattern for pattern in known if fnmatch.fnmatchcase(f"{case}: {path}", pattern)), None)
