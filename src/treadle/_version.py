"""The version. The package, the wheel and the browser read it from here."""

__version__ = "0.1.0"
