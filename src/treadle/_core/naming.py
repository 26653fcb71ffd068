"""The name that somebody meant who wrote another, and the error for a name that a module does not have."""

import difflib
import opcode
from collections.abc import Iterable
from types import FrameType

_IMPORT_FROM = opcode.opmap["IMPORT_FROM"]


def close(written: str, known: Iterable[str], most: int = 1) -> list[str]:
    """Return the names that are written most like another, the best first."""
    by_lower = {name.lower(): name for name in known}
    found = difflib.get_close_matches(written.lower(), by_lower, n=most, cutoff=0.65)
    return [by_lower[name] for name in found]


def did_you_mean(written: str, known: Iterable[str], before: str = "") -> str:
    """Return a question that suggests the most similar name, with a space before it; "" if none is similar.

    Args:
        written: the name.
        known: the names that exist.
        before: the text before each of them: `st.`.
    """
    found = close(written, known)
    return f" Did you mean `{before}{found[0]}`?" if found else ""


def refusal(text: str, name: str, asker: FrameType | None) -> Exception:
    """Return the error for a name that a module does not have.

    `from module import name` replaces an `AttributeError` by its own error, whose message only says that
    there is no such name. So it gets an `ImportError`.

    Args:
        text: the message.
        name: the name.
        asker: the asking frame.
    """
    asked_by_import = not name.startswith("__") and _imports(asker)
    return ImportError(text, name=name) if asked_by_import else AttributeError(text, name=name)


def _imports(frame: FrameType | None) -> bool:
    """Whether a frame executes `from … import …` at this moment."""
    if frame is None:
        return False
    if frame.f_code.co_name == "_handle_fromlist":  # a package is asked there first
        return frame.f_globals.get("__name__") == "importlib._bootstrap"
    return frame.f_code.co_code[frame.f_lasti] == _IMPORT_FROM
