"""The base classes of errors, and the errors of bad values. Apps import them from `treadle.errors`, and so do all rooms."""
