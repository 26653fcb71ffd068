"""Which widgets' values outlive that the widget is not shown: `persist_state`, and `bind`, whose values belong to the address."""

from .document import Document
from .widgets import WidgetRecord, Widgets


def is_kept(record: WidgetRecord, path: str) -> bool:
    """Whether a widget keeps its value while it is not shown.

    Args:
        record: the widget.
        path: of the page that the browser shows.
    """
    if record.props.bind is not None or record.persist_state == "session":
        return True
    return record.persist_state == "page" and record.path == path


def leave_page(widgets: Widgets, document: Document, path: str) -> None:
    """Forget what was kept for the page that the browser has left, and is not shown; `path` is that of the new page."""
    for record in list(widgets.records.values()):
        if (
            record.persist_state == "page"
            and document.get(record.node_id) is None
            and not is_kept(record, path)
        ):
            widgets.drop(record)
