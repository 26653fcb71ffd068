"""Where Treadle itself is installed."""

import os

PACKAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")
"""The folder of the package `treadle`, with a separator at its end: code in it is not an app's."""
