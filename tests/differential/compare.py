"""Compare what two sides have shown, and name each difference by its path."""

import fnmatch
from collections.abc import Iterator
from typing import Any

MISSING = "nothing"


def differences(reference: Any, ours: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield the path of each difference, and the value on each side. What only ours has is one only for elements and state."""
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
    elif type(reference) is not type(ours) or reference != ours:
        yield path, reference, ours


def _is_element(path: str) -> bool:
    """Whether a path ends at an element, of which Treadle's AppTest may tell more."""
    parts = path.split(".")
    return (
        path.endswith("]")
        and len(parts) >= 2
        and any(part in ("main", "sidebar", "toasts") for part in parts[:-1])
    )


def explained(case: str, path: str, known: dict[str, str]) -> str | None:
    """Return the pattern of the known difference that this is one of."""
    return next((pattern for pattern in known if fnmatch.fnmatchcase(f"{case}: {path}", pattern)), None)
