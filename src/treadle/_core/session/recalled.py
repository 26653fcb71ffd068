"""The values of an ended session that a browser has kept, for the widgets of the new session.

After a restart of the server, or a long time without a connection, a browser gets a new session. It still has
what a person has entered, and offers it when it connects. Each widget that is shown for the first time takes
its own value, if its `check` accepts it. A browser can offer anything, so nothing is trusted: a value has the
same effect as if a person entered it now.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Hashable
from typing import Any

import msgspec

from treadle._core.protocol.element import Valued
from treadle._core.protocol.message import Problem

from .events import Instruction, Send
from .lanes import Lanes, Run
from .widgets import MISSING

_encode = msgspec.msgpack.Encoder(order="deterministic").encode


def known_by(kind: str, identity: Hashable) -> str:
    """Return a short name for a widget's identity, the same in every session; empty if there is none.

    Args:
        kind: the kind of the element.
        identity: the widget's identity in the session.
    """
    try:
        written = _encode((kind, identity))
    except (TypeError, ValueError, OverflowError, NotImplementedError):
        return ""  # it is known by an object of this process
    return urlsafe_b64encode(hashlib.blake2b(written, digest_size=12).digest()).decode()


class Recalled:
    """The values that one browser has kept. Guarded by the session's lock."""

    def __init__(self) -> None:
        self._connection = 0
        """The browser's."""
        self._whole = False
        """Whether a run of the app has shown its whole page."""
        self._values: dict[str, tuple[Any, str]] = {}
        """By what a widget is known by: the value, and what the browser says that the widget is called."""
        self._refused: dict[str, str] = {}
        """The same for those whose widgets have refused the value: why."""

    @property
    def offered(self) -> bool:
        """Whether a person must still be told what happened to an offered value."""
        return bool(self._values or self._refused)

    def offer(self, connection: int, kept: list[tuple[str, Any, str]]) -> None:
        """Store what a browser has kept for a new session: name, value and label of each widget."""
        if not kept:
            return
        self._connection = connection
        self._values = {known: (value, called) for known, value, called in kept if known}

    def value_for(self, identity: Hashable, props: Valued) -> Any:
        """Return the kept value of a widget that is about to be shown first; `MISSING` if there is none."""
        known = known_by(props.kind, identity)
        if known not in self._values:
            return MISSING
        value, called = self._values[known]
        try:
            if not props.usable:
                raise ValueError(f"“{props.called}” is disabled.")
            return props.recall(value)
        except ValueError as refusal:
            self._refused[known] = f"“{called[:100]}” could not be kept: {refusal}"
            return MISSING

    def shown(self, identity: Hashable, props: Valued) -> None:
        """Note that a widget was shown: its value has served, or was refused."""
        self._values.pop(known_by(props.kind, identity), None)

    def look(self, ended: Run, lanes: Lanes, out: list[Instruction]) -> None:
        """Send the browser the names of values that could not be kept, after the page is complete."""
        self._whole = self._whole or (
            ended.lane is lanes.app and ended.outcome == "done" and not ended.fenced
        )
        if not self._whole or any(lane.live or lane.pending for lane in lanes.values()):
            return
        if said := self._close():
            out.append(Send(Problem("not_kept", said), self._connection))

    def _close(self) -> str:
        """Forget what no widget has taken; return what a person should know of that, empty for nothing."""
        left = [f"“{called[:100]}”" for _, called in self._values.values()]
        said = list(self._refused.values())
        if left:
            shown = ", ".join(left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
            said.append(f"What was entered in {shown} could not be kept: the page no longer asks for it.")
        self._values, self._refused = {}, {}
        return " ".join(said[:6])
