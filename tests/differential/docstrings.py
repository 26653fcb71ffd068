"""Run the examples of the installed Streamlit's docstrings on both sides, and say which run there, and
here.

    python tests/differential/docstrings.py [COMMAND …]

Its table says how far Treadle is. The examples are read from the package at run time; nothing of them is
in this project. An example that needs the internet or an account fails on both sides. Data files that
examples open are stood in for.
"""

import doctest
import json
import logging
import os
import subprocess
import sys
import tempfile
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TIMEOUT = 20
"""Seconds for one example."""

Examples = dict[str, str]
"""By name, the script."""


def extract(result: str) -> None:
    """Write all examples of the package. Runs where Streamlit is."""
    import streamlit as st  # type: ignore[import-not-found,unused-ignore]
    from streamlit.delta_generator import DeltaGenerator  # type: ignore[import-not-found,unused-ignore]

    found: Examples = {}
    places = {
        "st": st,
        "column_config": st.column_config,
        "components.v1": _module("components.v1"),
        "DeltaGenerator": DeltaGenerator,
    }
    for place, owner in places.items():
        for name in dir(owner):
            if name.startswith("_") or (place == "DeltaGenerator" and hasattr(st, name)):
                continue
            text = getattr(getattr(owner, name), "__doc__", None)
            for number, script in enumerate(_scripts(text or ""), 1):
                found[f"{name if place == 'st' else f'{place}.{name}'} {number}"] = script
    Path(result).write_text(json.dumps(found, indent=1), encoding="utf-8")


def _module(name: str) -> Any:
    import importlib

    return importlib.import_module(f"streamlit.{name}")


def _scripts(text: str) -> Iterator[str]:
    """Yield the examples of a docstring. One that imports nothing goes on from the one before."""
    try:
        parts = doctest.DocTestParser().parse(text)
    except ValueError:
        return
    blocks: list[list[str]] = []
    fresh = True
    for part in parts:
        if isinstance(part, doctest.Example):
            if fresh:
                blocks.append([])
            blocks[-1].append(part.source)
            fresh = False
        elif part.strip():
            fresh = True
    before = ""
    for block in blocks:
        script = "".join(block)
        if "import streamlit" not in script:
            script = (before or "import streamlit as st\n") + script
        before = script
        yield script


def run(side: str, examples: str, result: str) -> None:
    """Run examples on one side and write what became of each: an empty text, or what was raised."""
    if side == "treadle":
        from treadle.testing import AppTest
    else:
        from streamlit.testing.v1 import AppTest  # type: ignore[import-not-found,no-redef,unused-ignore]
    from snapshot import exception_type

    logging.disable()
    warnings.simplefilter("ignore")
    outcomes = {}
    for name, script in json.loads(Path(examples).read_text(encoding="utf-8")).items():
        try:
            compile(script, name, "exec")  # some show an error on purpose, or are a part of something
            at = AppTest.from_string(script, default_timeout=TIMEOUT)
            at.run()
            raised = [f"{exception_type(each)}: {each.message}" for each in at.exception]
        except BaseException as error:  # noqa: BLE001 - the table shows it
            raised = [f"{type(error).__name__}: {error}"]
        outcomes[name] = " | ".join(raised).replace("\n", " ")[:200]
        Path(result).write_text(
            json.dumps(outcomes, indent=1), encoding="utf-8"
        )  # what ends the process costs one example


def stand_in(folder: Path) -> None:
    """Make the files that examples open."""
    from PIL import Image

    picture = Image.new("RGB", (40, 30), (200, 120, 40))
    for name in (
        "image.jpg",
        "sunrise.jpg",
        "cat.jpg",
        "dog.jpg",
        "owl.jpg",
        "flower.png",
        "image.png",
        "logo.png",
        "images/logo.png",
    ):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        picture.save(path)
    (folder / "data.csv").write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    (folder / "large_df.csv").write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    for name in (
        "page_1.py",
        "page_2.py",
        "create_account.py",
        "manage_account.py",
        "learn.py",
        "trial.py",
        "pages/page_1.py",
        "pages/page_2.py",
    ):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("import streamlit as st\nst.title('A page')\n", encoding="utf-8")
    (folder / "myvideo.mp4").write_bytes(b"\0" * 100)
    (folder / "cat-purr.mp3").write_bytes(b"\0" * 100)
    (folder / "subtitles.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", encoding="utf-8")


def main(commands: list[str]) -> int:
    """Run all on both sides and print the table; the status says whether something runs there and not
    here.
    """
    from streamlit_python import streamlit_python

    here = Path(__file__)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        stand_in(folder)
        all_examples, examples = folder / "all.json", folder / "examples.json"
        _python(streamlit_python(), here, "extract", all_examples, cwd=folder)
        chosen = {
            name: script
            for name, script in json.loads(all_examples.read_text(encoding="utf-8")).items()
            if not commands or name.rpartition(" ")[0] in commands
        }
        outcomes: dict[str, dict[str, str]] = {}
        for side, python in (("streamlit", streamlit_python()), ("treadle", Path(sys.executable))):
            left, done = dict(chosen), dict[str, str]()
            while left:
                examples.write_text(json.dumps(left), encoding="utf-8")
                result = folder / f"{side}.json"
                result.unlink(missing_ok=True)
                _python(python, here, "run", side, examples, result, cwd=folder, check=False)
                done |= json.loads(result.read_text(encoding="utf-8")) if result.exists() else {}
                left = {name: script for name, script in chosen.items() if name not in done}
                if left:
                    done[next(iter(left))] = "the process ended"
                    left.pop(next(iter(left)))
            outcomes[side] = done
    return _print(outcomes)


def _python(python: Path, *words: object, cwd: Path, check: bool = True) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(
        [str(python), *map(str, words)], cwd=cwd, env=environment, check=check, stderr=subprocess.DEVNULL
    )


def _print(outcomes: dict[str, dict[str, str]]) -> int:
    there, here = outcomes["streamlit"], outcomes["treadle"]
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    why: defaultdict[str, list[str]] = defaultdict(list)
    for name, raised in there.items():
        command, _, number = name.rpartition(" ")
        counts[command]["all"] += 1
        counts[command]["there"] += not raised
        counts[command]["here"] += not raised and not here[name]
        if not raised and here[name]:
            why[command].append(f"{number}: {here[name]}")
    print("| command | examples | run there | of these run here | why not |\n|---|---:|---:|---:|---|")
    for command, count in sorted(counts.items()):
        print(
            f"| {command} | {count['all']} | {count['there']} | {count['here']} | {'; '.join(why[command])} |"
        )
    total = sum(counts.values(), Counter[str]())
    print(f"| all | {total['all']} | {total['there']} | {total['here']} | |")
    return 1 if why else 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["extract", result]:
            extract(result)
        case ["run", side, examples, result]:
            run(side, examples, result)
        case commands:
            sys.exit(main(commands))
