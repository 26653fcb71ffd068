"""Elements that show progress."""
