"""What a worker process executes first: it loads `worker` by itself, as importing all of Treadle takes several times as long.

The modules get their real names, so that code in a job that imports them gets these and no second copy.
"""

import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import ModuleType


def load(name: str, path: str) -> ModuleType:
    """Load a module from a file, under a name of its own: `importlib.util` does that too, and takes longer to import."""
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
    for each in ("frames", "parcels", "by_value", "reports", "worker"):
        worker = load(f"treadle._core.processes.{each}", os.path.join(folder, each + ".py"))
    worker.main(int(sys.argv[1]), int(sys.argv[2]))
