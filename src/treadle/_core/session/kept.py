"""The widgets that keep their values while they are not shown, by `persist_state` or by `bind`."""

from .document import Document
from .widgets import WidgetRecord, Widgets


def is_kept(record: WidgetRecord, path: str) -> bool:
    """Whether a widget keeps its value while it is not shown.

    Args:
        record: the widget.
        path: the path of the page that the browser shows.
    """
    if record.props.bind is not None or record.persist_state == "session":
        return True
    return record.persist_state == "page" and record.path == path


def leave_page(widgets: Widgets, document: Document, path: str) -> None:
    """Forget the values that were kept for the page that the browser has left; `path`: of the new page."""
    for record in list(widgets.records.values()):
        if (
            record.persist_state == "page"
            and document.get(record.node_id) is None
            and not is_kept(record, path)
        ):
            widgets.drop(record)
