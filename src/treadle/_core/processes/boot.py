"""The first code in a worker process.

It loads `worker` without the rest of Treadle, which is several times as fast.

The modules get their real names, so a job that imports them gets these and no second copy.
"""

import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import ModuleType


def load(name: str, path: str) -> ModuleType:
    """Load a module from a file under a given name.

    `importlib.util` does the same, but its import takes longer.
    """
    loader = SourceFileLoader(name, path)
    module = sys.modules[name] = ModuleType(name)
    module.__spec__ = ModuleSpec(name, loader, origin=path)
    module.__loader__ = loader
    module.__file__ = path
    module.__package__ = name.rpartition(".")[0]
    loader.exec_module(module)
    return module


if __name__ == "__main__":
    folder = os.path.dirname(os.path.abspath(__file__))
    if sys.path[0] == folder:
        del sys.path[0]
    load("treadle._core.this_process", os.path.join(os.path.dirname(folder), "this_process.py"))
    for each in ("unix", "frames", "parcels", "by_value", "calls", "reports", "worker"):
        worker = load(f"treadle._core.processes.{each}", os.path.join(folder, each + ".py"))
    worker.main(int(sys.argv[1]), int(sys.argv[2]))
