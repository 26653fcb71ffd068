"""The cases; run through compare.py, which makes the environment."""

import asyncio
import json
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from attack import ATTACKS, attack
from sides import SIDES, Served, Side

PACE = 0.5
"""Seconds between clicks: a person's."""
CLICKS = 20

MORE_IS_BETTER = ("/s", "%")
"""Units of the figures for which a larger number is better."""

Row = tuple[str, str, list[float | None]]
"""What is measured, its unit, and a figure for each side."""


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


async def clicks(side: Side, served: Served, query: str = "") -> dict[str, float]:
    """Click at a person's pace and return medians: ms, bytes and ms of processor time for each click."""
    browser = side.browser()
    await browser.open(served.port, query)
    for _ in range(3):
        await browser.click()
        await asyncio.sleep(PACE)
    times: list[float] = []
    received, cpu = browser.received, served.cpu()
    for _ in range(CLICKS):
        times.append(await browser.click() * 1000)
        await asyncio.sleep(PACE)
    spent, got = (served.cpu() - cpu) * 1000 / CLICKS, (browser.received - received) / CLICKS
    browser.close()
    return {"ms": statistics.median(times), "p95": percentile(times, 0.95), "bytes": got, "cpu": spent}


def each(measure: Callable[[Side], dict[str, float]]) -> list[dict[str, float]]:
    """Measure every side."""
    results = []
    for side in SIDES:
        print(f"  {side.name} …", file=sys.stderr)
        results.append(measure(side))
    return results


def rows(name: str, results: list[dict[str, float]], *shown: tuple[str, str, str]) -> list[Row]:
    """Return a row for each figure: its key, words and unit."""
    return [(f"{name}: {words}", unit, [result.get(key) for result in results]) for key, words, unit in shown]


def rerun() -> list[Row]:
    """Measure a click on pages of 20 and 1,000 lines."""
    found: list[Row] = []
    for count in (20, 1000):
        for change in ("unchanged", "changed"):

            def measure(side: Side, count: int = count, change: str = change) -> dict[str, float]:
                with side.serve("lines.py", str(count), change) as served:
                    return asyncio.run(clicks(side, served))

            name = f"{count:,} elements, {'one changed' if change == 'changed' else 'none changed'}"
            found += rows(
                name,
                each(measure),
                ("ms", "click", "ms"),
                ("bytes", "received", "B"),
                ("cpu", "server CPU", "ms"),
            )
    return found


async def turns(side: Side, served: Served) -> dict[str, float]:
    """Go to another page and click there, at a person's pace, and return medians in ms."""
    browser = side.browser()
    await browser.open(served.port)
    turned: list[float] = []
    clicked: list[float] = []
    for number in range(CLICKS):
        path, text = (("second", "page: second"), ("", "page: first"))[number % 2]
        turned.append(await browser.turn(path, text) * 1000)
        await asyncio.sleep(PACE)
        clicked.append(await browser.click() * 1000)
        await asyncio.sleep(PACE)
    browser.close()
    return {"turn": statistics.median(turned[2:]), "click": statistics.median(clicked[2:])}


def pages() -> list[Row]:
    """Measure a change of page, and a click on a page, of 20 lines each."""

    def measure(side: Side) -> dict[str, float]:
        with side.serve("pages.py", "20") as served:
            return asyncio.run(turns(side, served))

    return rows("two pages", each(measure), ("turn", "change of page", "ms"), ("click", "click", "ms"))


def data() -> list[Row]:
    """Measure a click beside unchanged charts, and an unchanged table."""
    found: list[Row] = []
    for app, name in (
        ("chart.py", "unchanged chart"),
        ("plotly_small.py", "unchanged Plotly chart, 1,000 points"),
        ("plotly_large.py", "unchanged Plotly chart, 100,000 points"),
        ("table.py", "unchanged table, 100,000 x 10"),
    ):

        def measure(side: Side, app: str = app) -> dict[str, float]:
            with side.serve(app) as served:
                return asyncio.run(clicks(side, served))

        found += rows(name, each(measure), ("ms", "click", "ms"), ("bytes", "received", "B"))
    return found


async def second_view(side: Side, served: Served) -> dict[str, float]:
    """Open a page that another session shows already. Return medians of ms and bytes until it is there."""
    first = side.browser()
    await first.open(served.port)
    times: list[float] = []
    received: list[float] = []
    for _ in range(CLICKS):
        browser = side.browser()
        began = time.perf_counter()
        await browser.open(served.port)
        times.append((time.perf_counter() - began) * 1000)
        received.append(browser.received)
        browser.close()
        await asyncio.sleep(PACE)
    first.close()
    return {"ms": statistics.median(times), "bytes": statistics.median(received)}


def tables() -> list[Row]:
    """Measure the first view of large tables, one changed cell, and scrolling."""
    from scrolling import measure_table

    def view(side: Side) -> dict[str, float]:
        with side.serve("table.py") as served:
            return asyncio.run(second_view(side, served))

    def change(side: Side) -> dict[str, float]:
        with side.serve("table_changed.py") as served:
            return asyncio.run(clicks(side, served))

    def scroll(side: Side) -> dict[str, float]:
        with side.serve("table_million.py") as served:
            return measure_table(served.port)

    return [
        *rows(
            "a second session's first view of a table of 100,000 x 10",
            each(view),
            ("ms", "opened", "ms"),
            ("bytes", "received", "B"),
        ),
        *rows(
            "one changed cell of 100,000 x 10, not in view",
            each(change),
            ("ms", "click", "ms"),
            ("bytes", "received", "B"),
        ),
        *rows(
            "table of 1,000,000 x 10 in Chromium",
            each(scroll),
            ("ms", "first rows", "ms"),
            ("bytes", "transferred", "B"),
            ("longest", "longest task while scrolling", "ms"),
        ),
    ]


async def edits(side: Side, served: Served) -> dict[str, float]:
    """Change a cell at a person's pace and return medians: ms and bytes for each change."""
    browser = side.browser()
    await browser.open(served.port)
    for _ in range(3):
        await browser.edit()
        await asyncio.sleep(PACE)
    times: list[float] = []
    received = browser.received
    for _ in range(CLICKS):
        times.append(await browser.edit() * 1000)
        await asyncio.sleep(PACE)
    got = (browser.received - received) / CLICKS
    browser.close()
    return {"ms": statistics.median(times), "bytes": got}


def editor() -> list[Row]:
    """Measure the answer to one changed cell of a table that people edit, and the view of a large one."""

    def edit(side: Side) -> dict[str, float]:
        with side.serve("editor.py") as served:
            return asyncio.run(edits(side, served))

    def view(side: Side) -> dict[str, float]:
        with side.serve("editor.py", "100000") as served:
            return asyncio.run(second_view(side, served))

    return [
        *rows(
            "a cell of an editor of 1,000 x 5",
            each(edit),
            ("ms", "answered", "ms"),
            ("bytes", "received", "B"),
        ),
        *rows(
            "a second session's first view of an editor of 100,000 x 5",
            each(view),
            ("ms", "opened", "ms"),
            ("bytes", "received", "B"),
        ),
    ]


def load() -> list[Row]:
    """Measure the first load of hello world in Chromium."""
    from page_load import measure_load

    def measure(side: Side) -> dict[str, float]:
        with side.serve("hello.py") as served:
            return measure_load(served.port)

    return rows(
        "hello world, nothing cached",
        each(measure),
        ("ms", "first text", "ms"),
        ("bytes", "transferred", "B"),
        ("requests", "requests", ""),
    )


async def closed_loop(side: Side, served: Served, sessions: int, seconds: float) -> dict[str, float]:
    """Let sessions click as soon as they are answered."""
    browsers = [side.browser() for _ in range(sessions)]
    for browser in browsers:
        await browser.open(served.port)
    times: list[float] = []
    until = time.perf_counter() + seconds

    async def go(index: int) -> None:
        while time.perf_counter() < until:
            times.append(await browsers[index].click() * 1000)

    await asyncio.gather(*(go(index) for index in range(sessions)))
    for browser in browsers:
        browser.close()
    return {"rate": len(times) / seconds, "ms": statistics.median(times), "p95": percentile(times, 0.95)}


async def steady(side: Side, served: Served, sessions: int, seconds: float) -> dict[str, float]:
    """Let sessions click once a second, whether they were answered or not; count what arrives in time."""
    browsers = [side.browser() for _ in range(sessions)]
    for browser in browsers:
        await browser.open(served.port)
    times: list[float] = []
    began = time.perf_counter()

    async def go(index: int) -> None:
        due = began + index / sessions
        while due < began + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            try:
                took = await asyncio.wait_for(
                    browsers[index].click(), began + seconds + 5 - time.perf_counter()
                )
            except TimeoutError:
                return
            times.append((time.perf_counter() - due) * 1000)
            del took
            due += 1.0

    await asyncio.gather(*(go(index) for index in range(sessions)))
    for browser in browsers:
        browser.close()
    in_time = sum(took < 1000 for took in times)
    wanted = sessions * seconds
    return {
        "delivered": 100 * in_time / wanted,
        "ms": statistics.median(times) if times else float("nan"),
        "p95": percentile(times, 0.95) if times else float("nan"),
    }


def many() -> list[Row]:
    """Measure 50 sessions in a closed loop and 200 at one click a second."""

    def loop(side: Side) -> dict[str, float]:
        with side.serve("lines.py", "20", "changed") as served:
            return asyncio.run(closed_loop(side, served, 50, 10))

    def pace(side: Side) -> dict[str, float]:
        with side.serve("lines.py", "20", "changed") as served:
            return asyncio.run(steady(side, served, 200, 10))

    return [
        *rows(
            "50 sessions, closed loop",
            each(loop),
            ("rate", "clicks a second", "/s"),
            ("p95", "click, p95", "ms"),
        ),
        *rows(
            "200 sessions, a click a second each",
            each(pace),
            ("delivered", "answered within 1 s", "%"),
            ("ms", "click", "ms"),
        ),
    ]


def memory() -> list[Row]:
    """Measure what an idle session of a 20-line page costs."""
    count = 100

    async def open_all(side: Side, served: Served) -> dict[str, float]:
        first = side.browser()
        await first.open(served.port)
        before = served.memory()
        browsers = [side.browser() for _ in range(count)]
        for browser in browsers:
            await browser.open(served.port)
        after = served.memory()
        for browser in [first, *browsers]:
            browser.close()
        return {"kb": (after - before) / count / 1024, "base": before / 1024 / 1024}

    def measure(side: Side) -> dict[str, float]:
        with side.serve("lines.py", "20", "changed") as served:
            return asyncio.run(open_all(side, served))

    return rows(
        "idle", each(measure), ("kb", "memory a session", "kB"), ("base", "memory with one session", "MB")
    )


def beside() -> list[Row]:
    """Measure clicks beside one session that computes."""

    async def both(side: Side, served: Served) -> dict[str, float]:
        busy = side.browser()
        await busy.open(served.port, "?compute=1", wait=False)  # type: ignore[call-arg]
        result = await clicks(side, served)
        busy.close()
        return result

    def measure(side: Side) -> dict[str, float]:
        with side.serve("beside.py") as served:
            return asyncio.run(both(side, served))

    return rows(
        "beside one computing session", each(measure), ("ms", "click", "ms"), ("p95", "click, p95", "ms")
    )


def attackers() -> list[Row]:
    """Measure clicks beside a client that asks for as much as it can. Not for Streamlit's protocol."""

    async def both(side: Side, served: Served, kind: str) -> dict[str, float]:
        attacker = asyncio.create_task(attack(served.port, kind))
        result = await clicks(side, served)
        attacker.cancel()
        return result

    found: list[Row] = []
    for kind, name in ATTACKS.items():
        side = SIDES[0]
        print(f"  {kind} …", file=sys.stderr)
        with side.serve("lines.py", "20", "changed") as served:
            result = asyncio.run(both(side, served, kind))
        figures = [result, *({} for _ in SIDES[1:])]
        found += rows(f"beside {name}", figures, ("ms", "click", "ms"), ("p95", "click, p95", "ms"))
    return found


def cache() -> list[Row]:
    """Measure calls of cached functions that find their results, in a page."""

    async def run(side: Side, served: Served) -> None:
        browser = side.browser()
        await browser.open(served.port)
        browser.close()

    def measure(side: Side) -> dict[str, float]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "found.json"
            with side.serve("cached.py", str(path)) as served:
                asyncio.run(run(side, served))
                found: dict[str, float] = json.loads(path.read_text())
        return found

    results = each(measure)
    return rows("cached call", results, *((name, name, "µs") for name in results[0]))


CASES = {
    "rerun": rerun,
    "pages": pages,
    "data": data,
    "tables": tables,
    "editor": editor,
    "load": load,
    "many": many,
    "memory": memory,
    "beside": beside,
    "attackers": attackers,
    "cache": cache,
}


def show(found: list[Row]) -> str:
    """Return a table in Markdown; in its last column, more than 1 means that Treadle is ahead."""
    lines = ["| | " + " | ".join(side.name for side in SIDES) + " | ratio (GC on / off) |"]
    lines.append("|---|" + "---:|" * (len(SIDES) + 1))
    for name, unit, figures in found:
        cells = [
            "–" if figure is None else f"{figure:,.{1 if figure < 100 else 0}f} {unit}".strip()
            for figure in figures
        ]
        base, others = figures[0], figures[1:]
        ratios = [_ahead(unit, base, other) for other in others]
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {' / '.join(ratios)} |")
    return "\n".join(lines)


def _ahead(unit: str, base: float | None, other: float | None) -> str:
    """Return how many times better Treadle's figure is: of what is counted in these units, more is better."""
    better, worse = (base, other) if unit in MORE_IS_BETTER else (other, base)
    return "–" if better is None or not worse else f"{better / worse:,.1f}"


def main() -> int:
    """Run the cases that were asked for, or all."""
    wanted = sys.argv[1:] or list(CASES)
    if unknown := set(wanted) - set(CASES):
        print(f"no such case: {', '.join(unknown)}. There are: {', '.join(CASES)}.", file=sys.stderr)
        return 2
    print(
        f"Python {platform.python_version()}, Streamlit {version('streamlit')}, "
        f"Treadle {version('treadle')}\n"
    )
    found: list[Row] = []
    for case in wanted:
        print(f"{case} …", file=sys.stderr)
        measured = CASES[case]()
        print(show(measured) + "\n", flush=True)
        found += measured
        # After each case, so that one which fails takes nothing from those before it.
        Path(__file__).with_name("results.json").write_text(json.dumps(found, indent=1))
    if len(wanted) > 1:
        print(show(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
