"""Run the cases on one side, in a process of its own: `python side.py treadle|streamlit RESULT`."""

import importlib
import inspect
import json
import logging
import pkgutil
import sys
import tempfile
import textwrap
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))  # the other side has no Treadle, and no package of tests

import cases
from snapshot import snapshot

TIMEOUT = 60

Steps = Callable[[Any], Iterator[None]]


class Case(NamedTuple):
    """An app. In the module of a case, `app_x`, `steps_x` and `files_x` belong together."""

    name: str
    app: Callable[..., None]
    steps: Steps | None
    """What is done to the app."""
    files: Mapping[str, str] | None
    """Files beside the app, by name. None: the app needs none."""


def all_cases() -> Iterator[Case]:
    """Yield each case."""
    for module_info in pkgutil.iter_modules(cases.__path__):
        module = importlib.import_module(f"cases.{module_info.name}")
        for name, app in vars(module).items():
            if name.startswith("app_"):
                steps, files = (vars(module).get(f"{kind}_{name[4:]}") for kind in ("steps", "files"))
                yield Case(f"{module_info.name}-{name[4:]}", app, steps, files)


def run_case(
    tester: Any, app: Callable[..., None], steps: Steps | None, files: Mapping[str, str] | None
) -> list[Any]:
    """Return what the app shows first and after each step. A step that raises says so, and is the last."""
    if files is None:
        return watch(tester.from_function(app, default_timeout=TIMEOUT), steps)
    source = f"{textwrap.dedent(inspect.getsource(app))}\n{app.__name__}()\n"
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {"app.py": source, **files}.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return watch(tester.from_file(Path(folder, "app.py"), default_timeout=TIMEOUT), steps)


def watch(at: Any, steps: Steps | None) -> list[Any]:
    """Return what an app shows first and after each step."""
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
    for name, app, steps, files in all_cases():
        try:
            shown[name] = run_case(AppTest, app, steps, files)
        except Exception:  # noqa: BLE001 - one case must not cost the others
            shown[name] = [{"fails": traceback.format_exc(limit=-4)}]
    Path(result).write_text(json.dumps(shown, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
