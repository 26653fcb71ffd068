"""Run the cases on one side, in a process of its own: `python side.py treadle|streamlit RESULT`."""

import importlib
import json
import logging
import pkgutil
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # the other side has no Treadle, and no package of tests

import cases
from snapshot import snapshot

TIMEOUT = 60


def all_cases() -> Iterator[tuple[str, Callable[..., None], Callable[[Any], Iterator[None]] | None]]:
    """Yield each case: its name, its app, and what is done to the app."""
    for module_info in pkgutil.iter_modules(cases.__path__):
        module = importlib.import_module(f"cases.{module_info.name}")
        for name, app in vars(module).items():
            if name.startswith("app_"):
                yield f"{module_info.name}-{name[4:]}", app, vars(module).get("steps_" + name[4:])


def run_case(make: Any, app: Callable[..., None], steps: Callable[[Any], Iterator[None]] | None) -> list[Any]:
    """Return what the app shows first and after each step. A step that raises says so, and is the last."""
    at = make(app, default_timeout=TIMEOUT)
    at.run()
    seen = [snapshot(at)]
    try:
        for _ in steps(at) if steps is not None else ():
            seen.append(snapshot(at))
    except Exception as error:  # noqa: BLE001 - it is part of what is compared
        seen.append({"step raises": type(error).__name__, "why": traceback.format_exc(limit=-3)})
    return seen


def main(side: str, result: str) -> None:
    """Run all cases and write what they have shown."""
    if side == "treadle":
        from treadle.testing import AppTest
    else:
        from streamlit.testing.v1 import AppTest  # type: ignore[import-not-found,no-redef]
    logging.disable()  # each exception that an app raises on purpose
    shown = {}
    for name, app, steps in all_cases():
        try:
            shown[name] = run_case(AppTest.from_function, app, steps)
        except Exception:  # noqa: BLE001 - one case must not cost the others
            shown[name] = [{"fails": traceback.format_exc(limit=-4)}]
    Path(result).write_text(json.dumps(shown, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
