"""The containers of an app under test. A test searches them for elements."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self, TypeVar

from treadle._core.protocol.element import KINDS

from . import charts, grids, inputs
from . import elements as el
from . import uploads as up
from .driver import Tested
from .element import Element, element_for
from .search import ElementList, Kind


class Searchable:
    """The base of all objects in which a test can search for elements."""

    def _elements(self) -> list[Element]:
        raise NotImplementedError

    audio_input = Kind(lambda: up.AudioInput)
    button = Kind(lambda: inputs.Button, lambda: inputs.DownloadButton)
    button_group = Kind(lambda: inputs.ButtonGroup)
    camera_input = Kind(lambda: up.CameraInput)
    caption = Kind(lambda: el.Caption)
    chat_input = Kind(lambda: up.ChatInput)
    chat_message = Kind(lambda: ChatMessage)
    checkbox = Kind(lambda: inputs.Checkbox)
    code = Kind(lambda: el.Code)
    color_picker = Kind(lambda: inputs.ColorPicker)
    columns = Kind(lambda: Column)
    container = Kind(lambda: Container)
    data_editor = Kind(lambda: grids.DataEditor)
    dataframe = Kind(lambda: grids.Grid)
    date_input = Kind(lambda: inputs.DateInput)
    datetime_input = Kind(lambda: inputs.DateTimeInput)
    dialog = Kind(lambda: Dialog)
    divider = Kind(lambda: el.Divider)
    download_button = Kind(lambda: inputs.DownloadButton)
    echarts_chart = Kind(lambda: charts.EchartsChart)
    error = Kind(lambda: el.Error)
    exception = Kind(lambda: el.Exception_)
    expander = Kind(lambda: Expander)
    file_uploader = Kind(lambda: up.FileUploader)
    feedback = Kind(lambda: inputs.Feedback)
    form = Kind(lambda: Form)
    form_submit_button = Kind(lambda: inputs.FormSubmitButton)
    grid = Kind(lambda: Grid)
    graphviz_chart = Kind(lambda: charts.GraphvizChart)
    header = Kind(lambda: el.Header)
    help = Kind(lambda: el.Help)
    html = Kind(lambda: el.Html)
    image = Kind(lambda: el.Image)
    info = Kind(lambda: el.Info)
    json = Kind(lambda: el.Json)
    latex = Kind(lambda: el.Latex)
    link_button = Kind(lambda: inputs.LinkButton)
    markdown = Kind(lambda: el.Markdown)
    menu_button = Kind(lambda: inputs.MenuButton)
    mermaid_chart = Kind(lambda: charts.MermaidChart)
    metric = Kind(lambda: el.Metric)
    multiselect = Kind(lambda: inputs.Multiselect)
    number_input = Kind(lambda: inputs.NumberInput)
    page_link = Kind(lambda: el.PageLink)
    pagination = Kind(lambda: inputs.Pagination)
    pills = Kind(lambda: inputs.Pills)
    plotly_chart = Kind(lambda: charts.PlotlyChart)
    progress = Kind(lambda: el.Progress)
    pydeck_chart = Kind(lambda: charts.PydeckChart)
    radio = Kind(lambda: inputs.Radio)
    segmented_control = Kind(lambda: inputs.SegmentedControl)
    select_slider = Kind(lambda: inputs.SelectSlider)
    selectbox = Kind(lambda: inputs.Selectbox)
    slider = Kind(lambda: inputs.Slider)
    space = Kind(lambda: el.Space)
    status = Kind(lambda: Status)
    subheader = Kind(lambda: el.Subheader)
    success = Kind(lambda: el.Success)
    table = Kind(lambda: el.Table)
    tabs = Kind(lambda: Tab)
    text = Kind(lambda: el.Text)
    text_area = Kind(lambda: inputs.TextArea)
    text_input = Kind(lambda: inputs.TextInput)
    time_input = Kind(lambda: inputs.TimeInput)
    title = Kind(lambda: el.Title)
    toggle = Kind(lambda: inputs.Toggle)
    vega_lite_chart = Kind(lambda: charts.VegaLiteChart)
    warning = Kind(lambda: el.Warning_)

    def get(self, element_type: str) -> ElementList[Any]:
        """Return the elements of a kind, by Streamlit's name for it or by Treadle's; none if there are none.

        Args:
            element_type: `title`, `line_chart`, `column`.
        """
        found = [each for each in self._elements() if element_type in (each.type, each._found.props.kind)]
        return ElementList(element_type, found)

    def get_by_key(self, key: str) -> Any:
        """Return the one element or container with a key.

        Raises:
            KeyError: there is none.
        """
        return ElementList("element", self._elements())(key)

    if not TYPE_CHECKING:  # a type checker knows the names above; this finds kinds that have no annotation

        def __getattr__(self, name: str) -> Any:
            if name in KINDS:
                return self.get(name)
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}.")


class Block(Searchable, Element, kind="*"):
    """A container."""

    def _elements(self) -> list[Element]:
        return [element_for(self._at, found) for found in self._at._driver.below(self._found.id)]

    @property
    def children(self) -> dict[int, Element]:
        """The elements and containers directly in this container, by position."""
        found = self._at._driver.children(self._found.id)
        return {position: element_for(self._at, each) for position, each in enumerate(found)}

    def __len__(self) -> int:
        return len(self.children)

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, position: int) -> Element:
        return self.children[position]

    def __iter__(self) -> Iterator[Element]:
        yield self
        yield from self._elements()

    def __repr__(self) -> str:
        return "\n".join(self._tree())

    def _tree(self) -> Iterator[str]:
        yield super().__repr__()
        for child in self.children.values():
            for line in child._tree() if isinstance(child, Block) else repr(child).splitlines():
                yield f"    {line}"

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            found = self.__dict__.get("_found")
            if found is not None and name in found.props.__struct_fields__:
                return getattr(found.props, name)
            return super().__getattr__(name)


class Main(Block, kind="main"):
    """The body of the page."""


class Sidebar(Block, kind="sidebar"):
    """The panel at the side."""


class Container(Block, kind="container"):
    """`st.container`."""


class ChatMessage(Block, kind="chat_message"):
    """`st.chat_message`. Its `avatar` is empty if it is a picture, or the first letter of the name."""


class Bottom(Block, kind="bottom"):
    """The strip at the lower edge of the page."""


class Column(Block, kind="column"):
    """One of `st.columns`."""


class Tab(Block, kind="tab"):
    """One of `st.tabs`."""

    @property
    def is_open(self) -> bool | None:
        """Whether it is the visible one. None: only a browser knows."""
        row, index = self._place
        return index == _entered(self._at, row) if row.props.tracked else None

    def select(self) -> Self:
        """Choose the tab, as a person does. The next `run` sends it.

        Raises:
            ValueError: only a browser knows which tab is visible: the app passes no `on_change`.
        """
        row, index = self._place
        return _enter(self, row, index)

    @property
    def _place(self) -> tuple[Any, int]:
        """The tabs around this one, and its index among them."""
        driver = self._at._driver
        for row in driver.below(0):
            if row.props.kind == "tabs":
                ids = [tab.id for tab in driver.children(row.id)]
                if self._found.id in ids:
                    return row, ids.index(self._found.id)
        raise ValueError(f"Tab “{self._props.label}” has left the page.")


class Opened(Block):
    """A container that opens and closes."""

    @property
    def is_open(self) -> bool | None:
        """Whether it is open. None: only a browser knows."""
        return bool(_entered(self._at, self._found)) if self._props.tracked else None

    def open(self) -> Self:
        """Open it, as a person does. The next `run` sends it.

        Raises:
            ValueError: only a browser knows whether it is open: the app passes no `on_change`. Or it is
                disabled.
        """
        return self._set(True)

    def close(self) -> Self:
        """Close it, as a person does. The next `run` sends it.

        Raises:
            ValueError: as from `open`.
        """
        return self._set(False)

    def _set(self, opened: bool) -> Self:
        if not self._props.usable:
            raise ValueError(f"“{self._props.label}” is disabled.")
        return _enter(self, self._found, opened)


class Expander(Opened, kind="expander"):
    """`st.expander`."""

    @property
    def expanded(self) -> bool:
        """Whether it is open. If only a browser knows that, whether it was open at first."""
        return bool(self._props.value)


class Popover(Opened, kind="popover"):
    """`st.popover`."""


class Grid(Block, kind="grid"):
    """`st.grid`."""

    @property
    def column_count(self) -> int | str:
        """The largest number of columns, or "auto"."""
        return self._props.columns or "auto"

    @property
    def min_column_width(self) -> int | str:
        """The smallest width of a column in CSS pixels, or "auto"."""
        return self._props.min_column_width or "auto"

    @property
    def gap(self) -> Any:
        """The space between cells; if that differs, the space between rows and that between columns."""
        rows, columns = (None if gap == 0 else gap for gap in (self._props.row_gap, self._props.gap))
        return rows if rows == columns else (rows, columns)


class Form(Block, kind="form"):
    """`st.form`."""


class Status(Block, kind="status"):
    """`st.status`."""

    @property
    def icon(self) -> str:
        """The icon that shows the state."""
        icons = {"running": "spinner", "complete": ":material/check:", "error": ":material/error:"}
        return icons[self._props.state]


class Dialog(Block, kind="dialog"):
    """The open dialog. Its `label` is the title."""

    def dismiss(self) -> Self:
        """Close the dialog as a person does. The next `run` runs what `on_dismiss` says, or the whole app.

        Raises:
            ValueError: from `run`: the dialog is not dismissible.
        """
        self._at._driver.pending[self._found.id] = (True, True)
        return self


BLOCK = TypeVar("BLOCK", bound=Block)


def _enter(block: BLOCK, found: Any, wire: object) -> BLOCK:
    """Enter whether a container is open (of tabs: which), for the next run to send."""
    if not found.props.tracked:
        raise ValueError(
            f"Only a browser knows whether this `st.{found.props.kind}` is open. Pass `on_change` to it, so "
            "that the app knows it, too."
        )
    block._at._driver.pending[found.id] = wire, wire
    return block


def _entered(at: Tested, found: Any) -> object:
    """Return whether a container is open (of tabs: which): as the test has entered, or as the app knows."""
    entered = at._driver.pending.get(found.id)
    return found.wire if entered is None else entered[1]


def block_at(at: Tested, id: int) -> Block:
    """Return one of the containers that every page has, by its node id."""
    found = at._driver.one(id)
    block = element_for(at, found)
    assert isinstance(block, Block)
    return block
