"""What a worker process executes first: it loads `worker` by itself, as importing all of Treadle takes several times as long.

The modules get their real names, so that code in a job that imports them gets these and no second copy.
"""

import os
import sys
from importlib import util

if __name__ == "__main__":
    folder = os.path.dirname(os.path.abspath(__file__))
    if sys.path[0] == folder:
        del sys.path[0]
    for name in ("frames", "parcels", "worker"):
        full = f"treadle.concurrency.processes.{name}"
        spec = util.spec_from_file_location(full, os.path.join(folder, name + ".py"))
        if spec is None or spec.loader is None:
            raise ImportError(f"no {name}.py in {folder}")
        module = sys.modules[full] = util.module_from_spec(spec)
        spec.loader.exec_module(module)
    module.main(int(sys.argv[1]), int(sys.argv[2]))
