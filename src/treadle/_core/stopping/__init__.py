"""How code is stopped that does not come to a command: where it is, where it may be interrupted, and the interrupt."""
