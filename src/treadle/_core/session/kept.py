"""The widgets that keep their values while they are not shown, by `persist_state` or by `bind`."""

from .document import Document
from .widgets import WidgetRecord, Widgets


def is_kept(record: WidgetRecord, page: str | None) -> bool:
    """Whether a widget keeps its value while it is not shown.

    Args:
        record: the widget.
        page: the page that is shown; None for an app that has one page.
    """
    if record.persist_state == "session":
        return True
    return _is_pages_own(record) and record.page in (None, page)


def leave_page(widgets: Widgets, document: Document, page: str | None) -> None:
    """Forget what was kept for another page than the one that is shown from now on."""
    for record in list(widgets.records.values()):
        if _is_pages_own(record) and document.get(record.node_id) is None and not is_kept(record, page):
            widgets.drop(record)


def _is_pages_own(record: WidgetRecord) -> bool:
    """Whether a widget keeps its value until the browser opens another page."""
    return record.props.bind is not None or record.persist_state == "page"
