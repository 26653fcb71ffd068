"""Data that is made once, when this module is imported."""

import numpy as np
import pandas as pd

POINTS = pd.DataFrame(np.random.default_rng(0).normal(size=(1000, 3)).cumsum(axis=0), columns=["a", "b", "c"])
TABLE = pd.DataFrame(
    np.random.default_rng(0).normal(size=(100_000, 10)), columns=[f"column {i}" for i in range(10)]
)
