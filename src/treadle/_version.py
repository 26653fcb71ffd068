"""The version, said once: the package, the wheel and the browser read it here."""

__version__ = "0.1.0"
