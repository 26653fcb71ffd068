"""A click's latency on Treadle's own server and on uvicorn, one after the other. Run it on a quiet machine.

    python bench/servers.py [--lines 20] [--rounds 3]

Both serve the same app. What is printed for each are the medians of a click: its time, the bytes that come,
and the server's processor time. The servers take turns, so that a slow minute of the machine meets both.
"""

import argparse
import asyncio
import statistics

from cases import clicks
from clients import TreadleBrowser
from sides import Side

SIDE = Side("Treadle", "treadle", [], "/_stcore/health", TreadleBrowser)
SERVERS = {"Tornado": "lines.py", "uvicorn": "on_uvicorn.py"}


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=20, help="lines on the page")
    options.add_argument("--rounds", type=int, default=3, help="how often each server is measured")
    given = options.parse_args()
    found: dict[str, list[dict[str, float]]] = {name: [] for name in SERVERS}
    for _ in range(given.rounds):
        for name, app in SERVERS.items():
            with SIDE.serve(app, str(given.lines), "changed") as served:
                found[name].append(asyncio.run(clicks(SIDE, served)))
    print("| a click | median ms | p95 ms | bytes | processor ms |\n|---|---|---|---|---|")
    for name, results in found.items():
        shown = (statistics.median(each[key] for each in results) for key in ("ms", "p95", "bytes", "cpu"))
        print(f"| {name} | " + " | ".join(f"{value:.1f}" for value in shown) + " |")


if __name__ == "__main__":
    main()
