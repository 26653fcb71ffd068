"""The demo app that `treadle hello` runs."""
