"""Upload files: what a server does with a session when a browser sends one."""

from collections.abc import Hashable
from dataclasses import dataclass

from treadle._core.protocol.element import Valued
from treadle._core.protocol.upload import FileRef

from .boxes import UploadBox
from .operation import Operation
from .session import Session


@dataclass(slots=True)
class OpenBox(Operation[UploadBox]):
    """Return the box for files that people upload to a widget.

    It lives while the widget or the caller refers to it.
    """

    identity: Hashable

    def apply(self, session: Session) -> UploadBox:
        """Return it."""
        return session.widgets.boxes.of(self.identity)


@dataclass(slots=True)
class FindUpload(Operation[Valued | None]):
    """Return the widget that takes files by a token, None if there is none."""

    token: str

    def apply(self, session: Session) -> Valued | None:
        """Return it as the app has declared it."""
        box = session.widgets.boxes.find(self.token)
        record = None if box is None or session.ended else session.widgets.records.get(box.identity)
        return None if record is None else record.props


@dataclass(slots=True)
class PutFile(Operation[bool]):
    """Store a file that has arrived for a widget. Return whether the widget is still there."""

    token: str
    file: FileRef

    def apply(self, session: Session) -> bool:
        """Leave it."""
        box = session.widgets.boxes.find(self.token)
        if box is None or session.ended:
            return False
        box.put(self.file)
        return True


@dataclass(slots=True)
class DropFile(Operation[None]):
    """Forget a file that a person has uploaded and removed before a value named it."""

    token: str
    id: str

    def apply(self, session: Session) -> None:
        """Forget it."""
        box = session.widgets.boxes.find(self.token)
        if box is not None:
            box.drop(self.id)
