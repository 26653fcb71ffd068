"""How code without commands is stopped: where it is, where it can be interrupted, and the interrupt."""
